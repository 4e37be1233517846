import type { Client } from '../src/client/client.ts';
import { registryUrl, type RegistryFlags } from './command.ts';
import type { Io } from './io.ts';
import { readStoredKey } from './stored-keys.ts';

/** A client of the registry that flags, environment or `configured` name, with the key for it. Nothing is sent yet. Throws `usage_invalid`. */
export async function connect(io: Io, flags: RegistryFlags, configured?: string): Promise<Client> {
  const url = registryUrl(io, flags, configured);
  const token = io.env['SLUICE_TOKEN'] || (await readStoredKey(io, url));
  const { createClient } = await import('../src/client/client.ts');
  return createClient({ url, ...(token ? { token } : {}) });
}
