import type { JSX } from 'preact';
import type { KeyResource } from '../../../../core/resources.ts';
import { Link } from '../../../app/link.tsx';
import { nameOf } from '../../../app/describe-caller.ts';
import { href } from '../../../app/address.ts';
import { Badge, type BadgeTone } from '../../../kit/badge.tsx';
import { Name } from '../../../kit/name.tsx';
import { Table } from '../../../kit/table.tsx';
import { Time } from '../../../kit/time.tsx';
import { visibleName } from '../../../kit/visible-text.ts';
import { actorOf, explainScope, stateOf, type KeyState } from './key-words.ts';

const TONES: Readonly<Record<KeyState, BadgeTone>> = { good: 'good', 'ends soon': 'unsure', over: 'plain', revoked: 'bad' };

interface KeyTableProps {
  readonly keys: readonly KeyResource[];
  /** As the audit log names whoever looks. */
  readonly me: string;
  readonly now: number;
  readonly onRevoke: (key: KeyResource) => void;
}

export function KeyTable({ keys, me, now, onRevoke }: KeyTableProps): JSX.Element {
  return (
    <Table label="Keys" caption="Keys, newest first" columns={['Name', 'State', 'May', 'Made', 'Ends', 'What it wrote', 'Revoke']}>
      {keys.map((key) => (
        <Row key={key.id} of={key} isMine={actorOf(key) === me} now={now} onRevoke={onRevoke} />
      ))}
    </Table>
  );
}

interface RowProps {
  readonly of: KeyResource;
  readonly isMine: boolean;
  readonly now: number;
  readonly onRevoke: (key: KeyResource) => void;
}

function Row({ of: key, isMine, now, onRevoke }: RowProps): JSX.Element {
  const state = stateOf(key, now);
  return (
    <tr>
      <th scope="row">
        <Name text={key.name} /> {isMine && <Badge tone="accent">you</Badge>}
        <div class="small soft">
          <code>{key.id}</code>
        </div>
      </th>
      <td>
        <Badge tone={TONES[state]}>{state}</Badge>
      </td>
      <td>
        <ul class="plain-list">
          {key.scopes.map(({ access, pattern }) => (
            <li key={`${access} ${pattern}`} title={explainScope({ access, pattern })}>
              <code>
                {access}:<Name text={pattern} />
              </code>
            </li>
          ))}
        </ul>
      </td>
      <td>
        <Time at={key.createdAt} />
        <div class="small soft">
          by <Name text={nameOf(key.createdBy)} />
        </div>
      </td>
      <td>
        {key.revokedAt !== undefined ? (
          <Time at={key.revokedAt} />
        ) : key.expiresAt === undefined ? (
          <span class="soft">never</span>
        ) : (
          <Time at={key.expiresAt} />
        )}
      </td>
      <td>
        <Link to={href(['settings', 'audit'], { actor: actorOf(key) })} label={`Audit log of ${visibleName(key.name)}`}>
          Audit log
        </Link>
      </td>
      <td>
        {(state === 'good' || state === 'ends soon') && (
          <button type="button" class="button danger" aria-label={`Revoke ${visibleName(key.name)}`} onClick={() => onRevoke(key)}>
            Revoke
          </button>
        )}
      </td>
    </tr>
  );
}
