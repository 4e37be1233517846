import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { createClient } from '../../client/index.ts';
import { RegistryError } from '../../core/errors.ts';
import { Field } from '../kit/field.tsx';
import { Notice, Problem } from '../kit/notice.tsx';

/** A key of the registry, or a token that it takes, for this tab. It is tried before it is handed on. */
export function KeyForm({ onKey }: { readonly onKey: (key: string) => void }): JSX.Element {
  const [key, setKey] = useState('');
  const [problem, setProblem] = useState<unknown>();
  const [isTrying, setIsTrying] = useState(false);
  const signIn = async (event: Event): Promise<void> => {
    event.preventDefault();
    setIsTrying(true);
    setProblem(undefined);
    try {
      const token = key.trim();
      if (!CAN_BE_SENT.test(token)) throw new RegistryError('unauthenticated', 'the key has characters that no key has');
      await createClient({ url: window.location.origin, token }).whoami();
      onKey(token);
    } catch (thrown) {
      setProblem(thrown);
    }
    setIsTrying(false);
  };
  return (
    <form class="stack" onSubmit={(event) => void signIn(event)}>
      <Field
        label="Key"
        hint={
          <>
            An admin makes one in Settings, or with <code>sluice keys create</code>. It stays in this tab and is gone when you close it.
          </>
        }
      >
        {(ties) => (
          <input {...ties} type="password" autocomplete="off" required value={key} onInput={({ currentTarget }) => setKey(currentTarget.value)} />
        )}
      </Field>
      {problem !== undefined && <WhyNot problem={problem} />}
      <div class="row">
        <button class="button primary" disabled={isTrying}>
          Sign in
        </button>
      </div>
    </form>
  );
}

/** What a header takes; a key that was copied from a text may have "…" in it, or a character that nobody sees. */
const CAN_BE_SENT = /^[!-~]+$/;

function WhyNot({ problem }: { readonly problem: unknown }): JSX.Element {
  if (!(problem instanceof RegistryError && problem.code === 'unauthenticated')) return <Problem problem={problem} />;
  return (
    <Notice tone="bad" title="The registry does not take this key" announce>
      <p>It is mistyped, over, or was revoked. A key begins with sluice_ and has two more parts; copy all of it.</p>
    </Notice>
  );
}
