import { RegistryError } from '../core/errors.ts';

/** Names and values in turn, as they came over the wire: Node's `rawHeaders`. */
export type RawHeaders = readonly string[];

/** Each header by its lower-case name and its value. */
export function* eachHeader(headers: RawHeaders): Generator<readonly [string, string]> {
  for (let index = 0; index + 1 < headers.length; index += 2) yield [(headers[index] ?? '').toLowerCase(), headers[index + 1] ?? ''];
}

/**
 * The value of a header that the gate judges by. Throws `envelope_invalid` where it comes twice: the gate and the
 * function might each believe another one.
 */
export function singleHeader(headers: RawHeaders, name: string): string | undefined {
  let found: string | undefined;
  for (const [header, value] of eachHeader(headers)) {
    if (header !== name) continue;
    if (found !== undefined) throw sentTwice(name);
    found = value;
  }
  return found;
}

/** @internal */
export function sentTwice(name: string): RegistryError {
  return new RegistryError('envelope_invalid', `header ${name}: expected once; found twice`);
}

/** RFC 9110 §7.6.1: about this connection, not about the message. */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** The headers of a message that go on to the next hop. */
export function endToEndHeaders(headers: RawHeaders, alsoWithout: ReadonlySet<string> = NONE): string[] {
  const named = namedByConnection(headers);
  const kept: string[] = [];
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const name = (headers[index] ?? '').toLowerCase();
    if (!HOP_BY_HOP.has(name) && !named.has(name) && !alsoWithout.has(name)) kept.push(headers[index] ?? '', headers[index + 1] ?? '');
  }
  return kept;
}

const NONE: ReadonlySet<string> = new Set();

// Headers that tell what the event is stay, whatever Connection says: else the function would get another event than was judged.
function namedByConnection(headers: RawHeaders): ReadonlySet<string> {
  const names = new Set<string>();
  for (const [name, value] of eachHeader(headers)) {
    if (name === 'connection') for (const option of value.split(',')) names.add(option.trim().toLowerCase());
  }
  return new Set([...names].filter((name) => !/^(ce-|content-)/.test(name)));
}
