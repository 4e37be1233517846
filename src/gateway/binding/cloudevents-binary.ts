import { parseAttributes } from '../../core/cloud-event.ts';
import { RegistryError } from '../../core/errors.ts';
import { readEventJson } from './event-json.ts';
import type { Arrival } from '../arrival.ts';
import type { IncomingEvent } from '../event.ts';
import { readAttributeHeaders } from './attribute-headers.ts';
import { requireJsonType } from './media-type.ts';

/**
 * The binary content mode: attributes in `ce-` headers, the data is the body. An empty body is an event without data.
 *
 * Source: CloudEvents HTTP protocol binding 1.0, §3.1.
 */
export function parseBinary({ headers, contentType, bytes }: Arrival): IncomingEvent {
  if (contentType !== undefined || bytes.length > 0) requireJsonType(contentType, 'Content-Type');
  const attributes = parseAttributes(readAttributes(headers, contentType));
  const { type, dataschema } = attributes;
  return {
    type,
    attributes,
    ...(dataschema === undefined ? {} : { dataschema }),
    data: bytes.length === 0 ? undefined : readEventJson(bytes),
  };
}

function readAttributes(headers: Arrival['headers'], contentType: string | undefined): Record<string, string> {
  const attributes = readAttributeHeaders(headers);
  if ('datacontenttype' in attributes) throw forbidden();
  return contentType === undefined ? attributes : { ...attributes, datacontenttype: contentType };
}

function forbidden(): RegistryError {
  return new RegistryError('envelope_invalid', 'header ce-datacontenttype: expected none, since Content-Type says it in binary mode; remove it');
}
