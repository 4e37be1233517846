import { BATCH, binary, notOurs, ours, refused, ROUTES, STRUCTURED, structured, taken, unmatched, type Check, type Document } from './row.ts';

const SENDER = 'It binds whoever writes the headers; the gate passes them on as they came.';
const EURO = 'Euro%20%E2%82%AC%20%F0%9F%98%80';

const decoded = (title: string, value: string): Check => taken(title, { path: ROUTES.euro, headers: binary({ decoded: value }), body: '{}' });
const otherwise = (title: string, value: string): Check => unmatched(title, { path: ROUTES.euro, headers: binary({ decoded: value }), body: '{}' });
const broken = (value: string): Check => refused(value, { path: ROUTES.euro, headers: binary({ decoded: value }), body: '{}' });
const unsupported = (title: string, type: string, body = '{}'): Check => ({
  title,
  headers: binary({}, [`Content-Type: ${type}`]),
  body,
  status: 415,
  code: 'media_type_unsupported',
});

/** HTTP Protocol Binding 1.0.3-wip, bindings/http-protocol-binding.md. */
export const HTTP_BINDING: Document = {
  name: 'cloudevents/bindings/http-protocol-binding.md',
  rows: [
    ours(
      'All implementations of this specification that support the _structured_ content mode MUST support the non-batching JSON event format',
      taken('by POST', { headers: STRUCTURED, body: structured() }),
      taken('by PUT', { method: 'PUT', headers: STRUCTURED, body: structured() }),
      taken('matched case-insensitively', { headers: ['content-type: APPLICATION/CLOUDEVENTS+JSON'], body: structured() }),
      unsupported('another format is not taken for a binary event', 'application/cloudevents+avro'),
      unsupported('nor a longer name', 'application/cloudevents-other+json'),
    ),
    ours(
      'The _batched_ mode MUST NOT be used unless solicited',
      // Whoever configures a route and hands out its address solicits; the answer says how many are too many.
      taken('on a route of CloudEvents', { headers: BATCH, body: `[${structured()}]` }),
      { title: 'more than a route takes', headers: BATCH, body: `[${'1,'.repeat(1_000)}1]`, status: 413, code: 'body_too_large' },
    ),
    ours(
      'the HTTP `Content-Type` header value corresponds to (MUST be populated from or written to) the CloudEvents `datacontenttype` attribute',
      taken('it goes on as it came', {
        headers: binary({}, ['Content-Type: application/vnd.x+json; v=1']),
        body: '{}',
        gets: { 'content-type': 'application/vnd.x+json; v=1' },
      }),
      taken('filters see it', { path: '/vnd', headers: binary({}, ['Content-Type: application/vnd.x+json']), body: '{}' }),
      unmatched('filters see another one', { path: '/vnd', headers: binary(), body: '{}' }),
      unsupported('XML', 'application/xml', '<a/>'),
      { title: 'data without one', headers: binary({}, []), body: '{}', status: 415, code: 'media_type_unsupported' },
    ),
    ours(
      'Note that a `ce-datacontenttype` HTTP header MUST NOT also be present in the message.',
      refused('the same', { headers: [...binary(), 'ce-datacontenttype: application/json'], body: '{}' }),
      refused('instead of Content-Type', { headers: binary({ datacontenttype: 'application/json' }, []), body: '' }),
    ),
    ours(
      'attributes, including extensions, MUST be individually mapped to and from distinct HTTP message header',
      taken('each goes on by itself', {
        headers: binary({ subject: 's', comexampleextension1: 'value' }),
        body: '{}',
        gets: { 'ce-id': '1', 'ce-source': '/s', 'ce-type': 'any', 'ce-specversion': '1.0', 'ce-subject': 's', 'ce-comexampleextension1': 'value' },
      }),
      taken('no value is split at commas', { path: '/comma', headers: binary({ decoded: 'a, b' }), body: '{}', gets: { 'ce-decoded': 'a, b' } }),
    ),
    ours(
      'Note that these attributes MUST also still appear in the HTTP message as HTTP headers with the `ce-` prefix',
      taken('traceparent in both places goes on in both', {
        headers: [...binary({ traceparent: '00-a-b-01' }), 'traceparent: 00-c-d-01'],
        body: '{}',
        gets: { 'ce-traceparent': '00-a-b-01', traceparent: '00-c-d-01' },
      }),
    ),
    ours(
      'MUST be mapped to HTTP headers with the same name as the attribute name but prefixed with `ce-`',
      taken('ce-decoded is decoded', { path: ROUTES.five, headers: binary({ decoded: '5' }), body: '{}' }),
      unmatched('without the prefix it is no attribute', { path: ROUTES.five, headers: [...binary(), 'decoded: 5'], body: '{}' }),
      unmatched('with another prefix neither', { path: ROUTES.five, headers: [...binary(), 'cloudevents-decoded: 5'], body: '{}' }),
    ),
    ours(
      'HTTP headers MUST only use printable characters from the US-ASCII character set',
      broken('caf\u00e9'),
      refused('UTF-8 by itself', { headers: binary({ id: Buffer.from('€').toString('latin1') }), body: '{}' }),
    ),
    notOurs('string values represented as HTTP header values MUST be percent-encoded as described below', SENDER),
    ours(
      'any HTTP header value MUST first be unescaped with respect to double-quoted strings',
      decoded('quoted', `"${EURO}"`),
      decoded('quoted, with backslashes', `"Euro\\%20%E2%82%AC\\ %F0%9F%98%80"`),
      otherwise('a quote within is a quote', `${EURO}"`),
      broken('"open'),
      broken('"'),
      broken('"a" b'),
    ),
    ours(
      'A single round of percent-decoding MUST then be performed as described below.',
      decoded('once', EURO),
      otherwise('not twice', EURO.replaceAll('%', '%25')),
      broken('100%'),
      broken('%2'),
      broken('%zz'),
    ),
    ours(
      'they MUST be supported when receiving events, for compatibility with older versions of this specification which did not require double-quote and space characters to be percent-encoded',
      decoded('spaces in quotes', '"Euro %E2%82%AC %F0%9F%98%80"'),
      decoded('spaces without quotes', 'Euro %E2%82%AC %F0%9F%98%80'),
    ),
    ours(
      'Any character represented in memory as a Unicode surrogate pair MUST be treated as a single Unicode character.',
      decoded('four bytes of one character', EURO),
      broken('Euro%20%E2%82%AC%20%ED%A0%BD%ED%B8%80'),
    ),
    notOurs('The following characters MUST be percent-encoded:', SENDER),
    ours('but decoding MUST accept lower-case values', decoded('lower case', EURO.toLowerCase().replace('e', 'E'))),
    ours(
      'values that have been unnecessarily percent-encoded MUST be accepted, but encoded byte sequences which are invalid in UTF-8 MUST be rejected',
      decoded('every character', [...Buffer.from(ROUTES.euroText)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')),
      ...['%FF', '%E2%82', '%80', '%F5%80%80%80', '%F4%90%80%80', '%ED%A0%80'].map(broken),
    ),
    ours('"%C0%A0" is an overlong encoding of U+0020, and MUST be rejected', broken('%C0%A0'), broken('%E0%80%A0'), broken('%F0%80%80%A0')),
    ours(
      'structured: The HTTP `Content-Type` header MUST be set to the media type of an event format.',
      taken('the JSON format', { headers: STRUCTURED, body: structured() }),
      ...['application/cloudevents', 'application/cloudevents+xml', 'application/cloudevents+json; charset=utf-16'].map((type) => ({
        title: type,
        headers: [`Content-Type: ${type}`],
        body: structured(),
        status: 415,
        code: 'media_type_unsupported',
      })),
    ),
    ours(
      'All CloudEvents metadata attributes MUST be mapped into the payload, even if they are also mapped into HTTP headers.',
      taken('in both places', { headers: [...STRUCTURED, 'ce-type: any', 'ce-ext: 5'], body: structured({ ext: 5 }) }),
      refused('in a header only', { headers: [...STRUCTURED, 'ce-subject: s'], body: structured() }),
      refused('in both places with different values', { headers: [...STRUCTURED, 'ce-source: /other'], body: structured() }),
    ),
    notOurs('The chosen event format MUST define how a batch is represented', 'It binds whoever defines an event format.'),
    ours(
      'batched: The HTTP `Content-Type` header MUST be set to the media type of the batch mode',
      taken('the JSON Batch format', { headers: ['Content-Type: application/cloudevents-batch+json; charset=UTF-8'], body: `[${structured()}]` }),
      ...['application/cloudevents-batch', 'application/cloudevents-batch+avro'].map((type) => ({
        title: type,
        headers: [`Content-Type: ${type}`],
        body: '[]',
        status: 415,
        code: 'media_type_unsupported',
      })),
    ),
  ],
};
