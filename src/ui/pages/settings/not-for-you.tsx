import type { JSX } from 'preact';
import type { WhoamiResource } from '../../../core/resources.ts';
import { describeScopes } from '../../app/describe-caller.ts';
import { Link } from '../../app/link.tsx';
import { href } from '../../app/address.ts';
import { signInHref } from '../../app/router.ts';
import { Notice } from '../../kit/notice.tsx';

/** Why somebody does not see this, and what they may see. */
export function NotForYou({ whoami, what }: { readonly whoami: WhoamiResource; readonly what: string }): JSX.Element {
  const may = describeScopes(whoami.scopes);
  return (
    <Notice title={`${what}: for admins of the registry`}>
      <p>
        It needs a key with <code>admin</code> on <code>*</code>. {whoami.known ? 'Yours may ' : 'Without a key one may '}
        <bdi>{may === '' ? 'do nothing here' : may}</bdi>
        {may !== '' && ', so you see '}
        {may !== '' && <Link to={href(['settings', 'compatibility'])}>what compatibility is asked for there</Link>}
        {may !== '' && ' and '}
        {may !== '' && <Link to={href(['settings', 'modes'])}>what may be written</Link>}. Ask an admin for a key that may do more.
      </p>
      <div class="row">
        <Link class="button" to={signInHref()}>
          Sign in with {whoami.known ? 'another' : 'a'} key
        </Link>
      </div>
    </Notice>
  );
}
