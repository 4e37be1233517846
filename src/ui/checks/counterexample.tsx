import type { JSX } from 'preact';
import type { Check } from '../../core/compatibility.ts';
import type { JsonValue } from '../../core/json/value.ts';
import type { Finding } from '../../core/verdict.ts';
import { MarkedJson, type Mark } from '../kit/marked-json.tsx';
import { visibleName, visibleProse } from '../kit/visible-text.ts';
import { PlaceInSchema, type Place, type SchemaOf } from './place-in-schema.tsx';
import { capital } from './words.ts';

interface CounterexampleProps {
  readonly check: Check;
  readonly witness: JsonValue;
  readonly findings: readonly Finding[];
  readonly schemaOf: SchemaOf;
}

/** Findings that are shown before the rest is asked for. */
const FIRST = 3;

/** The event that breaks the reader, with the field; the place in both schemas; in words, what it is and how it is mended. */
export function Counterexample({ check, witness, findings, schemaOf }: CounterexampleProps): JSX.Element {
  return (
    <>
      <ul class="findings">
        {findings.slice(0, FIRST).map((finding, at) => (
          <FindingItem key={at} finding={finding} />
        ))}
      </ul>
      {findings.length > FIRST && (
        <details class="small">
          <summary>{findings.length - FIRST} findings more</summary>
          <ul class="findings">
            {findings.slice(FIRST).map((finding, at) => (
              <FindingItem key={at} finding={finding} />
            ))}
          </ul>
        </details>
      )}
      <div class="sides">
        <div class="side-part">
          <h4>The event</h4>
          <MarkedJson
            value={witness}
            label="Event that breaks the reader"
            marks={marksOf(findings.filter((finding) => finding.witness === undefined))}
          />
        </div>
        <div class="side-part">
          <h4>
            What refuses it, in <bdi>{visibleName(check.reader.label)}</bdi>
          </h4>
          <PlaceInSchema side={check.reader} places={placesOf(findings, ({ readerLocation }) => readerLocation)} schemaOf={schemaOf} />
        </div>
        <div class="side-part">
          <h4>
            What allows it, in <bdi>{visibleName(check.writer.label)}</bdi>
          </h4>
          <PlaceInSchema side={check.writer} places={placesOf(findings, ({ writerLocation }) => writerLocation)} schemaOf={schemaOf} tone="good" />
        </div>
      </div>
    </>
  );
}

function FindingItem({ finding }: { readonly finding: Finding }): JSX.Element {
  return (
    <li>
      <span>
        <code>{finding.instancePointer === '' ? 'the event' : visibleProse(finding.instancePointer)}</code>: {visibleProse(finding.message)}.
      </span>
      {finding.remedy !== undefined && (
        <span class="remedy">
          <strong>What helps:</strong> {visibleProse(finding.remedy)}.
        </span>
      )}
      {finding.witness !== undefined && (
        <details class="small">
          <summary>Another event shows it</summary>
          <MarkedJson value={finding.witness} label={`Event for ${visibleProse(finding.instancePointer)}`} marks={marksOf([finding])} />
        </details>
      )}
    </li>
  );
}

function marksOf(findings: readonly Finding[]): Mark[] {
  return findings.map((finding) => ({ pointer: finding.instancePointer, tone: 'bad', what: shortOf(finding) }));
}

function placesOf(findings: readonly Finding[], locationOf: (finding: Finding) => string | undefined): Place[] {
  return findings.flatMap((finding) => {
    const location = locationOf(finding);
    return location === undefined ? [] : [{ location, what: finding.change === undefined ? finding.keyword : visibleProse(finding.change) }];
  });
}

function shortOf({ message, code }: Finding): string {
  const [first = code] = message.split(/[;,]/);
  return capital(first.replace(/^the reader /, ''));
}
