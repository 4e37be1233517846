import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { RegistryError } from '../../../../core/errors.ts';
import { MODES, type Mode } from '../../../../core/mode.ts';
import type { ModeResource } from '../../../../core/resources.ts';
import { Link } from '../../../app/link.tsx';
import { href } from '../../../app/address.ts';
import { registry } from '../../../app/session.ts';
import { useAnswer } from '../../../data/use-answer.ts';
import { useMay } from '../../../data/use-may.ts';
import { Answered } from '../../../kit/answered.tsx';
import { Notice, Problem } from '../../../kit/notice.tsx';
import { ScopeLabel, scopeText } from '../tree/scope-label.tsx';
import { useSettings } from '../tree/use-settings.ts';
import { ConfirmMode } from './confirm-mode.tsx';
import { MEANS } from './words.ts';

/** What may be written to one name. */
export function ModeEditor({ name }: { readonly name: string }): JSX.Element {
  const mode = useAnswer(`mode ${name}`, () => registry().getMode(name));
  const settings = useSettings();
  const may = useMay('admin', name);
  const reload = (): void => {
    mode.reload();
    settings.reload();
  };
  return (
    <div class="stack">
      <p class="small">
        <Link to={href(['settings', 'modes'])}>All names</Link>
      </p>
      <h2>
        Mode of <ScopeLabel name={name} />
      </h2>
      <Answered answer={mode} what="the mode">
        {(value) => <ModeForm current={value} mayChange={may} onWritten={reload} />}
      </Answered>
    </div>
  );
}

/** Null: nothing is set here any more. */
type Wish = { readonly mode: Mode | null; readonly force: boolean };

interface ModeFormProps {
  readonly current: ModeResource;
  readonly mayChange: boolean;
  readonly onWritten: () => void;
}

function ModeForm({ current, mayChange, onWritten }: ModeFormProps): JSX.Element {
  const [chosen, setChosen] = useState<Mode>();
  const [asked, setAsked] = useState<Wish>();
  const [problem, setProblem] = useState<unknown>();
  const [isDone, setIsDone] = useState(false);
  const selected = chosen ?? current.own ?? current.mode;
  const isSame = selected === current.own;
  /** Tried first, so that what is refused is refused before anybody is asked whether they are sure. */
  const attempt = async (wish: Wish, isTrial: boolean): Promise<void> => {
    setProblem(undefined);
    setIsDone(false);
    try {
      await send(current, wish, isTrial);
      setAsked(isTrial ? wish : undefined);
      if (isTrial) return;
      setIsDone(true);
      setChosen(undefined);
      onWritten();
    } catch (thrown) {
      setAsked(undefined);
      setProblem(thrown);
      if (thrown instanceof RegistryError && thrown.code === 'epoch_mismatch') onWritten();
    }
  };
  const isNotEmpty = problem instanceof RegistryError && problem.code === 'mode_forbids' && selected === 'IMPORT';
  return (
    <>
      <form
        class="panel stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (!isSame) void attempt({ mode: selected, force: false }, true);
        }}
      >
        <p>
          In force: <strong>{current.mode}</strong> <span class="soft">{current.own === null ? 'inherited' : 'set here'}</span>
        </p>
        <fieldset class="choices" disabled={!mayChange}>
          <legend>Mode</legend>
          {MODES.map((mode) => (
            <label key={mode}>
              <input type="radio" name="mode" value={mode} checked={mode === selected} onChange={() => setChosen(mode)} />
              <span>
                <strong>{mode}</strong> <span class="soft">{MEANS[mode]}</span>
              </span>
            </label>
          ))}
        </fieldset>
        {mayChange ? (
          <div class="row">
            <button class="button primary" disabled={isSame}>
              Set the mode
            </button>
            {current.own !== null && (
              <button type="button" class="button danger" onClick={() => void attempt({ mode: null, force: false }, true)}>
                Remove what is set here
              </button>
            )}
          </div>
        ) : (
          <p class="soft small">To change it needs a key with admin on {current.name === '' ? 'the registry' : 'this name'}.</p>
        )}
        {isDone && <Notice tone="good" title="Done" announce />}
        {problem !== undefined && <Problem problem={problem} />}
        {isNotEmpty && (
          <div class="row">
            <button type="button" class="button danger" onClick={() => void attempt({ mode: 'IMPORT', force: true }, true)}>
              Set IMPORT although there are versions
            </button>
          </div>
        )}
      </form>
      {asked !== undefined && (
        <ConfirmMode
          where={scopeText(current.name)}
          mode={asked.mode}
          isForced={asked.force}
          onConfirm={() => attempt(asked, false)}
          onClose={() => setAsked(undefined)}
        />
      )}
    </>
  );
}

function send({ name, epoch }: ModeResource, { mode, force }: Wish, dryRun: boolean): Promise<ModeResource> {
  const options = { ifMatch: epoch, dryRun };
  return mode === null ? registry().deleteMode(name, options) : registry().putMode(name, { mode, ...(force ? { force } : {}) }, options);
}
