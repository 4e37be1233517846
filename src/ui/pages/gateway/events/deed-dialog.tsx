import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { GatewayEventChoice } from '../../../../core/gateway-resources.ts';
import { Decision } from '../../../kit/decision.tsx';
import { Dialog } from '../../../kit/dialog.tsx';
import { Field } from '../../../kit/field.tsx';
import { BenchChoice } from './bench-choice.tsx';
import { DEED_NAMES } from './deed-words.ts';
import type { Deed } from './deed.ts';
import { GoingView } from './going-view.tsx';
import { useDeed } from './use-deed.ts';

interface DeedDialogProps {
  readonly gateway: string;
  readonly kind: Deed['kind'];
  readonly choice: GatewayEventChoice;
  /** What it is about, in words. */
  readonly about: string;
  /** How many that are, where it is known. */
  readonly total: number | undefined;
  /** The type of all of them, where they have one: drafts and versions are its. */
  readonly subject: string | undefined;
  /** Whether something was done. */
  readonly onClose: (hasChanged: boolean) => void;
}

/** Says what it will do, asks for what it needs, does it with its progress, and says what became of it. */
export function DeedDialog({ gateway, kind, choice, about, total, subject, onClose }: DeedDialogProps): JSX.Element {
  const work = useDeed(gateway);
  const [deed, setDeed] = useState<Deed | undefined>(() => FIRST[kind]);
  const close = (): void => {
    work.end();
    onClose(kind !== 'rejudge' && work.phase !== 'idle');
  };
  return (
    <Dialog title={`${DEED_NAMES[kind]}: ${about}`} onClose={close}>
      {work.phase === 'idle' ? (
        <Decision
          verb={DEED_NAMES[kind]}
          isDanger={kind === 'discard'}
          isReady={deed !== undefined}
          onDecide={() => {
            if (deed !== undefined) work.start(choice, deed);
          }}
          onCancel={close}
        >
          {kind === 'rejudge' && (
            <BenchChoice subject={subject} onChange={(bench) => setDeed(bench === undefined ? undefined : { kind: 'rejudge', bench })} />
          )}
          {kind === 'replay' && <ReplayChoice onChange={(force) => setDeed({ kind: 'replay', force })} />}
          {kind === 'discard' && <DiscardChoice onChange={(reason) => setDeed(reason === '' ? undefined : { kind: 'discard', reason })} />}
          {total !== undefined && <p class="small soft">{total.toLocaleString('en')} in the queue at the moment.</p>}
        </Decision>
      ) : (
        <GoingView gateway={gateway} going={work} total={total} onEnd={work.end} onClose={close} />
      )}
    </Dialog>
  );
}

const FIRST: Readonly<Record<Deed['kind'], Deed | undefined>> = {
  rejudge: { kind: 'rejudge', bench: { kind: 'live' } },
  replay: { kind: 'replay', force: false },
  discard: undefined,
};

function ReplayChoice({ onChange }: { readonly onChange: (force: boolean) => void }): JSX.Element {
  return (
    <>
      <p>
        What is held is judged as the gate judges now, and goes to its targets if it passes; what is parked or dead is delivered again. The bytes are
        those that came, in the order in which they came.
      </p>
      <label class="row">
        <input type="checkbox" onChange={({ currentTarget }) => onChange(currentTarget.checked)} />
        Also where a later event of the same order key was delivered: it arrives out of order
      </label>
    </>
  );
}

function DiscardChoice({ onChange }: { readonly onChange: (reason: string) => void }): JSX.Element {
  return (
    <>
      <p>They are gone for good then, and no function gets them. The audit log has who did it, and why.</p>
      <Field label="Reason">{(ties) => <input {...ties} required onInput={({ currentTarget }) => onChange(currentTarget.value.trim())} />}</Field>
    </>
  );
}
