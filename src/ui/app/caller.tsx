import type { JSX } from 'preact';
import type { WhoamiResource } from '../../core/resources.ts';
import { useWhoami } from '../data/use-may.ts';
import { Name } from '../kit/name.tsx';
import { visibleName } from '../kit/visible-text.ts';
import { Link } from './link.tsx';
import { href } from './address.ts';
import { navigate, signInHref } from './router.ts';
import { describeScopes, isOpen, nameOf } from './describe-caller.ts';
import { dropDrafts } from '../data/draft.ts';
import { isSignedIn, takeKey } from './session.ts';

/** Who the registry takes this tab for, and what they may do. */
export function Caller(): JSX.Element {
  const { value } = useWhoami();
  return (
    <div class="caller">
      {value !== undefined && <Who whoami={value} />}
      {isSignedIn() ? (
        <button type="button" class="button" onClick={signOut}>
          Sign out
        </button>
      ) : (
        value !== undefined &&
        !isOpen(value) && (
          <Link class="button" to={signInHref()}>
            Sign in
          </Link>
        )
      )}
    </div>
  );
}

function Who({ whoami }: { readonly whoami: WhoamiResource }): JSX.Element {
  const may = describeScopes(whoami.scopes);
  if (isOpen(whoami))
    return (
      <p class="who">
        <strong>Open registry</strong>
        <span class="soft">everybody may do everything</span>
      </p>
    );
  return (
    <p class="who">
      <strong title={visibleName(whoami.name)}>{whoami.known ? <Name text={nameOf(whoami.name)} /> : 'Not signed in'}</strong>
      <span class="soft">
        {may === '' ? 'nothing to see without a key' : 'may '}
        <bdi>{may === 'everything' ? 'do everything' : may}</bdi>
      </span>
    </p>
  );
}

function signOut(): void {
  dropDrafts();
  takeKey(undefined);
  navigate(href([]));
}
