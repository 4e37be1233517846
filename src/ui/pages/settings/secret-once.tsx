import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Notice } from '../../kit/notice.tsx';
import { Source } from '../../kit/source.tsx';

interface SecretOnceProps {
  readonly title: string;
  /** What it is called when it is copied: "the key". */
  readonly what: string;
  readonly secret: string;
  /** How it is used, with the address of this registry. */
  readonly uses: readonly { readonly what: string; readonly text: string }[];
  readonly onDone: () => void;
}

/** A secret that this answer has and no other: it is in the page as long as this is shown, and nowhere else. */
export function SecretOnce({ title, what, secret, uses, onDone }: SecretOnceProps): JSX.Element {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  useWarning();
  return (
    <section class="panel stack secret" aria-label={title}>
      <h2 ref={heading} tabIndex={-1}>
        {title}
      </h2>
      <Notice tone="unsure" title={`Copy ${what} now`}>
        <p>It is shown this once: the registry keeps none that anybody could read, and neither do these pages. Whoever has it can use it.</p>
      </Notice>
      <Source text={secret} what={what} />
      {uses.map(({ what: use, text }) => (
        <Source key={use} text={text} what={use} />
      ))}
      <div class="row">
        <button type="button" class="button primary" onClick={onDone}>
          I have it
        </button>
      </div>
    </section>
  );
}

/** Whoever closes the tab now is asked whether they mean it. */
function useWarning(): void {
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, []);
}
