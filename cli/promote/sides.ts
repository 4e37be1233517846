import { createClient, type Client } from '../../src/client/client.ts';
import { RegistryError } from '../../src/core/errors.ts';
import { readHttpAddress } from '../http-address.ts';
import type { Io } from '../io.ts';
import { rememberAsked } from '../near-subject.ts';
import { patienceWith } from '../patience.ts';
import { readStoredKey } from '../stored-keys.ts';
import { timedFetch } from '../timed-fetch.ts';

/** The registry that versions come from, and the one that they go to. */
export interface Sides {
  readonly from: Client;
  readonly to: Client;
}

interface Side {
  readonly flag: string;
  readonly url: string;
  readonly variable: string;
}

/** Both registries, each with its own key: from the environment, else the one stored for its address. Throws `usage_invalid`. */
export async function connectSides(io: Io, { from, to }: { readonly from: string; readonly to: string }): Promise<Sides> {
  const urls = { from: readHttpAddress('--from', from), to: readHttpAddress('--to', to) };
  if (urls.from === urls.to) throw new RegistryError('usage_invalid', `--from and --to are the same registry, ${urls.from}`);
  return {
    from: rememberAsked(io, await connectTo(io, { flag: '--from', url: urls.from, variable: 'SLUICE_FROM_TOKEN' })),
    to: await connectTo(io, { flag: '--to', url: urls.to, variable: 'SLUICE_TO_TOKEN' }),
  };
}

// SLUICE_TOKEN is for the registry of SLUICE_REGISTRY; which of the two that is, it does not say.
async function connectTo(io: Io, { flag, url, variable }: Side): Promise<Client> {
  const token = io.env[variable] || (await readStoredKey(io, url));
  return createClient({
    url,
    patience: patienceWith(io, url),
    fetch: timedFetch(io, { asked: 'registry', url }),
    keyAdvice: sideAdvice(flag, url, variable),
    ...(token ? { token } : {}),
  });
}

/** What to do where one of two registries asks for a key, or for another one: it says which. */
export function sideAdvice(side: string, url: string, variable: string): string {
  return `It is the registry of ${side}, ${url}: set ${variable} to a key that may do this there, or keep one for it with \`sluice login ${url}\`.`;
}
