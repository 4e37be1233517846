import {
  BATCH,
  binary,
  notOurs,
  ours,
  refused,
  refusedBoth,
  ROUTES,
  STRUCTURED,
  structured,
  taken,
  takenBoth,
  unmatched,
  type Document,
} from './row.ts';

const PRODUCER = 'The producer writes it; a gate sees one event at a time and cannot know the others.';
const OTHER_FORMAT = 'It binds whoever defines an event format.';

/** CloudEvents 1.0.3-wip, spec.md. */
export const SPEC: Document = {
  name: 'cloudevents/spec.md',
  rows: [
    ours(
      'Compliant CloudEvents implementations that support those encodings MUST adhere to the encoding rules specified in the respective event format.',
      taken('the JSON format', { headers: STRUCTURED, body: structured() }),
      refused('an attribute of a type that the JSON format has not', { headers: STRUCTURED, body: structured({ ext: [] }) }),
    ),
    ours('All implementations MUST support the', taken('the JSON format', { headers: STRUCTURED, body: structured() })),
    notOurs('Each Event Format MUST define a structured-mode representation', OTHER_FORMAT),
    ours(
      'all CloudEvents within the same batch MUST have the same value for the `specversion` attribute',
      taken('the one version that is taken', { headers: BATCH, body: `[${structured()},${structured()}]` }),
    ),
    ours(
      'MUST include context attributes designated as REQUIRED',
      ...['id', 'source', 'specversion', 'type'].flatMap((name) => refusedBoth(`without ${name}`, { [name]: undefined })),
      refused('null counts as absent', { headers: STRUCTURED, body: structured({ id: null }) }),
    ),
    ours(
      'Each context attribute MUST only appear at most once in a CloudEvent.',
      refused('twice, binary', { headers: [...binary(), 'CE-Type: other'], body: '{}' }),
      refused('an extension twice, binary', { headers: [...binary({ ext: 'a' }), 'ce-ext: a'], body: '{}' }),
      { title: 'twice, structured', headers: STRUCTURED, body: structured().replace('{', '{"id":"2",'), status: 400, code: 'json_duplicate_key' },
      refused('once in the body, another value in a header', { headers: [...STRUCTURED, 'ce-type: other'], body: structured() }),
    ),
    ours(
      'MUST consist of lower-case letters [a-z] or digits [0-9] from the ASCII character set.',
      ...takenBoth('letters and digits', { ext1: 'x' }),
      ...takenBoth('a digit first', { '1ext': 'x' }),
      ...['my-ext', 'my_ext', 'my.ext'].flatMap((name) => refusedBoth(name, { [name]: 'x' })),
      refused('a capital, structured', { headers: STRUCTURED, body: structured({ Ext: 'x' }) }),
      refused('a letter beyond ASCII, structured', { headers: STRUCTURED, body: structured({ exté: 'x' }) }),
      taken('capitals are the same name in headers', { headers: [...binary(), 'CE-EXT: x'], body: '{}' }),
    ),
    ours(
      'MUST be at least one character in length',
      refused('no name, binary', { headers: [...binary(), 'ce-: x'], body: '{}' }),
      refused('no name, structured', { headers: STRUCTURED, body: structured({ '': 'x' }) }),
      ...takenBoth('one character', { e: 'x' }),
      ...takenBoth('more than 20 characters, which only SHOULD NOT be', { ['e'.repeat(40)]: 'x' }),
    ),
    ours(
      'MUST NOT use the name `data` as this is reserved for use by some event formats.',
      refused('in a header', { headers: [...binary(), 'ce-data: x'], body: '{}' }),
    ),
    ours(
      'This specification defines a canonical string-encoding for each type that MUST be supported by all implementations.',
      taken('Boolean', { path: ROUTES.yes, headers: binary({ decoded: 'true' }), body: '{}' }),
      taken('Integer', { path: ROUTES.five, headers: binary({ decoded: '5' }), body: '{}' }),
      taken('String', { path: ROUTES.euro, headers: STRUCTURED, body: structured({ decoded: ROUTES.euroText }) }),
      taken('Binary', { headers: binary({ ext: 'AQID' }), body: '{}' }),
      taken('URI and URI-reference', { headers: binary({ dataschema: 'https://x.test/s', source: '../a' }), body: '{}' }),
      taken('Timestamp', { headers: binary({ time: '2018-04-05T17:31:00Z' }), body: '{}' }),
    ),
    ours(
      'they MUST only use `Integer` values in this range',
      ...[2_147_483_647, -2_147_483_648, 0].map((ext) => taken(`${ext}`, { headers: STRUCTURED, body: structured({ ext }) })),
      ...[2_147_483_648, -2_147_483_649, 1.5].map((ext) => refused(`${ext}`, { headers: STRUCTURED, body: structured({ ext }) })),
      refused('1e400', { headers: STRUCTURED, body: structured({ ext: 1 }).replace('"ext":1', '"ext":1e400') }),
    ),
    ours(
      'All context attribute values MUST be of one of the types listed above.',
      ...[true, false, 1, 'text', ''].map((ext) => taken(JSON.stringify(ext), { headers: STRUCTURED, body: structured({ ext }) })),
      ...[{}, [], ['a']].map((ext) => refused(JSON.stringify(ext), { headers: STRUCTURED, body: structured({ ext }) })),
      ...['id', 'source', 'type', 'specversion', 'subject', 'time', 'datacontenttype', 'dataschema'].map((name) =>
        refused(`a number as ${name}`, { headers: STRUCTURED, body: structured({ [name]: 1 }) }),
      ),
      ...['%01', '%7F', '%C2%80', '%EF%BF%BE', '%F0%9F%BF%BE', '%EF%B7%90'].map((ext) =>
        refused(`String with ${ext}`, { headers: binary({ ext }), body: '{}' }),
      ),
      refused('String with an unpaired surrogate', {
        headers: STRUCTURED,
        body: structured({ ext: 1 }).replace('"ext":1', String.raw`"ext":"\uDEAD"`),
      }),
      taken('String with a pair of surrogates', {
        headers: STRUCTURED,
        body: structured({ ext: 1 }).replace('"ext":1', String.raw`"ext":"\uD83D\uDE00"`),
      }),
      refused('String with a newline', { headers: STRUCTURED, body: structured({ id: 'a\nb' }) }),
    ),
    notOurs(
      'A strongly-typed programming model that represents a CloudEvent or any extension MUST be able to convert',
      'The gate has no such model: attributes stay as they came, and filters compare canonical strings.',
    ),
    notOurs(
      'it MUST be settable providing an RFC3339 string, and it MUST be convertible to an RFC3339 string',
      'The gate has no native type for times: `time` is checked and stays the string that it was.',
    ),
    ours(
      'A CloudEvents protocol binding or event format implementation MUST likewise be able to convert from and to the canonical string-encoding',
      taken('an Integer in JSON is the text 5', { path: ROUTES.five, headers: STRUCTURED, body: structured({ decoded: 5 }) }),
      taken('the text 5 in JSON', { path: ROUTES.five, headers: STRUCTURED, body: structured({ decoded: '5' }) }),
      taken('the text 5 in a header', { path: ROUTES.five, headers: binary({ decoded: '5' }), body: '{}' }),
      taken('a Boolean in JSON is the text true', { path: ROUTES.yes, headers: STRUCTURED, body: structured({ decoded: true }) }),
      unmatched('the canonical string of a Boolean has no capitals', { path: ROUTES.yes, headers: binary({ decoded: 'TRUE' }), body: '{}' }),
    ),
    notOurs('Producers MUST ensure that `source` + `id` is unique for each distinct event.', PRODUCER),
    ours('id: MUST be a non-empty string', ...refusedBoth('an empty id', { id: '' })),
    notOurs('MUST be unique within the scope of the producer', PRODUCER),
    notOurs('source: Producers MUST ensure that `source` + `id` is unique for each distinct event.', PRODUCER),
    notOurs('In that case the producers MUST collaborate to ensure that `source` + `id` is unique for each distinct event.', PRODUCER),
    ours(
      'MUST be a non-empty URI-reference',
      ...[
        'https://github.com/cloudevents',
        'mailto:cncf-wg-serverless@lists.cncf.io',
        'urn:uuid:6e8bc430-9c3a-11d9-9669-0800200c9a66',
        '/cloudevents/spec/pull/123',
        '/sensors/tn-1234567/alerts',
        '1-555-123-4567',
      ].flatMap((source) => takenBoth(source, { source })),
      ...refusedBoth('an empty source', { source: '' }),
      refused('a space, binary', { headers: binary({ source: 'a%20b' }), body: '{}' }),
      ...['a b', 'a|b', '<a>', '1:a', 'http://[x', 'a%zz', 'é'].map((source) =>
        refused(source, { headers: STRUCTURED, body: structured({ source }) }),
      ),
    ),
    ours(
      'Compliant event producers MUST use a value of `1.0` when referring to this version of the specification.',
      ...['0.3', '1.1', '2.0', '1', '1.0.3', ' 1.0 x'].flatMap((specversion) => refusedBoth(specversion, { specversion })),
      refused('the number 1.0', { headers: STRUCTURED, body: structured({ specversion: 1 }) }),
    ),
    ours('specversion: MUST be a non-empty string', ...refusedBoth('an empty specversion', { specversion: '' })),
    ours('type: MUST be a non-empty string', ...refusedBoth('an empty type', { type: '' })),
    ours(
      'the media type part of the content type MUST be treated in a case-insensitive manner by consumers, along with the attribute names in parameters',
      taken('binary', { headers: binary({}, ['Content-Type: APPLICATION/Json; CHARSET=utf-8']), body: '{}' }),
      taken('structured', { headers: STRUCTURED, body: structured({ datacontenttype: 'Application/VND.x+JSON; ChArSeT="UTF-8"' }) }),
    ),
    ours(
      'a `datacontenttype` of `text/plain; charset=utf-8` MUST be treated in the same way as `TEXT/Plain; CharSet=utf-8`',
      ...['text/plain; charset=utf-8', 'TEXT/Plain; CharSet=utf-8'].flatMap((type) => [
        { title: `${type}, binary`, headers: binary({}, [`Content-Type: ${type}`]), body: 'x', status: 415, code: 'media_type_unsupported' },
        {
          title: `${type}, structured`,
          headers: STRUCTURED,
          body: structured({ datacontenttype: type, data: 'x' }),
          status: 415,
          code: 'media_type_unsupported',
        },
      ]),
    ),
    ours(
      'datacontenttype: If present, MUST adhere to the format specified in',
      ...['json', 'application', '/json', 'application/', 'a b/json', 'application/json/x'].map((datacontenttype) =>
        refused(datacontenttype, { headers: STRUCTURED, body: structured({ datacontenttype }) }),
      ),
      { title: 'binary', headers: binary({}, ['Content-Type: json']), body: '{}', status: 415, code: 'media_type_unsupported' },
    ),
    ours(
      'If present, MUST be a non-empty URI',
      ...takenBoth('a URL', { dataschema: 'https://x.test/schemas/1' }),
      ...takenBoth('a URN', { dataschema: 'urn:x:1' }),
      ...refusedBoth('an empty dataschema', { dataschema: '' }),
      ...refusedBoth('a relative one', { dataschema: '/schemas/1' }),
      ...refusedBoth('no URI at all', { dataschema: 'schema-1' }),
    ),
    ours(
      'subject: If present, MUST be a non-empty string',
      ...takenBoth('a subject', { subject: 'partnerid/5:clientid/100' }),
      ...refusedBoth('an empty subject', { subject: '' }),
    ),
    notOurs('all producers for the same `source` MUST be consistent in this respect', PRODUCER),
    ours(
      'time: If present, MUST adhere to the format specified in',
      ...['2018-04-05T17:31:00Z', '2018-04-05T17:31:00.123+02:00', '2024-02-29T00:00:00Z'].flatMap((time) => takenBoth(time, { time })),
      ...['yesterday', '2018-04-05', '2018-04-05 17:31:00Z', '2018-04-05T17:31:00', '2018-02-30T00:00:00Z', '1522949460'].flatMap((time) =>
        refusedBoth(time, { time }),
      ),
    ),
    ours(
      'Extension attributes MUST follow the same',
      taken('a name and a value that fit', { headers: STRUCTURED, body: structured({ comexampleextension1: 'value', comexampleothervalue: 5 }) }),
      refused('a name that does not', { headers: STRUCTURED, body: structured({ 'com-example': 'value' }) }),
      refused('a value that does not', { headers: STRUCTURED, body: structured({ comexample: { a: 1 } }) }),
    ),
    ours(
      'Intermediaries MUST forward events of a size of 64 KiB or less.',
      taken('binary', { headers: binary(), body: JSON.stringify('x'.repeat(65_000)) }),
      taken('structured', { headers: STRUCTURED, body: structured({ data: 'x'.repeat(65_000) }) }),
      taken('batched', { headers: BATCH, body: `[${structured({ data: 'x'.repeat(65_000) })}]` }),
    ),
  ],
};
