import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { rowWindow } from './row-window.ts';

/** Which of `count` rows of equal height (px) in `rows` the window shows, or nearly does; drawn again when that changes. */
export function useRowWindow(
  rows: RefObject<HTMLElement | null>,
  { count, rowHeight }: { readonly count: number; readonly rowHeight: number },
): { readonly first: number; readonly last: number } {
  const [seen, setSeen] = useState({ first: 0, last: Math.min(count, 40) });
  useEffect(() => {
    let frame = 0;
    const look = (): void => {
      frame = 0;
      const above = -(rows.current?.getBoundingClientRect().top ?? 0);
      const next = rowWindow({ above, height: window.innerHeight, rowHeight, count });
      setSeen((now) => (now.first === next.first && now.last === next.last ? now : next));
    };
    const plan = (): void => {
      frame ||= requestAnimationFrame(look);
    };
    look();
    window.addEventListener('scroll', plan, { passive: true });
    window.addEventListener('resize', plan);
    return () => {
      cancelAnimationFrame(frame);
      window.removeEventListener('scroll', plan);
      window.removeEventListener('resize', plan);
    };
  }, [count, rowHeight]);
  return seen;
}
