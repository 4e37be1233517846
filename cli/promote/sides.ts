import { createClient, type Client } from '../../src/client/client.ts';
import { RegistryError } from '../../src/core/errors.ts';
import type { Io } from '../io.ts';
import { readStoredKey } from '../stored-keys.ts';

/** The registry that versions come from, and the one that they go to. */
export interface Sides {
  readonly from: Client;
  readonly to: Client;
}

/** Both registries, each with its own key: from the environment, else the one stored for its address. Throws `usage_invalid`. */
export async function connectSides(io: Io, { from, to }: { readonly from: string; readonly to: string }): Promise<Sides> {
  const urls = { from: readUrl('--from', from), to: readUrl('--to', to) };
  if (urls.from === urls.to) throw new RegistryError('usage_invalid', `--from and --to are the same registry, ${urls.from}`);
  return { from: await connectTo(io, urls.from, 'SLUICE_FROM_TOKEN'), to: await connectTo(io, urls.to, 'SLUICE_TO_TOKEN') };
}

// SLUICE_TOKEN is for the registry of SLUICE_REGISTRY; which of the two that is, it does not say.
async function connectTo(io: Io, url: string, variable: string): Promise<Client> {
  const token = io.env[variable] || (await readStoredKey(io, url));
  return createClient({ url, ...(token ? { token } : {}) });
}

/** An address without slashes at its end. Throws `usage_invalid`. */
export function readUrl(flag: string, text: string): string {
  if (URL.canParse(text) && /^https?:/i.test(text)) return text.replace(/\/+$/, '');
  throw new RegistryError('usage_invalid', `${flag}: expected an http:// or https:// address; found ${JSON.stringify(text)}`);
}
