import { RegistryError } from '../../core/errors.ts';

/** Undo percent-encoding. Throws `request_invalid`, naming `what`, where it is malformed or not UTF-8. */
export function decodePercent(text: string, what: string): string {
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    throw new RegistryError('request_invalid', `${what}: expected percent-encoded UTF-8; found ${JSON.stringify(text)}. Write "%" itself as %25`, {
      cause,
    });
  }
}

const NO_PARAMETERS: ReadonlyMap<string, string> = new Map();

/** Read a query string, each name once. Throws `request_invalid`. */
export function parseQuery(querystring: string): ReadonlyMap<string, string> {
  if (querystring === '') return NO_PARAMETERS;
  const query = new Map<string, string>();
  for (const pair of querystring.split('&').filter((part) => part !== '')) {
    const [name, value] = splitPair(pair);
    if (query.has(name)) throw new RegistryError('request_invalid', `query parameter ${JSON.stringify(name)}: expected once; found twice`);
    query.set(name, value);
  }
  return query;
}

function splitPair(pair: string): readonly [string, string] {
  const plain = pair.replaceAll('+', ' ');
  const equals = plain.indexOf('=');
  if (equals === -1) return [decodePercent(plain, 'a query parameter'), ''];
  const name = decodePercent(plain.slice(0, equals), 'a query parameter');
  return [name, decodePercent(plain.slice(equals + 1), `query parameter ${JSON.stringify(name)}`)];
}
