import { RegistryError } from '../../core/errors.ts';

const QUOTED = /^"((?:[^"\\]|\\.)*)"$/;

/**
 * The value of a CloudEvents attribute from its header: first unescaped where it is a quoted string, then one round
 * of percent-decoding. Throws `envelope_invalid` for bytes outside printable ASCII, a stray `%` and what is not UTF-8.
 *
 * Source: CloudEvents HTTP protocol binding 1.0, §3.1.3.2.
 */
export function decodeHeaderValue(name: string, value: string): string {
  const text = value.startsWith('"') ? unquote(name, value) : value;
  if (!/^[\t\x20-\x7e]*$/.test(text)) throw invalid(name, 'characters beyond printable ASCII percent-encoded', value);
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalid(name, 'percent-encoded UTF-8 ("%" itself is %25)', value);
  }
}

function unquote(name: string, value: string): string {
  const inner = QUOTED.exec(value)?.[1];
  if (inner === undefined) throw invalid(name, 'a closing double quote at the end', value);
  return inner.replaceAll(/\\(.)/g, '$1');
}

function invalid(name: string, expected: string, value: string): RegistryError {
  return new RegistryError('envelope_invalid', `header ${name}: expected ${expected}; found ${JSON.stringify(value)}`, { data: { header: name } });
}
