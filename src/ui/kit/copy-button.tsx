import type { JSX } from 'preact';
import { useState } from 'preact/hooks';

/** Copies `text`; says so on itself, and to a screen reader. Where the browser gives no clipboard (http on another machine) it says that. */
export function CopyButton({ text, what }: { readonly text: string; readonly what: string }): JSX.Element {
  const [said, setSaid] = useState<string>();
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setSaid('Copied');
    } catch {
      setSaid('This browser does not allow it: select and copy');
    }
    setTimeout(() => setSaid(undefined), 3_000);
  };
  return (
    <button type="button" class="button" onClick={() => void copy()} aria-label={`Copy ${what}`}>
      <span aria-live="polite">{said ?? 'Copy'}</span>
    </button>
  );
}
