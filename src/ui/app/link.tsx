import type { ComponentChildren, JSX } from 'preact';
import { navigate } from './router.ts';

interface LinkProps {
  readonly to: string;
  readonly children: ComponentChildren;
  readonly class?: string;
  readonly current?: boolean;
  readonly label?: string;
}

/** A link within these pages: a plain click stays in the page, everything else is the browser's. */
export function Link({ to, children, current = false, label, ...rest }: LinkProps): JSX.Element {
  return (
    <a href={to} class={rest.class} aria-current={current ? 'page' : undefined} aria-label={label} onClick={(event) => follow(event, to)}>
      {children}
    </a>
  );
}

function follow(event: MouseEvent, to: string): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  navigate(to);
}
