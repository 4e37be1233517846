import type { JSX } from 'preact';
import type { Check } from '../../../../core/compatibility.ts';
import type { Finding } from '../../../../core/verdict.ts';
import { MarkedJson } from '../../../kit/marked-json.tsx';
import { visibleProse } from '../../../kit/visible-text.ts';

/** A check that does not hold: who reads what, what is wrong with it, and an event that shows it. */
export function CheckDetail({ check: { writer, reader, verdict } }: { readonly check: Check }): JSX.Element {
  return (
    <div class="check-detail">
      <p>
        Version {reader.version ?? '?'} does not {verdict.kind === 'undecided' ? 'provably ' : ''}read all that version {writer.version ?? '?'}{' '}
        writes.
      </p>
      {verdict.kind === 'not_contained' && (
        <>
          <ul class="plain-list">
            {verdict.findings.map((finding, at) => (
              <li key={at}>
                <FindingLine finding={finding} />
              </li>
            ))}
          </ul>
          <p class="small soft">
            An event of version {writer.version} that version {reader.version} refuses:
          </p>
          <MarkedJson
            value={verdict.witness}
            label={`An event of version ${writer.version} that version ${reader.version} refuses`}
            marks={verdict.findings.map(({ instancePointer, message }) => ({ pointer: instancePointer, tone: 'bad', what: message }))}
          />
        </>
      )}
      {verdict.kind === 'undecided' && (
        <ul class="plain-list">
          {verdict.reasons.map(({ code, message }, at) => (
            <li key={at}>
              <code>{code}</code> {visibleProse(message)}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function FindingLine({ finding: { instancePointer, message, remedy } }: { readonly finding: Finding }): JSX.Element {
  return (
    <>
      <code>{instancePointer === '' ? 'the event' : visibleProse(instancePointer)}</code>: {visibleProse(message)}
      {remedy !== undefined && <div class="soft">{visibleProse(remedy)}</div>}
    </>
  );
}
