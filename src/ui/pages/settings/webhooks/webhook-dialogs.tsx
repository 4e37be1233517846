import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Decision } from '../../../kit/decision.tsx';
import { Dialog } from '../../../kit/dialog.tsx';
import { Field } from '../../../kit/field.tsx';

const OVERLAPS: readonly { readonly seconds: number; readonly label: string }[] = [
  { seconds: 86_400, label: 'a day' },
  { seconds: 3_600, label: 'an hour' },
  { seconds: 7 * 86_400, label: 'a week' },
  { seconds: 0, label: 'not at all: it leaked' },
];

interface RotateSecretProps {
  readonly onRotate: (overlapSeconds: number) => void;
  readonly onClose: () => void;
}

export function RotateSecret({ onRotate, onClose }: RotateSecretProps): JSX.Element {
  const [seconds, setSeconds] = useState(86_400);
  return (
    <Dialog title="Give it a new secret?" onClose={onClose}>
      <Decision verb="Make a new secret" otherwise="Keep the old one" onDecide={() => onRotate(seconds)} onCancel={onClose}>
        <p>
          Deliveries are signed with the new one at once. A receiver that knows only the old one takes them as long as that is signed with as well.
        </p>
        <Field label="Sign with the old one as well for">
          {(ties) => (
            <select {...ties} value={seconds} onChange={({ currentTarget }) => setSeconds(Number(currentTarget.value))}>
              {OVERLAPS.map((overlap) => (
                <option key={overlap.seconds} value={overlap.seconds}>
                  {overlap.label}
                </option>
              ))}
            </select>
          )}
        </Field>
      </Decision>
    </Dialog>
  );
}

export function RemoveWebhook({ onRemove, onClose }: { readonly onRemove: () => void; readonly onClose: () => void }): JSX.Element {
  return (
    <Dialog title="Remove this webhook?" onClose={onClose}>
      <Decision verb="Remove it" isDanger otherwise="Keep it" onDecide={onRemove} onCancel={onClose}>
        <p>Its receiver hears of no change any more. Its log goes, and so does what was given up; the audit log keeps that it was there.</p>
      </Decision>
    </Dialog>
  );
}
