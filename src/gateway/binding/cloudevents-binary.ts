import { parseAttributes, REQUIRED_ATTRIBUTES } from '../../core/cloud-event.ts';
import { RegistryError } from '../../core/errors.ts';
import type { ExactValue } from '../../core/json/value.ts';
import { BATCH_TYPE, STRUCTURED_TYPE } from './cloudevents-structured.ts';
import { isJsonObject, readEventJson } from './event-json.ts';
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
  const said = readAttributes(headers, contentType);
  requireHeaders(said, bytes);
  const attributes = parseAttributes(said);
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

/** Throws `envelope_invalid` where a required attribute has no header, with the mistake that is behind it most often. */
function requireHeaders(attributes: Readonly<Record<string, string>>, bytes: Arrival['bytes']): void {
  const missing = REQUIRED_ATTRIBUTES.find((name) => !(name in attributes));
  if (missing === undefined) return;
  throw new RegistryError('envelope_invalid', `the CloudEvents attribute ${missing} is required; found no ce-${missing} header${adviceFor(bytes)}`, {
    data: { attribute: missing },
  });
}

function adviceFor(bytes: Arrival['bytes']): string {
  const body = tryRead(bytes);
  const isBatch = Array.isArray(body);
  const first: ExactValue | undefined = isBatch ? (body as readonly ExactValue[])[0] : body;
  if (first === undefined || !isJsonObject(first) || typeof first['specversion'] !== 'string') return '';
  return isBatch
    ? `. The body looks like a batch of events: send it with Content-Type ${BATCH_TYPE}`
    : `. The body looks like a structured event: send it with Content-Type ${STRUCTURED_TYPE}`;
}

function tryRead(bytes: Arrival['bytes']): ExactValue | undefined {
  try {
    return bytes.length === 0 ? undefined : readEventJson(bytes, { maxDepth: 201 });
  } catch {
    return undefined; // It is refused for its headers in any case.
  }
}

function forbidden(): RegistryError {
  return new RegistryError('envelope_invalid', 'header ce-datacontenttype: expected none, since Content-Type says it in binary mode; remove it');
}
