import { createClient, type Client } from '../../src/client/client.ts';
import { RegistryError } from '../../src/core/errors.ts';
import { readHttpAddress } from '../http-address.ts';
import type { Io } from '../io.ts';
import { patienceWith } from '../patience.ts';
import { sideAdvice } from '../promote/sides.ts';
import { chooseRegistry, withheldText } from '../registry-choice.ts';
import { readStoredKey } from '../stored-keys.ts';
import { timedFetch } from '../timed-fetch.ts';
import { createWire, type Wire } from './wire.ts';

/** The registry that an import goes into: its own API, and Confluent's wire, which alone takes ids and numbers. */
export interface ImportTarget {
  readonly client: Client;
  readonly wire: Wire;
}

/** The target: `--to`, with the key in SLUICE_TO_TOKEN or stored; else the registry that every command asks here, with its key. Throws `usage_invalid`. */
export async function connectTarget(io: Io, to: string | undefined): Promise<ImportTarget> {
  const variables = to === undefined ? ['SLUICE_TO_TOKEN', 'SLUICE_TOKEN'] : ['SLUICE_TO_TOKEN'];
  const { url, token, withheld } = await chooseRegistry(io, to === undefined ? {} : { registry: readHttpAddress('--to', to) }, { variables });
  const keyAdvice = withheld === undefined ? sideAdvice('the target', url, variables.join(' or ')) : withheldText(withheld);
  const [patience, fetch] = [patienceWith(io, url), timedFetch(io, { asked: 'registry', url })];
  return {
    client: createClient({ url, keyAdvice, patience, fetch, ...(token === undefined ? {} : { token }) }),
    wire: createWire({ url, keyAdvice, patience, fetch, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) }),
  };
}

/** What clients of one context have for an address. Below it a list has all contexts, and a name without one means another subject. */
const CONTEXT_ADDRESS = /\/contexts\/([^/]+)$/;

/**
 * The registry that is imported: a token, or user and password, from the environment. An address that ends in `/contexts/NAME` is that
 * context of it alone. Throws `usage_invalid`.
 */
export async function connectSource(io: Io, address: string): Promise<Wire> {
  const whole = readHttpAddress('the registry to import', address);
  const [path, name] = CONTEXT_ADDRESS.exec(whole) ?? [];
  const url = path === undefined ? whole : whole.slice(0, -path.length);
  const only = name === undefined ? {} : { context: readContext(name) };
  const parsed = new URL(url);
  if (parsed.username !== '' || parsed.password !== '') {
    throw new RegistryError(
      'usage_invalid',
      'the address has a user or a password in it, which every list of processes shows; set SLUICE_FROM_USER and SLUICE_FROM_PASSWORD instead',
    );
  }
  const { SLUICE_FROM_USER: user, SLUICE_FROM_PASSWORD: password = '', SLUICE_FROM_TOKEN: token } = io.env;
  if (user && token) throw new RegistryError('usage_invalid', 'SLUICE_FROM_TOKEN and SLUICE_FROM_USER are both set; one of them says who is asking');
  const keyAdvice = sideAdvice('the source', url, 'SLUICE_FROM_TOKEN (or SLUICE_FROM_USER and SLUICE_FROM_PASSWORD)');
  const how = { url, ...only, keyAdvice, patience: patienceWith(io, url), fetch: timedFetch(io, { asked: 'registry', url }) };
  if (user) return createWire({ ...how, authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` });
  const bearer = token || (await readStoredKey(io, url));
  return createWire({ ...how, ...(bearer ? { authorization: `Bearer ${bearer}` } : {}) });
}

/** `.name`, however it is written: `name`, `.name` or `:.name:`, percent-encoded. Throws `usage_invalid`. */
function readContext(text: string): string {
  try {
    const bare = decodeURIComponent(text).replace(/^:(.*):$/su, '$1');
    return bare.startsWith('.') ? bare : `.${bare}`;
  } catch {
    throw new RegistryError('usage_invalid', `the context of the registry to import: expected a percent-encoded name; found ${JSON.stringify(text)}`);
  }
}
