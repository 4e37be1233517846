import type { Client } from '../src/client/client.ts';
import { registryUrl, type RegistryFlags } from './command.ts';
import type { Io } from './io.ts';

/** A client of the registry that flags and environment name. Nothing is sent yet. Throws `usage_invalid`. */
export async function connect(io: Io, flags: RegistryFlags): Promise<Client> {
  const url = registryUrl(io, flags);
  const { createClient } = await import('../src/client/client.ts');
  const token = io.env['SLUICE_TOKEN'];
  return createClient({ url, ...(token ? { token } : {}) });
}
