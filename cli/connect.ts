import type { Client } from '../src/client/client.ts';
import type { RegistryFlags } from './command.ts';
import type { Io } from './io.ts';
import { rememberAsked } from './near-subject.ts';
import { patienceWith } from './patience.ts';
import { chooseRegistry, withheldText } from './registry-choice.ts';
import { timedFetch } from './timed-fetch.ts';

/** A client of the registry that `chooseRegistry` gives, with the key for it. Nothing is sent yet. Throws as that. */
export async function connect(io: Io, flags: RegistryFlags, configured?: string): Promise<Client> {
  const { url, token, withheld } = await chooseRegistry(io, flags, { configured });
  const { createClient } = await import('../src/client/client.ts');
  const client = createClient({
    url,
    patience: patienceWith(io, url),
    fetch: timedFetch(io, { asked: 'registry', url }),
    ...(token === undefined ? {} : { token }),
    ...(withheld === undefined ? {} : { keyAdvice: withheldText(withheld) }),
  });
  return rememberAsked(io, client);
}
