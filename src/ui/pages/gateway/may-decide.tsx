import type { JSX } from 'preact';
import type { GatewayResource } from '../../../core/gateway-resources.ts';
import { allows } from '../../../core/scope.ts';
import { Link } from '../../app/link.tsx';
import { signInHref } from '../../app/router.ts';
import { useWhoami } from '../../data/use-may.ts';
import { Name } from '../../kit/name.tsx';

export type ReachableGateway = Extract<GatewayResource, { readonly reachable: true }>;

/** Whether who looks can see the events of a gateway and change something there; if not, what is in the way. */
export type MayDecide = 'unknown' | 'yes' | 'no_admin' | 'not_through_here';

export function useMayDecide({ mayDecide }: ReachableGateway): MayDecide {
  const { value: whoami } = useWhoami();
  if (whoami === undefined) return 'unknown';
  if (!allows(whoami.scopes, 'admin', '')) return 'no_admin';
  return mayDecide ? 'yes' : 'not_through_here';
}

export interface WhyNotProps {
  /** Of the gateway. */
  readonly name: string;
  readonly because: Exclude<MayDecide, 'unknown' | 'yes'>;
}

/** What is in the way, and who can move it. */
export function WhyNot({ name, because }: WhyNotProps): JSX.Element {
  if (because === 'no_admin') {
    return (
      <p>
        That needs a key with <code>admin</code> on <code>*</code>. <Link to={signInHref()}>Sign in with another key</Link>
      </p>
    );
  }
  return (
    <p>
      That is not handed through here: <Name text={name} /> has no <code>admin.tokenEnv</code> in its configuration, or the registry was not given
      that token with its address, or the registry asks nobody for a key (<code>--auth keys</code>).
    </p>
  );
}
