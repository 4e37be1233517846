import type { JSX } from 'preact';
import type { Check } from '../../core/compatibility.ts';
import type { Reason } from '../../core/verdict.ts';
import { visibleName, visibleProse } from '../kit/visible-text.ts';
import { PlaceInSchema, type SchemaOf } from './place-in-schema.tsx';
import { capital } from './words.ts';

interface ReasonsProps {
  readonly check: Check;
  readonly reasons: readonly Reason[];
  readonly schemaOf: SchemaOf;
}

/** Why there is no answer, and where. */
export function Reasons({ check, reasons, schemaOf }: ReasonsProps): JSX.Element {
  const inReader = reasons.flatMap(({ readerLocation, code }) => (readerLocation === undefined ? [] : [{ location: readerLocation, what: code }]));
  const inWriter = reasons.flatMap(({ writerLocation, code }) => (writerLocation === undefined ? [] : [{ location: writerLocation, what: code }]));
  return (
    <>
      <ul class="findings">
        {reasons.map((reason, at) => (
          <li key={at}>
            <span>
              {capital(visibleProse(reason.message))} <code class="soft">{reason.code}</code>
            </span>
          </li>
        ))}
      </ul>
      <p class="small">Simplify the schema there, or accept the doubt with a reason when you register.</p>
      <div class="sides">
        {inReader.length > 0 && (
          <div class="side-part">
            <h4>
              In <bdi>{visibleName(check.reader.label)}</bdi>
            </h4>
            <PlaceInSchema side={check.reader} places={inReader} schemaOf={schemaOf} />
          </div>
        )}
        {inWriter.length > 0 && (
          <div class="side-part">
            <h4>
              In <bdi>{visibleName(check.writer.label)}</bdi>
            </h4>
            <PlaceInSchema side={check.writer} places={inWriter} schemaOf={schemaOf} />
          </div>
        )}
      </div>
    </>
  );
}
