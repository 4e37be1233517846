import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Compatibility } from '../../../../core/compatibility.ts';
import type { ConfigResource } from '../../../../core/resources.ts';
import { Notice, Problem } from '../../../kit/notice.tsx';
import { Waiting } from '../../../kit/waiting.tsx';
import { DryRun } from './dry-run.tsx';
import { draftOf } from './draft.ts';
import type { ConfigWrite } from './use-config-write.ts';
import { WORDS } from './words.ts';

interface ConfigOutcomeProps {
  readonly config: ConfigResource;
  readonly writing: ConfigWrite;
  /** The fields in which the form differs from what is set. */
  readonly differs: readonly (keyof Compatibility)[];
  readonly onWrite: () => void;
  readonly onTheirs: () => void;
  readonly onMine: () => void;
  readonly onDone: () => void;
}

/** What became of the last step: what it would say, that it is written, or that somebody else was faster. */
export function ConfigOutcome(props: ConfigOutcomeProps): JSX.Element | null {
  const { state } = props.writing;
  useEffect(() => {
    if (state.kind === 'written') props.onDone();
  }, [state.kind]);
  switch (state.kind) {
    case 'idle':
      return null;
    case 'trying':
      return <Waiting what="what it would say: at most 100 subjects, 500 checks and 20 seconds" />;
    case 'tried':
    case 'writing':
      return <Tried {...props} answer={state.answer} isRemoval={state.wish.kind === 'delete'} isWriting={state.kind === 'writing'} />;
    case 'written':
      return (
        <Notice tone="good" title={state.wish.kind === 'delete' ? 'Removed' : 'Saved'} announce>
          <p>It holds for what is registered from now on.</p>
        </Notice>
      );
    case 'conflict':
      return <Conflict {...props} />;
    case 'failed':
      return <Problem problem={state.problem} />;
  }
}

interface TriedProps extends ConfigOutcomeProps {
  readonly answer: ConfigResource;
  readonly isRemoval: boolean;
  readonly isWriting: boolean;
}

function Tried({ answer, isRemoval, isWriting, writing, onWrite }: TriedProps): JSX.Element {
  const { dryRun } = answer;
  const failing = dryRun?.subjects.filter(({ holds }) => !holds).length ?? 0;
  const verb = isRemoval ? 'Remove' : 'Save';
  return (
    <section class="panel stack" aria-label="What it would say">
      {dryRun !== undefined && <DryRun dryRun={dryRun} />}
      <div class="row">
        <button type="button" class={`button ${failing > 0 || isRemoval ? 'danger' : 'primary'}`} disabled={isWriting} onClick={onWrite}>
          {failing > 0 ? `${verb} all the same` : verb}
        </button>
        <button type="button" class="button" disabled={isWriting} onClick={writing.clear}>
          Leave it as it is
        </button>
      </div>
    </section>
  );
}

function Conflict({ config, differs, onTheirs, onMine }: ConfigOutcomeProps): JSX.Element {
  const theirs = draftOf(config);
  return (
    <Notice tone="unsure" title="Somebody changed this meanwhile" announce>
      <p>Nothing of yours was written. What is set now:</p>
      <ul>
        {(Object.keys(WORDS) as (keyof Compatibility)[]).map((field) => (
          <li key={field}>
            {WORDS[field].label}: <strong>{theirs[field] === '' ? 'inherited' : theirs[field]}</strong>
            {differs.includes(field) && ' – yours is another one'}
          </li>
        ))}
      </ul>
      <div class="row">
        <button type="button" class="button" onClick={onTheirs}>
          Take what is set now
        </button>
        <button type="button" class="button" disabled={differs.length === 0} onClick={onMine}>
          Try mine against it
        </button>
      </div>
    </Notice>
  );
}
