import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { ExactObject, ExactValue } from '../../../core/json/value.ts';
import { stringifyExact } from '../../../core/json/stringify.ts';
import type { SubjectDetailResource } from '../../../core/resources.ts';
import { setQuery } from '../../app/router.ts';
import { registry } from '../../app/session.ts';
import { useLive } from '../../data/use-live.ts';
import { JsonEditor, type EditorDocument } from '../../editor/json-editor.tsx';
import type { EditorMark } from '../../editor/marks.ts';
import { Field } from '../../kit/field.tsx';
import { Notice, Problem } from '../../kit/notice.tsx';
import type { Candidate } from './candidate.ts';
import { readText } from './fault-marks.ts';
import { judgeEvent, type EventJudge, type EventJudged } from './judge-event.ts';
import { MarkList } from './mark-list.tsx';
import type { Asked } from './question.ts';

interface EventPartProps {
  readonly asked: Asked;
  readonly detail: SubjectDetailResource | undefined;
  /** Undefined while the editor holds no schema. */
  readonly candidate: Candidate | undefined;
  readonly text: string;
  readonly document: EditorDocument;
  readonly onType: (text: string) => void;
  /** Puts another text into the editor. */
  readonly onReplace: (text: string) => void;
}

/** An event, judged while one types by the schema in the editor or by a version. */
export function EventPart({ asked, detail, candidate, text, document, onType, onReplace }: EventPartProps): JSX.Element {
  const { subject, judge: version } = asked;
  const isEmpty = text.trim() === '';
  const reading = useMemo(() => (isEmpty ? undefined : readText(text)), [text]);
  const data = reading?.kind === 'value' ? dataOf(reading.value) : undefined;
  const by: EventJudge | undefined = version === undefined ? candidate : { version };
  const question = reading?.kind === 'value' && by !== undefined ? JSON.stringify([text, by]) : undefined;
  const live = useLive(question, async () => {
    if (reading?.kind !== 'value' || by === undefined) throw new Error('nothing to judge');
    return judgeEvent(registry(), subject, reading.value, by);
  });
  const marks = useMemo(() => marksOf(reading, live.isOld ? undefined : live.value), [reading, live.isOld, live.value]);
  const [goTo, setGoTo] = useState<{ readonly mark: EditorMark }>();
  return (
    <section class="stack event-part" aria-label="Event">
      <div class="row spread">
        <h2>An event</h2>
        <div class="event-judge">
          <Field label="Judged by">
            {(ties) => (
              <select {...ties} value={version ?? ''} onChange={({ currentTarget }) => setQuery({ judge: currentTarget.value })}>
                <option value="">the schema above</option>
                {detail?.versions.map((head) => (
                  <option key={head.version} value={head.version}>
                    version {head.version}
                    {head.state !== 'active' && ` · ${head.state}`}
                  </option>
                ))}
              </select>
            )}
          </Field>
        </div>
      </div>
      <div class="stack">
        <div class="stack tight">
          <JsonEditor label="Event" kind="event" document={document} onChange={onType} marks={marks} goTo={goTo} />
          <MarkList text={text} marks={marks} label="Findings in the event" onGo={(mark) => setGoTo({ mark })} />
        </div>
        <div aria-live="polite">
          {isEmpty ? (
            <p class="soft">Paste the data of an event: the JSON that a producer sends, without its envelope.</p>
          ) : (
            <>
              {data !== undefined && <Envelope onKeep={() => onReplace(textOf(data))} />}
              <EventVerdict isFault={reading?.kind === 'fault'} hasSchema={by !== undefined} live={live} />
            </>
          )}
        </div>
      </div>
    </section>
  );
}

/** The data of a text that is a CloudEvent as a whole: what people copy from a log. */
function dataOf(value: ExactValue): ExactValue | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const event = value as ExactObject;
  return typeof event['specversion'] === 'string' && Object.hasOwn(event, 'data') ? event['data'] : undefined;
}

/** Laid out, unless it holds numbers that would lose something by that. */
function textOf(data: ExactValue): string {
  const exact = stringifyExact(data);
  const parsed: unknown = JSON.parse(exact);
  return JSON.stringify(parsed) === exact ? JSON.stringify(parsed, null, 2) : exact;
}

function Envelope({ onKeep }: { readonly onKeep: () => void }): JSX.Element {
  return (
    <Notice tone="unsure" title="This has an envelope">
      <p>A gate judges the data of an event only.</p>
      <div class="row">
        <button type="button" class="button" onClick={onKeep}>
          Keep the data
        </button>
      </div>
    </Notice>
  );
}

interface EventVerdictProps {
  readonly isFault: boolean;
  readonly hasSchema: boolean;
  readonly live: ReturnType<typeof useLive<EventJudged>>;
}

function EventVerdict({ isFault, hasSchema, live: { value, problem, isOld, retry } }: EventVerdictProps): JSX.Element | null {
  if (isFault) return <Notice tone="bad" title="The event cannot be read as JSON" />;
  if (!hasSchema) return <Notice tone="plain" title="There is no schema to judge it by: mend the one above, or choose a version" />;
  if (problem !== undefined) return <Problem problem={problem} retry={retry} />;
  if (value === undefined) return null;
  const old = isOld ? ' (of the text before)' : '';
  if (value.isValid) return <Notice tone="good" title={`The event is valid${old}`} />;
  return <Notice tone="bad" title={`The event is refused: ${value.findings.length} ${value.findings.length === 1 ? 'finding' : 'findings'}${old}`} />;
}

function marksOf(reading: ReturnType<typeof readText> | undefined, judged: EventJudged | undefined): readonly EditorMark[] {
  if (reading?.kind === 'fault') return [reading.mark];
  if (reading === undefined) return [];
  return (judged?.findings ?? []).map(({ pointer, message, keywordLocation }) => ({
    place: { kind: 'pointer', pointer },
    severity: 'error',
    message: `${message}${keywordLocation === '' ? '' : ` (${keywordLocation})`}`,
  }));
}
