import type { Logger } from 'pino';
import type { KeyResource } from '../../core/resources.ts';
import type { Registry } from '../../registry/registry.ts';
import { isLoopback } from '../listen/address.ts';
import type { StoreChoice } from '../stores/open-store.ts';
import type { RegistryConfig } from './registry-config.ts';
import type { TlsMaterial } from '../listen/tls.ts';

export interface Posture {
  readonly log: Logger;
  readonly url: string;
  readonly host: string;
  readonly config: RegistryConfig;
  readonly registry: Pick<Registry, 'listKeys'>;
  readonly tls?: TlsMaterial;
}

/** Says in the log what an administrator may not have meant. */
export async function reportPosture({ log, url, host, config: { auth }, registry, tls }: Posture): Promise<void> {
  const isPublic = !isLoopback(host);
  if (tls !== undefined && tls.validTo.getTime() < Date.now())
    log.warn({ url, validTo: tls.validTo }, 'the certificate has expired: clients refuse it');
  const live = auth?.keys === true ? 0 : (await registry.listKeys()).filter(isLive).length;
  if (live > 0) {
    // As after a restore into a new place, where the keys came along and the flags did not.
    log.warn(
      { url, keys: live },
      'the store has API keys, and nobody is asked for one: whoever reaches this address needs none; --auth keys asks for them',
    );
  }
  if (auth === undefined) {
    if (isPublic && live === 0)
      log.warn({ url }, 'no keys are asked for: whoever reaches this address may change contracts; --auth keys asks for them');
    return;
  }
  if (isPublic && tls === undefined) {
    log.warn({ url }, 'keys travel here without TLS: give --tls-cert and --tls-key, or let a proxy on this machine have them');
  }
  if (auth.keys && (await registry.listKeys()).length === 0) {
    log.warn(
      { url },
      'there is no key yet: make the first one with `sluice keys create --name admin --scope admin` and the --store or --dir of this server',
    );
  }
}

function isLive({ revokedAt, expiresAt }: KeyResource): boolean {
  return revokedAt === undefined && (expiresAt === undefined || Date.parse(expiresAt) > Date.now());
}

/** A store that somebody named is more likely to be there already than the one in the data folder. */
export function reportNewStore(log: Logger, choice: StoreChoice, file: string): void {
  const named = choice.kind === 'postgres' || (choice.kind === 'sqlite' && choice.path !== undefined);
  log[named ? 'warn' : 'info']({ file }, `made a new, empty store at ${file}${named ? '; if one was to be there, check --store' : ''}`);
}
