import type { JSX } from 'preact';
import { CopyButton } from './copy-button.tsx';
import { visibleProse } from './visible-text.ts';

/** A text to read and to take along. */
export function Source({ text, what, name }: { readonly text: string; readonly what: string; readonly name?: string }): JSX.Element {
  return (
    <div>
      <div class="code-head">
        <span class="small soft">{name ?? what}</span>
        <CopyButton text={text} what={what} />
      </div>
      <pre class="code" tabIndex={0} role="region" aria-label={what}>
        <code>{visibleProse(text)}</code>
      </pre>
    </div>
  );
}
