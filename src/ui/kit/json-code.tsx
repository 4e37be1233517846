import { Fragment, type JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { JsonValue } from '../../core/json/value.ts';
import { JsonLineText } from './json-line.tsx';
import { linesOf, wholeDocument } from './json-lines.ts';

/** A document as indented text, all of it. Everything in it is text, whatever it says. */
export function JsonCode({ value, label }: { readonly value: JsonValue; readonly label: string }): JSX.Element {
  const lines = useMemo(() => linesOf(wholeDocument(value)), [value]);
  return (
    // Scrolls, so it can be reached by keyboard.
    <pre class="code" tabIndex={0} role="region" aria-label={label}>
      <code>
        {lines.map((line, at) => (
          <Fragment key={at}>
            {at > 0 && '\n'}
            <JsonLineText line={line} />
          </Fragment>
        ))}
      </code>
    </pre>
  );
}
