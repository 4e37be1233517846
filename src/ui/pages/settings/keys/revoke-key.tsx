import type { JSX } from 'preact';
import type { KeyResource } from '../../../../core/resources.ts';
import { registry } from '../../../app/session.ts';
import { Decision } from '../../../kit/decision.tsx';
import { Dialog } from '../../../kit/dialog.tsx';
import { Name } from '../../../kit/name.tsx';
import { Notice } from '../../../kit/notice.tsx';
import { visibleName } from '../../../kit/visible-text.ts';
import { actorOf, explainScope, isLastAdmin, whatBreaks } from './key-words.ts';

interface RevokeKeyProps {
  readonly subject: KeyResource;
  readonly keys: readonly KeyResource[];
  readonly me: string;
  readonly onRevoked: () => void;
  readonly onClose: () => void;
}

/** What breaks with a key, and whether it is meant. */
export function RevokeKey({ subject: key, keys, me, onRevoked, onClose }: RevokeKeyProps): JSX.Element {
  const revoke = async (): Promise<void> => {
    await registry().revokeKey(key.id);
    onRevoked();
    onClose();
  };
  return (
    <Dialog title={`Revoke ${visibleName(key.name)}?`} onClose={onClose}>
      <Decision verb="Revoke it" isDanger otherwise="Keep it" onDecide={revoke} onCancel={onClose}>
        <p>Whoever uses it is refused with 401 from the next request on, and nobody can undo that.</p>
        <ul>
          {whatBreaks(key.scopes).map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
        <p>What it may do:</p>
        <ul>
          {key.scopes.map((scope) => (
            <li key={`${scope.access} ${scope.pattern}`}>
              <bdi>{explainScope(scope)}</bdi>
            </li>
          ))}
        </ul>
        <p class="soft small">
          It stays in the list, and in the audit log, as <Name text={actorOf(key)} />.
        </p>
        {actorOf(key) === me && <Notice tone="bad" title="It is the key that you are signed in with" />}
        {isLastAdmin(key, keys, Date.now()) && (
          <Notice tone="bad" title="It is the last key that may make keys">
            <p>
              Without it a new one can be made only on the machine of the registry:{' '}
              <code>sluice keys create --dir DIR --name admin --scope admin</code>
            </p>
          </Notice>
        )}
      </Decision>
    </Dialog>
  );
}
