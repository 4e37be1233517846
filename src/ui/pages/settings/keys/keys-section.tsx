import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { KeyResource } from '../../../../core/resources.ts';
import { isOpen } from '../../../app/describe-caller.ts';
import { Link } from '../../../app/link.tsx';
import type { PageProps } from '../../../app/pages.tsx';
import { href } from '../../../app/address.ts';
import { setQuery } from '../../../app/router.ts';
import { registry } from '../../../app/session.ts';
import { useAnswer } from '../../../data/use-answer.ts';
import { useWhoami } from '../../../data/use-may.ts';
import { Answered } from '../../../kit/answered.tsx';
import { Empty } from '../../../kit/empty.tsx';
import { KeyTable } from './key-table.tsx';
import { stateOf } from './key-words.ts';
import { NewKey } from './new-key.tsx';
import { OpenRegistry } from './open-registry.tsx';
import { RevokeKey } from './revoke-key.tsx';

/** Who may use the registry, by the keys that they have. */
export function KeysSection({ segments, query }: PageProps): JSX.Element {
  const keys = useAnswer('keys', async () => (await registry().listKeys()).items);
  const { value: whoami } = useWhoami();
  const [revoking, setRevoking] = useState<KeyResource>();
  if (segments[0] === 'new') return <NewKey onMade={keys.reload} />;
  return (
    <div class="stack">
      {whoami !== undefined && isOpen(whoami) && <OpenRegistry />}
      <Answered answer={keys} what="the keys">
        {(items) => <Keys keys={items} isAll={query.get('all') === 'yes'} onRevoke={setRevoking} me={whoami?.name ?? ''} />}
      </Answered>
      {revoking !== undefined && (
        <RevokeKey
          subject={revoking}
          keys={keys.value ?? []}
          me={whoami?.name ?? ''}
          onRevoked={keys.reload}
          onClose={() => setRevoking(undefined)}
        />
      )}
    </div>
  );
}

interface KeysProps {
  readonly keys: readonly KeyResource[];
  /** Whether those that are over are shown as well. */
  readonly isAll: boolean;
  readonly me: string;
  readonly onRevoke: (key: KeyResource) => void;
}

function Keys({ keys, isAll, me, onRevoke }: KeysProps): JSX.Element {
  const now = Date.now();
  const over = keys.filter((key) => ['over', 'revoked'].includes(stateOf(key, now)));
  const shown = (isAll ? keys : keys.filter((key) => !over.includes(key))).toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
  return (
    <div class="stack">
      <div class="row spread">
        <div class="row">
          <Link class="button primary" to={href(['settings', 'keys', 'new'])}>
            New key
          </Link>
          {over.length > 0 && (
            <label class="small">
              <input type="checkbox" checked={isAll} onChange={({ currentTarget }) => setQuery({ all: currentTarget.checked ? 'yes' : undefined })} />{' '}
              Show {over.length} that {over.length === 1 ? 'is' : 'are'} over or revoked
            </label>
          )}
        </div>
      </div>
      {shown.length === 0 ? <NoKeys /> : <KeyTable keys={shown} me={me} now={now} onRevoke={onRevoke} />}
    </div>
  );
}

function NoKeys(): JSX.Element {
  return (
    <Empty title="There are no keys that work">
      <p>
        A key says who somebody is and what they may do: a pipeline that registers, a gateway that reads, an admin. Make one for each, with no more
        than it needs; the audit log then says who did what.
      </p>
    </Empty>
  );
}
