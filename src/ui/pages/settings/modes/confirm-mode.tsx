import type { JSX } from 'preact';
import type { Mode } from '../../../../core/mode.ts';
import { Decision } from '../../../kit/decision.tsx';
import { Dialog } from '../../../kit/dialog.tsx';
import { consequenceOf } from './words.ts';

interface ConfirmModeProps {
  /** "the registry", or the name, as it is shown. */
  readonly where: string;
  /** Null: what is set is removed. */
  readonly mode: Mode | null;
  readonly isForced: boolean;
  readonly onConfirm: () => Promise<void>;
  readonly onClose: () => void;
}

export function ConfirmMode({ where, mode, isForced, onConfirm, onClose }: ConfirmModeProps): JSX.Element {
  return (
    <Dialog title={mode === null ? 'Remove this mode?' : `Set ${mode}?`} onClose={onClose}>
      <Decision
        verb={mode === null ? 'Remove' : `Set ${mode}`}
        isDanger={mode !== 'READWRITE'}
        otherwise="Leave it as it is"
        onDecide={onConfirm}
        onCancel={onClose}
      >
        <p>
          <bdi>
            {mode === null ? `The mode of the next wider name, or of the registry, is in force for ${where} then.` : consequenceOf(mode, where)}
          </bdi>
        </p>
        {isForced && <p>There are versions already: ids and numbers of an import may be taken, and such a version is refused then.</p>}
      </Decision>
    </Dialog>
  );
}
