import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { StateRequest, SubjectDetailResource, VersionHeadResource } from '../../../core/resources.ts';
import type { VersionState } from '../../../core/version.ts';
import { registry } from '../../app/session.ts';
import { Decision } from '../../kit/decision.tsx';
import { Dialog } from '../../kit/dialog.tsx';
import { Field } from '../../kit/field.tsx';
import { DryRun } from './dry-run.tsx';
import { Refusal } from './refusal.tsx';

interface StateDialogProps {
  readonly detail: SubjectDetailResource;
  readonly version: VersionHeadResource;
  /** The state that it shall have. */
  readonly state: VersionState;
  readonly onClose: () => void;
  readonly onDone: (text: string) => void;
}

const WORDS: Readonly<Record<VersionState, { readonly verb: string; readonly done: string; readonly means: string }>> = {
  active: {
    verb: 'Bring back',
    done: 'is active again',
    means: 'Gates accept its events again, and it counts as a version that others must be compatible with.',
  },
  deprecated: {
    verb: 'Deprecate',
    done: 'is deprecated',
    means: 'Gates go on accepting its events; whoever reads or locks it is told, and until when.',
  },
  retired: { verb: 'Retire', done: 'is retired', means: 'Gates no longer accept events by it. It stays readable, and can be brought back.' },
};

/** A change of state, with what it would mean before it is done. */
export function StateDialog({ detail, version: head, state, onClose, onDone }: StateDialogProps): JSX.Element {
  const { subject, version } = head;
  const [request, setRequest] = useState<StateRequest>({ state });
  const [isRefused, setRefused] = useState(false);
  const { done, means } = WORDS[state];
  const verb = state === 'active' && head.state === 'deprecated' ? 'Undeprecate' : WORDS[state].verb;
  const change = async (): Promise<void> => {
    await registry().setState(subject, version, request, { ifMatch: detail.epoch });
    onDone(`Version ${version} ${done}`);
  };
  return (
    <Dialog title={`${verb} version ${version} (${head.semver})`} onClose={onClose}>
      <Decision
        verb={`${verb} version ${version}`}
        isDanger={state === 'retired'}
        isReady={!isRefused}
        onDecide={change}
        onCancel={onClose}
        refusal={(problem) => <Refusal problem={problem} />}
      >
        <p>{means}</p>
        <DryRun subject={subject} epoch={detail.epoch} version={version} state={state} onRefused={setRefused} />
        <Reason request={request} setRequest={setRequest} />
        {state === 'deprecated' && <Deprecation detail={detail} version={version} request={request} setRequest={setRequest} />}
      </Decision>
    </Dialog>
  );
}

interface RequestProps {
  readonly request: StateRequest;
  readonly setRequest: (request: StateRequest) => void;
}

function Reason({ request, setRequest }: RequestProps): JSX.Element {
  return (
    <Field label="Reason" hint="For people; kept in the timeline. May be left out.">
      {(ties) => (
        <input
          {...ties}
          value={request.reason ?? ''}
          onInput={({ currentTarget }) => setRequest(withMember(request, 'reason', currentTarget.value))}
        />
      )}
    </Field>
  );
}

function Deprecation({
  detail,
  version,
  request,
  setRequest,
}: RequestProps & { readonly detail: SubjectDetailResource; readonly version: number }): JSX.Element {
  const others = detail.versions.filter((other) => other.state !== 'retired' && other.version !== version).toReversed();
  const chooseSuccessor = (text: string): void => {
    const { successor: _, ...rest } = request;
    setRequest(text === '' ? rest : { ...rest, successor: Number(text) });
  };
  return (
    <>
      <Field label="Use instead" hint="A live version that consumers are sent to.">
        {(ties) => (
          <select {...ties} value={String(request.successor ?? '')} onChange={({ currentTarget }) => chooseSuccessor(currentTarget.value)}>
            <option value="">None named</option>
            {others.map(({ version: number, semver }) => (
              <option key={number} value={String(number)}>
                {semver} · version {number}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label="Until" hint="The day from which it may be retired, 0:00 UTC.">
        {(ties) => (
          <input
            {...ties}
            type="date"
            value={request.sunset ?? ''}
            onInput={({ currentTarget }) => setRequest(withMember(request, 'sunset', currentTarget.value))}
          />
        )}
      </Field>
    </>
  );
}

function withMember(request: StateRequest, name: 'reason' | 'sunset', text: string): StateRequest {
  const { [name]: _, ...rest } = request;
  return text === '' ? rest : { ...rest, [name]: text };
}
