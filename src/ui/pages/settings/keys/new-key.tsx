import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Scope } from '../../../../core/api-key.ts';
import type { CreatedKeyResource } from '../../../../core/resources.ts';
import { Link } from '../../../app/link.tsx';
import { href } from '../../../app/address.ts';
import { navigate } from '../../../app/router.ts';
import { registry } from '../../../app/session.ts';
import { Field } from '../../../kit/field.tsx';
import { Problem } from '../../../kit/notice.tsx';
import { SecretOnce } from '../secret-once.tsx';
import { EXPIRIES, expiresAt } from './expiry.ts';
import { faultOf } from './key-words.ts';
import { ScopeRows } from './scope-rows.tsx';

/** A new key; its secret is shown once. */
export function NewKey({ onMade }: { readonly onMade: () => void }): JSX.Element {
  const [made, setMade] = useState<CreatedKeyResource>();
  const list = href(['settings', 'keys']);
  if (made !== undefined) return <Made made={made} onDone={() => navigate(list, { replace: true })} />;
  const onCreated = (key: CreatedKeyResource): void => {
    setMade(key);
    onMade();
  };
  return (
    <div class="stack">
      <p class="small">
        <Link to={list}>All keys</Link>
      </p>
      <h2>New key</h2>
      <KeyMaker onCreated={onCreated} />
    </div>
  );
}

function KeyMaker({ onCreated }: { readonly onCreated: (key: CreatedKeyResource) => void }): JSX.Element {
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<readonly Scope[]>([{ access: 'read', pattern: '*' }]);
  const [expiry, setExpiry] = useState('90');
  const [day, setDay] = useState('');
  const [problem, setProblem] = useState<unknown>();
  const [isSent, setIsSent] = useState(false);
  const make = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (scopes.some(({ pattern }) => faultOf(pattern) !== undefined)) return;
    setIsSent(true);
    setProblem(undefined);
    try {
      const end = expiresAt(expiry, day, Date.now());
      onCreated(await registry().createKey({ name: name.trim(), scopes, ...(end === undefined ? {} : { expiresAt: end }) }));
    } catch (thrown) {
      setProblem(thrown);
      setIsSent(false);
    }
  };
  return (
    <form class="panel stack" onSubmit={(event) => void make(event)}>
      <Field label="Name" hint="Whose it is and what for: the audit log says it with everything that is done with the key.">
        {(ties) => (
          <input {...ties} required maxLength={100} autocomplete="off" value={name} onInput={({ currentTarget }) => setName(currentTarget.value)} />
        )}
      </Field>
      <ScopeRows scopes={scopes} onChange={setScopes} />
      <div class="row">
        <Field label="Good for">
          {(ties) => (
            <select {...ties} value={expiry} onChange={({ currentTarget }) => setExpiry(currentTarget.value)}>
              {EXPIRIES.map(({ value, label }) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </select>
          )}
        </Field>
        {expiry === 'day' && (
          <Field label="Until the beginning of (UTC)">
            {(ties) => <input {...ties} type="date" required value={day} onInput={({ currentTarget }) => setDay(currentTarget.value)} />}
          </Field>
        )}
      </div>
      {problem !== undefined && <Problem problem={problem} />}
      <div class="row">
        <button class="button primary" disabled={isSent}>
          Make the key
        </button>
      </div>
    </form>
  );
}

function Made({ made, onDone }: { readonly made: CreatedKeyResource; readonly onDone: () => void }): JSX.Element {
  const { origin } = window.location;
  return (
    <SecretOnce
      title="The key is made"
      what="the key"
      secret={made.key}
      uses={[
        {
          what: 'use with the command line',
          text: `read -rs SLUICE_TOKEN   # paste the key, Enter\nexport SLUICE_TOKEN SLUICE_REGISTRY=${origin}\nsluice whoami`,
        },
        { what: 'use with curl', text: `curl -H "authorization: Bearer $SLUICE_TOKEN" ${origin}/api/v1/whoami` },
      ]}
      onDone={onDone}
    />
  );
}
