import { parseAttributes, type CloudEventAttributes } from '../../core/cloud-event.ts';
import { RegistryError } from '../../core/errors.ts';
import { isJsonObject, readEventJson } from './event-json.ts';
import type { ExactValue } from '../../core/json/value.ts';
import type { Arrival } from '../arrival.ts';
import type { IncomingEvent } from '../event.ts';
import { requireNoContradiction } from './attribute-headers.ts';
import { parseMediaType, requireJsonType, requireUtf8 } from './media-type.ts';

const MEDIA_TYPE = 'application/cloudevents';
const BATCH = `${MEDIA_TYPE}-batch`;

/** The Content-Type of an event in the JSON event format. */
export const STRUCTURED_TYPE: string = `${MEDIA_TYPE}+json`;

/** That of a batch of them. */
export const BATCH_TYPE: string = `${BATCH}+json`;

/** Whether a Content-Type announces an event with its envelope, in whatever format, or a batch of them. */
export function isStructured(contentType: string | undefined): boolean {
  return contentType !== undefined && contentType.trimStart().toLowerCase().startsWith(MEDIA_TYPE);
}

/** Whether a Content-Type announces a batch, in whatever format. */
export function isBatch(contentType: string | undefined): boolean {
  // The types of most events are shorter, which is quicker to see.
  return contentType !== undefined && contentType.length >= BATCH.length && contentType.trimStart().toLowerCase().startsWith(BATCH);
}

// The envelope is one level around the data, which may have the usual 200.
const MAX_DEPTH = 201;

/**
 * The structured content mode in the JSON event format. Throws `media_type_unsupported` for other formats.
 *
 * Source: CloudEvents HTTP protocol binding 1.0, §3.2; JSON event format 1.0, §3.
 */
export function parseStructured({ headers, contentType = '', bytes }: Arrival): IncomingEvent {
  requireFormat(contentType, STRUCTURED_TYPE);
  const event = parseEventObject(readEventJson(bytes, { maxDepth: MAX_DEPTH }));
  requireNoContradiction(headers, event.attributes);
  return event;
}

const DATA: ReadonlySet<string> = new Set(['data', 'data_base64']);

/** Read an event in the JSON event format. Throws `envelope_invalid`, and what the JSON in `data_base64` deserves. */
export function parseEventObject(value: ExactValue): IncomingEvent {
  if (!isJsonObject(value)) {
    throw new RegistryError('envelope_invalid', `a structured event is a JSON object; found ${Array.isArray(value) ? 'an array' : 'a scalar'}`);
  }
  const { data, data_base64: base64 } = value;
  if (data !== undefined && base64 !== undefined) {
    throw new RegistryError('envelope_invalid', 'the members data and data_base64 exclude each other; found both');
  }
  const attributes = parseAttributes(value, { beside: DATA });
  const { type, dataschema } = attributes;
  return {
    type,
    attributes,
    ...(dataschema === undefined ? {} : { dataschema }),
    data: base64 === undefined ? parseData(data, attributes) : decodeData(base64, attributes),
  };
}

/** Throws `media_type_unsupported` for batches in another format than JSON. */
export function requireBatchFormat(contentType = ''): void {
  requireFormat(contentType, `${BATCH}+json`);
}

function requireFormat(contentType: string, expected: string): void {
  const type = parseMediaType(contentType);
  if (type?.essence !== expected) {
    throw new RegistryError(
      'media_type_unsupported',
      `Content-Type: expected ${expected}, since other event formats are not taken here; found ${JSON.stringify(contentType)}`,
    );
  }
  requireUtf8(type, 'Content-Type');
}

function parseData(data: ExactValue | undefined, { datacontenttype }: CloudEventAttributes): ExactValue | undefined {
  // Without a datacontenttype `data` is JSON.
  if (datacontenttype !== undefined) requireJsonType(datacontenttype, 'datacontenttype');
  return data;
}

function decodeData(base64: ExactValue, { datacontenttype }: CloudEventAttributes): ExactValue {
  const bytes = typeof base64 === 'string' ? Buffer.from(base64, 'base64') : undefined;
  // Buffer skips what is no Base64; a text that comes back as it went has none of that.
  if (bytes === undefined || bytes.toString('base64') !== base64) {
    throw new RegistryError(
      'envelope_invalid',
      'the member data_base64: expected a string of Base64 (RFC 4648 §4) with its padding; found something else',
    );
  }
  requireJsonType(datacontenttype, 'datacontenttype of data_base64');
  return readEventJson(bytes);
}
