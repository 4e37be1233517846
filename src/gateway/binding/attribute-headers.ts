import { RegistryError } from '../../core/errors.ts';
import type { IncomingEvent } from '../event.ts';
import { eachHeader, sentTwice, type RawHeaders } from '../headers.ts';
import { decodeHeaderValue } from './header-value.ts';

const PREFIX = 'ce-';
const DASH = 0x2d;
const UNDERSCORE = 0x5f;

/** What the `ce-` headers say, by attribute. Throws `envelope_invalid` for one that comes twice, cannot be decoded or is
 * written with an underscore. */
export function readAttributeHeaders(headers: RawHeaders): Record<string, string> {
  const attributes: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [name, value] of eachHeader(headers)) {
    if (name.charCodeAt(2) === UNDERSCORE && name.startsWith('ce')) throw underscored(name);
    if (!name.startsWith(PREFIX)) continue;
    const attribute = name.slice(PREFIX.length);
    if (attribute in attributes) throw sentTwice(name);
    attributes[attribute] = decodeHeaderValue(name, value);
  }
  return attributes;
}

/**
 * An envelope in the body may be repeated in the headers, but not contradicted: whoever reads only the headers would see
 * another event than was judged. Throws `envelope_invalid`.
 */
export function requireNoContradiction(headers: RawHeaders, attributes: IncomingEvent['attributes']): void {
  if (!hasAttributeHeader(headers)) return;
  for (const [name, value] of Object.entries(readAttributeHeaders(headers))) {
    const own = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
    if (own !== undefined && String(own) === value) continue;
    throw new RegistryError(
      'envelope_invalid',
      `header ${PREFIX}${name}: expected what the envelope in the body says, ${own === undefined ? 'nothing' : JSON.stringify(own)}; found ${JSON.stringify(value)}. Remove the header`,
      { data: { header: PREFIX + name } },
    );
  }
}

function hasAttributeHeader(headers: RawHeaders): boolean {
  for (let index = 0; index < headers.length; index += 2) if (isAttributeHeader(headers[index] ?? '')) return true;
  return false;
}

/** Whether a header, in whatever case, is for an attribute, or is taken for one by CGI and its heirs. */
export function isAttributeHeader(name: string): boolean {
  const third = name.charCodeAt(2);
  return (third === DASH || third === UNDERSCORE) && name.slice(0, 2).toLowerCase() === 'ce';
}

function underscored(name: string): RegistryError {
  return new RegistryError(
    'envelope_invalid',
    `header ${name}: expected ce- and a name; found an underscore, which some servers take for a dash, so that the function would see another event`,
    { data: { header: name } },
  );
}
