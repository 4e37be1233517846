import type { Logger } from 'pino';
import { openSecret } from '../../gateway/targets/secret.ts';
import type { GatewayPlace } from '../../http/gateways/exchange.ts';
import { isInTheClear } from '../listen/address.ts';
import { isToken } from './parse-gateways.ts';
import type { GatewayAddress } from './registry-config.ts';

/** The gateways of a configuration, each with its token as it is now: one in a file may be replaced. */
export function openGateways(addresses: readonly GatewayAddress[], log: Logger): readonly GatewayPlace[] {
  return addresses.map(({ name, url, token }) => {
    if (token !== undefined && isInTheClear(new URL(url))) {
      log.warn({ gateway: name, url }, 'the admin token of the gateway travels without TLS: give an https address, or have both on one machine');
    }
    const secret = token && openSecret(token, (text) => (isToken(text) ? text : undefined));
    return { name, url: () => url, token: () => secret?.current() };
  });
}
