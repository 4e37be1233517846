import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { createClient } from '../../../client/index.ts';
import type { PageProps } from '../../app/pages.tsx';
import { href, navigate } from '../../app/router.ts';
import { useKey } from '../../app/session.ts';
import { Field } from '../../kit/field.tsx';
import { Problem } from '../../kit/notice.tsx';
import { PageHead } from '../../kit/page-head.tsx';

/** A key of the registry, or a token that it takes, for this tab. It is tried before it is kept. */
export function SignInPage({ query }: PageProps): JSX.Element {
  const [key, setKey] = useState('');
  const [problem, setProblem] = useState<unknown>();
  const [isTrying, setIsTrying] = useState(false);
  const signIn = async (event: Event): Promise<void> => {
    event.preventDefault();
    setIsTrying(true);
    setProblem(undefined);
    try {
      const token = key.trim();
      await createClient({ url: window.location.origin, token }).whoami();
      useKey(token);
      navigate(returnTo(query.get('from')), { replace: true });
    } catch (thrown) {
      setProblem(thrown);
      setIsTrying(false);
    }
  };
  return (
    <div class="stack">
      <PageHead title="Sign in" />
      <form class="panel stack" style={{ maxWidth: '34rem' }} onSubmit={(event) => void signIn(event)}>
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
        {problem !== undefined && <Problem problem={problem} />}
        <div class="row">
          <button class="button primary" disabled={isTrying}>
            Sign in
          </button>
        </div>
      </form>
    </div>
  );
}

/** Only places of these pages: an address that somebody sent leads nowhere else. */
function returnTo(from: string | null): string {
  if (from === null) return href([]);
  const url = new URL(from, window.location.origin);
  return url.origin === window.location.origin && url.pathname.startsWith('/ui/') ? url.pathname + url.search : href([]);
}
