import { parseAttributes } from '../../core/cloud-event.ts';
import { RegistryError } from '../../core/errors.ts';
import { decodeUtf8, parseJson } from '../../core/json/parse.ts';
import type { Arrival } from '../arrival.ts';
import type { IncomingEvent } from '../event.ts';
import { eachHeader, sentTwice } from '../headers.ts';
import { decodeHeaderValue } from './header-value.ts';
import { requireJsonType } from './media-type.ts';

const PREFIX = 'ce-';

/**
 * The binary content mode: attributes in `ce-` headers, the data is the body. An empty body is an event without data.
 *
 * Source: CloudEvents HTTP protocol binding 1.0, §3.1.
 */
export function parseBinary({ headers, contentType, bytes }: Arrival): IncomingEvent {
  const attributes = parseAttributes(readAttributes(headers, contentType));
  const { type, dataschema } = attributes;
  return { type, attributes, ...(dataschema === undefined ? {} : { dataschema }), data: parseData(bytes, contentType) };
}

function readAttributes(headers: Arrival['headers'], contentType: string | undefined): Record<string, string> {
  const attributes: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [name, value] of eachHeader(headers)) {
    if (!name.startsWith(PREFIX)) continue;
    const attribute = name.slice(PREFIX.length);
    if (attribute === 'datacontenttype') throw forbidden();
    if (attribute in attributes) throw sentTwice(name);
    attributes[attribute] = decodeHeaderValue(name, value);
  }
  return contentType === undefined ? attributes : { ...attributes, datacontenttype: contentType };
}

function forbidden(): RegistryError {
  return new RegistryError('envelope_invalid', 'header ce-datacontenttype: expected none, since Content-Type says it in binary mode; remove it');
}

function parseData(bytes: Uint8Array, contentType: string | undefined): IncomingEvent['data'] {
  if (bytes.length === 0 && contentType === undefined) return undefined;
  requireJsonType(contentType, 'Content-Type');
  return bytes.length === 0 ? undefined : parseJson(decodeUtf8(bytes));
}
