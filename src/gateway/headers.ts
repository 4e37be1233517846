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
  for (let index = 0; index + 1 < headers.length; index += 2) {
    if (!isNamed(headers[index] ?? '', name)) continue;
    if (found !== undefined) throw sentTwice(name);
    found = headers[index + 1];
  }
  return found;
}

function isNamed(header: string, name: string): boolean {
  return header.length === name.length && (header === name || header.toLowerCase() === name);
}

/** @internal */
export function sentTwice(name: string): RegistryError {
  return new RegistryError('envelope_invalid', `header ${name}: expected once; found twice`);
}

/** Whether a header of this name, in lower case, is among them. */
export function hasHeader(headers: RawHeaders, name: string): boolean {
  for (let index = 0; index < headers.length; index += 2) if (isNamed(headers[index] ?? '', name)) return true;
  return false;
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

/** Whether a header, in lower case, is about the connection. */
export function isHopByHop(name: string): boolean {
  return HOP_BY_HOP.has(name);
}

/** The headers of a message that go on to the next hop. */
export function endToEndHeaders(headers: RawHeaders, alsoWithout: ReadonlySet<string> = NONE): string[] {
  const kept: string[] = [];
  let named = NONE;
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const name = (headers[index] ?? '').toLowerCase();
    if (name === 'connection') named = namedByConnection(headers[index + 1] ?? '', named);
    if (!HOP_BY_HOP.has(name) && !alsoWithout.has(name)) kept.push(headers[index] ?? '', headers[index + 1] ?? '');
  }
  return named.size === 0 ? kept : withoutHeaders(kept, named);
}

/** Those of other names; `names` are in lower case. */
export function withoutHeaders(headers: RawHeaders, names: ReadonlySet<string>): string[] {
  return headers.filter((_, index) => !names.has((headers[index - (index % 2)] ?? '').toLowerCase()));
}

const NONE: ReadonlySet<string> = new Set();

// What most connections say; it names no header.
const ORDINARY = /^(?:keep-alive|close)$/i;

// Headers that tell what the event is stay, whatever Connection says: else the function would get another event than was judged.
function namedByConnection(value: string, before: ReadonlySet<string>): ReadonlySet<string> {
  if (ORDINARY.test(value)) return before;
  const names = value.split(',').map((option) => option.trim().toLowerCase());
  return new Set([...before, ...names.filter((name) => !/^(ce-|content-)/.test(name))]);
}
