import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { CopyButton } from './copy-button.tsx';
import { Name } from './name.tsx';
import { visibleProse } from './visible-text.ts';

/** What a browser lays out without a pause that is felt, in characters. */
const MAX_SHOWN = 300_000;

interface SourceProps {
  readonly text: string;
  /** What it is called when it is copied, and read out: "the schema". */
  readonly what: string;
  /** What stands above it. Default: `what`. */
  readonly name?: string;
}

/** A text to read and to take along, of any length: the copy is whole and as it is, what is shown may be its beginning. */
export function Source({ text, what, name = what }: SourceProps): JSX.Element {
  const [isWhole, setIsWhole] = useState(false);
  const isCut = !isWhole && text.length > MAX_SHOWN;
  return (
    <div>
      <div class="code-head">
        <span class="small soft">
          <Name text={name} />
        </span>
        <CopyButton text={text} what={what} />
      </div>
      <pre class="code" tabIndex={0} role="region" aria-label={what}>
        <code>{visibleProse(isCut ? text.slice(0, MAX_SHOWN) : text)}</code>
      </pre>
      {isCut && (
        <p class="small">
          This is the beginning, of {text.length.toLocaleString('en')} characters.{' '}
          <button type="button" class="button" onClick={() => setIsWhole(true)}>
            Show all
          </button>
        </p>
      )}
    </div>
  );
}
