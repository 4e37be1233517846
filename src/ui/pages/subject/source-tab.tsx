import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { VersionResource } from '../../../core/resources.ts';
import { CopyButton } from '../../kit/copy-button.tsx';
import { JsonCode } from '../../kit/json-code.tsx';
import { Source } from '../../kit/source.tsx';

/** Above it colours cost more than they help, in characters. */
const MAX_COLOURED = 100_000;

/** The document as it was registered, indented. */
export function SourceTab({ version: { schema, subject, version, dialect, fingerprint } }: { readonly version: VersionResource }): JSX.Element {
  const text = useMemo(() => (typeof schema === 'string' ? schema : JSON.stringify(schema, null, 2)), [schema]);
  const facts = (
    <dl class="facts">
      {dialect !== undefined && (
        <>
          <dt>Dialect</dt>
          <dd>{dialect}</dd>
        </>
      )}
      <dt>Fingerprint</dt>
      <dd>
        <code>{fingerprint}</code>
      </dd>
    </dl>
  );
  if (text.length > MAX_COLOURED || typeof schema === 'string') {
    return (
      <div class="stack">
        {facts}
        <Source text={text} what="the schema" name={`${subject}@${version}`} />
      </div>
    );
  }
  return (
    <div class="stack">
      {facts}
      <div>
        <div class="code-head">
          <span class="small soft">Schema</span>
          <CopyButton text={text} what="the schema" />
        </div>
        <JsonCode value={schema} label="The schema" />
      </div>
    </div>
  );
}
