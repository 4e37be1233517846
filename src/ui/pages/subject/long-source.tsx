import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { CopyButton } from '../../kit/copy-button.tsx';
import { visibleName, visibleProse } from '../../kit/visible-text.ts';

/** What a browser lays out without a pause that is felt, in characters. */
const MAX_SHOWN = 300_000;

interface LongSourceProps {
  readonly text: string;
  readonly what: string;
  readonly name: string;
}

/** A text of any length; the copy is whole and as it is, what is shown may be its beginning. */
export function LongSource({ text, what, name }: LongSourceProps): JSX.Element {
  const [isWhole, setWhole] = useState(false);
  const isCut = !isWhole && text.length > MAX_SHOWN;
  return (
    <div>
      <div class="code-head">
        <span class="small soft">
          <bdi>{visibleName(name)}</bdi>
        </span>
        <CopyButton text={text} what={what} />
      </div>
      <pre class="code" tabIndex={0} role="region" aria-label={what}>
        <code>{visibleProse(isCut ? text.slice(0, MAX_SHOWN) : text)}</code>
      </pre>
      {isCut && (
        <p class="small">
          This is the beginning, of {text.length.toLocaleString('en')} characters.{' '}
          <button type="button" class="button" onClick={() => setWhole(true)}>
            Show all
          </button>
        </p>
      )}
    </div>
  );
}
