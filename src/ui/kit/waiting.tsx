import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** What is done within this time shows no sign of waiting. */
const PATIENCE_MS = 200;

/** Nothing at first; then a line that says what is waited for. */
export function Waiting({ what }: { readonly what: string }): JSX.Element | null {
  const [isLong, setIsLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsLong(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  if (!isLong) return null;
  return (
    <div class="waiting" role="status">
      Reading {what} …
      <progress class="progress" aria-label={`Reading ${what}`} />
    </div>
  );
}
