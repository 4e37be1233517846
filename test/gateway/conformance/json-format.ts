import { BATCH, notOurs, ours, refused, ROUTES, STRUCTURED, structured, taken, unmatched, type Document } from './row.ts';

const SERIALIZER = 'It binds serializers; the gate writes no event, the bytes that came are the bytes that go.';
const EXTENSION_AUTHOR = 'It binds whoever specifies an extension; the gate knows no secondary mapping.';
const base64 = (text: string): string => Buffer.from(text).toString('base64');
const noType = { status: 415, code: 'media_type_unsupported' } as const;

/** JSON Event Format 1.0.3-wip, formats/json-format.md. */
export const JSON_FORMAT: Document = {
  name: 'cloudevents/formats/json-format.md',
  rows: [
    ours(
      'Extensions MUST be serialized as a top-level JSON property.',
      taken('at the top', { path: ROUTES.five, headers: STRUCTURED, body: structured({ decoded: 5 }) }),
      refused('in an object of extensions', { headers: STRUCTURED, body: structured({ extensions: { decoded: 5 } }) }),
      refused('in an object of attributes', { headers: STRUCTURED, body: structured({ attributes: { decoded: 5 } }) }),
    ),
    ours(
      'MUST be mapped to JSON types as follows',
      taken('boolean, number and string', { headers: STRUCTURED, body: structured({ a: true, b: -1, c: 'x' }) }),
      refused('a number with a fraction', { headers: STRUCTURED, body: structured({ b: 1.25 }) }),
      refused('an object', { headers: STRUCTURED, body: structured({ b: {} }) }),
      refused('a boolean as String', { headers: STRUCTURED, body: structured({ subject: true }) }),
      refused('a number as Timestamp', { headers: STRUCTURED, body: structured({ time: 1_522_949_460 }) }),
    ),
    ours(
      'When decoding attributes and a `null` value is encountered, it MUST be treated as the equivalent of unset or omitted.',
      unmatched('null is no subject', { path: ROUTES.hasSubject, headers: STRUCTURED, body: structured({ subject: null }) }),
      taken('a text is one', { path: ROUTES.hasSubject, headers: STRUCTURED, body: structured({ subject: 's' }) }),
      taken('null for every optional attribute', {
        headers: STRUCTURED,
        body: structured({ subject: null, time: null, dataschema: null, datacontenttype: null, ext: null }),
      }),
      refused('null for a required one', { headers: STRUCTURED, body: structured({ source: null }) }),
    ),
    notOurs('but MUST also include the previously defined primary mapping', EXTENSION_AUTHOR),
    notOurs('MUST also define explicit mapping rules for all other event formats', EXTENSION_AUTHOR),
    ours(
      'Such a representation MUST use the media type `application/cloudevents+json`.',
      taken('it', { headers: STRUCTURED, body: structured() }),
      taken('with a charset', { headers: ['Content-Type: application/cloudevents+json; charset=UTF-8'], body: structured() }),
      refused('application/json makes it binary, without its attributes', { headers: ['Content-Type: application/json'], body: structured() }),
    ),
    ours(
      'All REQUIRED and all not omitted OPTIONAL attributes in the given event MUST become members of the JSON object',
      ...['id', 'source', 'type', 'specversion'].map((name) =>
        refused(`${name} in a header only`, { headers: [...STRUCTURED, `ce-${name}: 1.0`], body: structured({ [name]: undefined }) }),
      ),
    ),
    notOurs('Before taking action, a JSON serializer MUST first determine the runtime data type of the `data` content.', SERIALIZER),
    ours(
      'the value MUST be represented as a JSON string expression containing the Base64 encoded binary value, and use the member name `data_base64`',
      taken('Base64', { headers: STRUCTURED, body: structured({ data: undefined, datacontenttype: 'application/json', data_base64: base64('{}') }) }),
      ...['e30', 'e3 0=', '%%%%', 'e30=\n', '_-8='].map((text) =>
        refused(JSON.stringify(text), {
          headers: STRUCTURED,
          body: structured({ data: undefined, datacontenttype: 'application/json', data_base64: text }),
        }),
      ),
      ...[1, {}, null, ['e30=']].map((value) =>
        refused(JSON.stringify(value), {
          headers: STRUCTURED,
          body: structured({ data: undefined, datacontenttype: 'application/json', data_base64: value }),
        }),
      ),
      refused('beside data', { headers: STRUCTURED, body: structured({ datacontenttype: 'application/json', data_base64: base64('{}') }) }),
    ),
    ours('If present, the `datacontenttype` MUST reflect the format of the original binary data.', {
      title: 'what says JSON and is none',
      headers: STRUCTURED,
      body: structured({ data: undefined, datacontenttype: 'application/json', data_base64: base64('<a/>') }),
      status: 400,
      code: 'json_invalid',
    }),
    notOurs('therefore the `datacontenttype` attribute MUST NOT be present in the resulting CloudEvent', SERIALIZER),
    notOurs('a JSON serializer MUST translate the data value to a JSON value', SERIALIZER),
    notOurs('The data value MUST be stored directly as a JSON value, rather than as an encoded JSON document represented as a string.', SERIALIZER),
    notOurs('a JSON serializer MUST store a string representation of the data value', SERIALIZER),
    ours(
      'the value is a Base64 encoded binary data, which the deserializer MUST decode into a binary runtime data type',
      taken('judged as what it decodes to', {
        headers: STRUCTURED,
        body: structured({ type: 'object', data: undefined, datacontenttype: 'application/json', data_base64: base64('{"n":1}') }),
      }),
      {
        title: 'refused as what it decodes to',
        headers: STRUCTURED,
        body: structured({ type: 'object', data: undefined, datacontenttype: 'application/json', data_base64: base64('{"n":"x"}') }),
        status: 422,
        code: 'event_invalid',
      },
    ),
    ours('If the `datacontenttype` attribute is absent, the decoding MUST NOT make an assumption of JSON-formatted data', {
      title: 'the JSON of the example',
      headers: STRUCTURED,
      body: structured({ data: undefined, data_base64: 'eyAieHl6IjogMTIzIH0=' }),
      ...noType,
    }),
    ours(
      'then the `data` member MUST be treated directly as a JSON value',
      ...['application/json', 'text/json', 'application/vnd.x+json', undefined].map((datacontenttype) =>
        taken(`an object, ${datacontenttype ?? 'no datacontenttype'}`, {
          headers: STRUCTURED,
          body: structured({ type: 'object', datacontenttype, data: { n: 1 } }),
        }),
      ),
      ...[1.5, null, true, [1]].map((data) => taken(JSON.stringify(data), { headers: STRUCTURED, body: structured({ data }) })),
    ),
    ours(
      'if the `data` member is a string, a JSON deserializer MUST interpret it directly as a JSON String value; it MUST NOT further deserialize the string',
      {
        title: 'a text with an object in it',
        headers: STRUCTURED,
        body: structured({ type: 'object', datacontenttype: 'application/json', data: '{"n":1}' }),
        status: 422,
        code: 'event_invalid',
      },
    ),
    ours(
      'A JSON Batch of CloudEvents MUST use the media type `application/cloudevents-batch+json`.',
      taken('it', { headers: BATCH, body: `[${structured()}]` }),
      refused('an array as one event', { headers: STRUCTURED, body: `[${structured()}]` }),
      refused('one event as a batch', { headers: BATCH, body: structured() }),
    ),
  ],
};
