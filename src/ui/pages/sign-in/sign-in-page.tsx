import type { JSX } from 'preact';
import { isOpen } from '../../app/describe-caller.ts';
import { KeyForm } from '../../app/key-form.tsx';
import type { PageProps } from '../../app/pages.tsx';
import { href } from '../../app/address.ts';
import { navigate } from '../../app/router.ts';
import { takeKey } from '../../app/session.ts';
import { useWhoami } from '../../data/use-may.ts';
import { Notice } from '../../kit/notice.tsx';
import { PageHead } from '../../kit/page-head.tsx';
import { returnTo } from './return-to.ts';

/** To become somebody, and to go on to where one came from. */
export function SignInPage({ query }: PageProps): JSX.Element {
  const { value: whoami } = useWhoami();
  const signIn = (key: string): void => {
    takeKey(key);
    navigate(returnTo(query.get('from'), window.location.origin) ?? href([]), { replace: true });
  };
  return (
    <div class="stack">
      <PageHead title="Sign in" />
      {whoami !== undefined && isOpen(whoami) ? (
        <Notice title="This registry is open">
          <p>It asks nobody for a key: whoever reaches it may do everything, and you are in already.</p>
        </Notice>
      ) : (
        <div class="panel narrow">
          <KeyForm onKey={signIn} />
        </div>
      )}
    </div>
  );
}
