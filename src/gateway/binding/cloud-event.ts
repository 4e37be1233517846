import { parseAttributes } from '../../core/cloud-event.ts';
import { RegistryError } from '../../core/errors.ts';
import { Decimal } from '../../core/json/decimal.ts';
import { decodeUtf8, parseJson } from '../../core/json/parse.ts';
import type { ExactObject, ExactValue } from '../../core/json/value.ts';
import { decodeHeaderValue } from './header-value.ts';
import type { IncomingEvent, RawRequest } from './incoming-event.ts';
import { expectJson, parseMediaType } from './media-type.ts';

/**
 * Read a CloudEvent from a request in binary or structured mode, by its Content-Type. Throws `envelope_invalid`,
 * `media_type_unsupported` (batches, which come later, and data that is not JSON) and what the JSON parser throws.
 */
export function readCloudEvent(request: RawRequest): IncomingEvent {
  const type = parseMediaType(request.headers['content-type']);
  if (type?.essence.startsWith('application/cloudevents-batch') === true) {
    throw new RegistryError('media_type_unsupported', 'batched events are not supported yet; send one event in a request');
  }
  if (type?.essence.startsWith('application/cloudevents') !== true) return readBinary(request);
  expectJson(type, 'a structured event');
  return readStructured(parseJson(decodeUtf8(request.body)));
}

/** An event in the JSON format. Throws `envelope_invalid`. */
export function readStructured(document: ExactValue): IncomingEvent {
  if (typeof document !== 'object' || document === null || Array.isArray(document) || document instanceof Decimal) {
    throw new RegistryError('envelope_invalid', 'a structured event is a JSON object; found something else');
  }
  const { data, data_base64: encoded, ...context } = document as ExactObject;
  if (data !== undefined && encoded !== undefined) throw new RegistryError('envelope_invalid', 'an event has data or data_base64; found both');
  const attributes = parseAttributes(context);
  const { type, dataschema } = attributes;
  if (attributes.datacontenttype !== undefined) expectJson(parseMediaType(attributes.datacontenttype), 'datacontenttype');
  return {
    type,
    ...(dataschema === undefined ? {} : { dataschema }),
    attributes,
    data: encoded === undefined ? data : decodeData(encoded),
  };
}

function decodeData(encoded: ExactValue): ExactValue {
  if (typeof encoded !== 'string' || !/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(encoded)) {
    throw new RegistryError('envelope_invalid', 'data_base64: expected a Base64 string; found something else', {
      data: { attribute: 'data_base64' },
    });
  }
  return parseJson(decodeUtf8(Buffer.from(encoded, 'base64')));
}

function readBinary({ headers, body }: RawRequest): IncomingEvent {
  if (headers['ce-datacontenttype'] !== undefined) {
    throw new RegistryError(
      'envelope_invalid',
      'in binary mode Content-Type says what the data is; the header ce-datacontenttype must not be there',
      {
        data: { attribute: 'datacontenttype' },
      },
    );
  }
  const attributes = parseAttributes({ ...ceHeaders(headers), datacontenttype: headers['content-type'] });
  const { type, dataschema } = attributes;
  if (body.length > 0) expectJson(parseMediaType(headers['content-type']), 'the data of the event');
  return {
    type,
    ...(dataschema === undefined ? {} : { dataschema }),
    attributes,
    data: body.length === 0 ? undefined : parseJson(decodeUtf8(body)),
  };
}

function ceHeaders(headers: RawRequest['headers']): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (!name.startsWith('ce-') || value === undefined) continue;
    if (Array.isArray(value))
      throw new RegistryError('envelope_invalid', `the header ${name} occurs more than once`, { data: { attribute: name.slice(3) } });
    attributes[name.slice(3)] = decodeHeaderValue(name, value);
  }
  return attributes;
}
