import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Notice } from '../../kit/notice.tsx';

interface SaidState {
  readonly text: string | undefined;
  readonly say: (text: string) => void;
}

/** What was just done on this page. */
export function useSaid(): SaidState {
  const [text, say] = useState<string>();
  return { text, say };
}

/** Takes the focus, since what was pressed is often gone afterwards; that reads it out as well. */
export function Said({ text }: { readonly text: string | undefined }): JSX.Element | null {
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (text !== undefined) element.current?.focus();
  }, [text]);
  if (text === undefined) return null;
  return (
    <div ref={element} tabIndex={-1}>
      <Notice tone="good" title={text} announce />
    </div>
  );
}
