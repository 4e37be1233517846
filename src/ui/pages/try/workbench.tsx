import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { SubjectDetailResource } from '../../../core/resources.ts';
import { allows } from '../../../core/scope.ts';
import type { Dialect } from '../../../core/version.ts';
import { registry } from '../../app/session.ts';
import { useLive } from '../../data/use-live.ts';
import { useWhoami } from '../../data/use-may.ts';
import { JsonEditor } from '../../editor/json-editor.tsx';
import type { EditorMark } from '../../editor/marks.ts';
import { visibleName } from '../../kit/visible-text.ts';
import { candidateOf } from './candidate.ts';
import { Comparison } from './comparison.tsx';
import type { Draft } from '../../data/draft.ts';
import { DraftNotes } from './draft-notes.tsx';
import { EventPart } from './event-part.tsx';
import { readText } from './fault-marks.ts';
import { judge } from './judge.ts';
import { MarkList } from './mark-list.tsx';
import { newestVersion } from './newest-version.ts';
import { Publish } from './publish.tsx';
import type { Asked } from './question.ts';
import { References } from './references.tsx';
import { schemaMarks } from './schema-marks.ts';
import { useDraft } from './use-draft.ts';
import { VerdictPanel } from './verdict-panel.tsx';

interface WorkbenchProps {
  readonly asked: Asked;
  /** Undefined: the subject is not there yet. */
  readonly detail: SubjectDetailResource | undefined;
  /** What the editor shows where there is no draft. */
  readonly start: Draft;
  readonly dialect: Dialect | undefined;
  readonly onPublished: () => void;
}

/** The editor of a schema with its verdict, an event to try, and the way to publish. */
export function Workbench({ asked, detail, start, dialect, onPublished }: WorkbenchProps): JSX.Element {
  const { subject, against, level, profile } = asked;
  const state = useDraft(subject, start);
  const { draft, documents } = state;
  const who = useWhoami();
  const scopes = who.value?.scopes ?? [];
  const access = { register: allows(scopes, 'register', subject), break: allows(scopes, 'break', subject) };
  const reading = useMemo(() => readText(draft.schema), [draft.schema]);
  const candidate = useMemo(() => candidateOf(draft.schema, draft.references, dialect), [draft.schema, draft.references, dialect]);
  const question =
    reading.kind === 'fault' || (who.value === undefined && who.problem === undefined)
      ? undefined
      : JSON.stringify([candidate, against, level, profile, access.register, detail?.epoch]);
  const live = useLive(question, () =>
    judge(registry(), candidate, { subject, isThere: detail !== undefined, versions: against, level, profile, mayRegister: access.register }),
  );
  const marks = useMemo(
    () => (live.isOld ? schemaMarks(reading, undefined, undefined) : schemaMarks(reading, live.value, live.problem)),
    [reading, live.isOld, live.value, live.problem],
  );
  const [goTo, setGoTo] = useState<{ readonly mark: EditorMark }>();
  return (
    <>
      <DraftNotes state={state} start={start} newest={newestVersion(detail)} isNew={detail === undefined} subject={subject} />
      <Comparison asked={asked} detail={detail} />
      <div class="workbench">
        <section class="stack schema-part" aria-label="Schema">
          <div class="row spread">
            <h2>Schema</h2>
            <Publish
              subject={subject}
              candidate={candidate}
              access={access}
              profile={detail?.profile ?? 'declared'}
              isReady={reading.kind === 'value' && live.problem === undefined}
              schema={reading.kind === 'value' ? reading.value : undefined}
              onPublished={({ version }) => {
                state.published(version);
                onPublished();
              }}
            />
          </div>
          <JsonEditor
            label={`Schema for ${visibleName(subject)}`}
            kind="schema"
            document={documents.schema}
            onChange={(schema) => state.type({ schema })}
            marks={marks}
            goTo={goTo}
          />
          <p class="soft small">Tab leaves the editor; Ctrl+Space proposes what can stand here; F8 goes to the next finding.</p>
          <MarkList text={draft.schema} marks={marks} label="Findings in the schema" onGo={(mark) => setGoTo({ mark })} />
          <References references={draft.references} onChange={(references) => state.type({ references })} />
        </section>
        <VerdictPanel
          live={live}
          isFaulty={reading.kind === 'fault'}
          asked={asked}
          detail={detail}
          candidate={candidate}
          schema={reading.kind === 'value' ? reading.value : undefined}
          onMend={(schema) => state.replace({ schema })}
        />
        <EventPart
          asked={asked}
          detail={detail}
          candidate={reading.kind === 'value' && live.problem === undefined ? candidate : undefined}
          text={draft.event}
          document={documents.event}
          onType={(event) => state.type({ event })}
          onReplace={(event) => state.replace({ event })}
        />
      </div>
    </>
  );
}
