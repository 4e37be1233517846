import { expect, test } from 'vitest';
import { jsonSchemaFormat } from '../../src/formats/json-schema/format.ts';
import { contractsOf, schemasOf, v2, v3, withMessage } from './documents.ts';

const ref = (name: string): { readonly $ref: string } => ({ $ref: `#/components/schemas/${name}` });
const urn = (subject: string): string => `urn:sluice-subject:${subject}`;

test('a schema that messages share is one subject, which they refer to', () => {
  const schemas = { Address: { type: 'object' }, Order: { properties: { to: ref('Address') } } };
  const document = v3({
    components: { schemas, messages: { A: { payload: ref('Order') }, B: { payload: { properties: { from: ref('Address') } } } } },
  });
  const contracts = contractsOf(document);
  expect(schemasOf(contracts)).toEqual({
    'schemas.Address': { type: 'object' },
    A: { properties: { to: { $ref: urn('schemas.Address') } } },
    B: { properties: { from: { $ref: urn('schemas.Address') } } },
  });
  expect(contracts.contracts.map(({ subject, references }) => [subject, references.map((each) => each.subject)])).toEqual([
    ['schemas.Address', []],
    ['A', ['schemas.Address']],
    ['B', ['schemas.Address']],
  ]);
});

test('the contract of a message stays as it is when another message comes', () => {
  const schemas = { Address: { type: 'object' } };
  const A = { payload: { properties: { to: ref('Address') } } };
  const alone = schemasOf(contractsOf(v3({ components: { schemas, messages: { A } } })));
  const both = schemasOf(contractsOf(v3({ components: { schemas, messages: { A, B: A } } })));
  expect(both).toMatchObject(alone);
});

test('a reference that leads into a shared schema leads into its subject', () => {
  const document = withMessage(
    { payload: { items: { $ref: '#/components/schemas/Order/properties/id' } } },
    { schemas: { Order: { properties: { id: { type: 'string' } } } } },
  );
  expect(schemasOf(contractsOf(document))).toMatchObject({ M: { items: { $ref: `${urn('schemas.Order')}#/properties/id` } } });
});

test('a reference of a payload into itself stays inside', () => {
  const payload = { definitions: { id: { type: 'string' } }, properties: { id: { $ref: '#/components/messages/M/payload/definitions/id' } } };
  expect(schemasOf(contractsOf(withMessage({ payload })))).toEqual({
    M: { definitions: { id: { type: 'string' } }, properties: { id: { $ref: '#/definitions/id' } } },
  });
});

test('a reference leads to a name that has half of a surrogate pair', () => {
  const payload = {
    definitions: { '\ud83d': { type: 'string' } },
    properties: { id: { $ref: '#/components/messages/M/payload/definitions/\ud83d' } },
  };
  expect(schemasOf(contractsOf(withMessage({ payload })))).toEqual({
    M: { definitions: { '\ud83d': { type: 'string' } }, properties: { id: { $ref: '#/definitions/\ud83d' } } },
  });
});

test('a schema that refers to itself is a subject that refers to itself', () => {
  const document = withMessage({ payload: ref('Tree') }, { schemas: { Tree: { items: ref('Tree') } } });
  expect(schemasOf(contractsOf(document))).toEqual({ M: { items: { $ref: '#' } } });
});

test('schemas in a circle stand in one document, and no subject waits for itself', () => {
  const schemas = { A: { properties: { b: ref('B') } }, B: { properties: { a: ref('A') } } };
  const { contracts } = contractsOf(withMessage({ payload: { properties: { a: ref('A') } } }, { schemas }));
  expect(schemasOf({ contracts, leftOut: [], collisions: [] })).toEqual({
    'schemas.A': { properties: { b: { $ref: '#/definitions/B' } }, definitions: { B: { properties: { a: { $ref: '#' } } } } },
    M: { properties: { a: { $ref: urn('schemas.A') } } },
  });
});

test('a definition of a schema keeps its name beside one of its circle that is called so', () => {
  const Root = {
    definitions: { Node: { type: 'string' }, 'Node.2': {} },
    properties: { own: { $ref: '#/components/schemas/Root/definitions/Node' }, other: ref('Node') },
  };
  const schemas = { Root, Node: { properties: { root: ref('Root') } } };
  expect(schemasOf(contractsOf(withMessage({ payload: ref('Root') }, { schemas })))).toEqual({
    M: {
      definitions: { Node: { type: 'string' }, 'Node.2': {}, 'schemas.Node': { properties: { root: { $ref: '#' } } } },
      properties: { own: { $ref: '#/definitions/Node' }, other: { $ref: '#/definitions/schemas.Node' } },
    },
  });
});

test('what a schema of OpenAPI 3.0 says is kept as JSON Schema says it', () => {
  const payload = { schemaFormat: 'application/vnd.oai.openapi;version=3.0.0', schema: { type: 'string', nullable: true, example: 'a' } };
  expect(contractsOf(withMessage({ payload })).contracts).toMatchObject([
    { dialect: 'draft-2020-12', schema: { type: ['string', 'null'], examples: ['a'] } },
  ]);
});

test("AsyncAPI's additions to JSON Schema stay, and an id is put aside", () => {
  const payload = { $id: 'https://x.example/m', type: 'object', discriminator: 'kind', externalDocs: { url: 'https://x.example' }, deprecated: true };
  const { $id, ...others } = payload;
  expect(schemasOf(contractsOf(withMessage({ payload })))).toEqual({ M: { ...others, 'x-asyncapi-id': $id } });
});

for (const format of ['application/vnd.apache.avro;version=1.9.0', 'application/vnd.google.protobuf', 'application/raml+yaml;version=1.0']) {
  test(`a message in ${format} is left out by name, and the others are not`, () => {
    const document = v3({ components: { messages: { Old: { payload: { schemaFormat: format, schema: {} } }, New: { payload: {} } } } });
    const { contracts, leftOut } = contractsOf(document);
    expect(contracts.map(({ subject }) => subject)).toEqual(['New']);
    expect(leftOut).toMatchObject([{ message: { key: 'Old' }, rule: 'format_unsupported' }]);
  });
}

test('headers are a subject beside that of the message', () => {
  const { contracts } = contractsOf(withMessage({ name: 'Ping', payload: {}, headers: { type: 'object' } }));
  expect(contracts.map(({ subject, role }) => [subject, role])).toEqual([
    ['Ping', 'payload'],
    ['Ping-headers', 'headers'],
  ]);
});

const ENVELOPE = {
  name: 'Ping',
  payload: { properties: { specversion: {}, source: {}, type: { const: 'com.shop.ping' }, data: { type: 'string' } } },
};

test('of a payload that is a whole CloudEvent the data is the contract, or all of it', () => {
  expect(schemasOf(contractsOf(withMessage(ENVELOPE)))).toEqual({ 'com.shop.ping': { type: 'string' } });
  expect(schemasOf(contractsOf(withMessage(ENVELOPE), { envelope: true }))).toEqual({ 'com.shop.ping': ENVELOPE.payload });
});

const NAMES = [
  { title: 'the CloudEvents type, without the prefix', document: withMessage(ENVELOPE), options: { prefix: 'p.' }, subject: 'com.shop.ping' },
  { title: 'the name, with the prefix', document: withMessage({ name: 'Ping' }), options: { prefix: 'p.' }, subject: 'p.Ping' },
  { title: 'the key', document: withMessage({}), options: {}, subject: 'M' },
  {
    title: 'channel and action',
    document: v2({ 'light/{id}/on': { publish: { message: { payload: {} } } } }),
    options: {},
    subject: 'light.id.on.receive',
  },
  {
    title: 'x-sluice-subject before all',
    document: withMessage({ ...ENVELOPE, 'x-sluice-subject': 'mine' }),
    options: { subjectTemplate: '{name}' },
    subject: 'mine',
  },
  { title: 'the template', document: withMessage(ENVELOPE), options: { subjectTemplate: 'v1.{app}.{name}' }, subject: 'v1.shop.Ping' },
];

for (const { title, document, options, subject } of NAMES) {
  test(`a subject is named by ${title}`, () => expect(contractsOf(document, options).contracts.map((each) => each.subject)).toEqual([subject]));
}

test('a template that names what a message has not is refused', () => {
  expect(() => contractsOf(withMessage({}), { subjectTemplate: '{type}' })).toThrow(/names \{type\}, which the message has not/);
});

test('two messages of one name are one contract where they are one schema, and collide where they are not', () => {
  const both = (other: string): ReturnType<typeof v3> =>
    v3({ components: { messages: { A: { name: 'P', payload: { type: 'string' } }, B: { name: 'P', payload: { type: other } } } } });
  expect(contractsOf(both('string'))).toMatchObject({ contracts: [{ subject: 'P', messages: [{ key: 'A' }, { key: 'B' }] }], collisions: [] });
  expect(contractsOf(both('number')).collisions).toEqual([
    { subject: 'P', pointers: ['/components/messages/A/payload', '/components/messages/B/payload'] },
  ]);
});

test('every contract is a schema with what it refers to', () => {
  const schemas = {
    A: { properties: { b: ref('B'), c: ref('C') } },
    B: { properties: { a: ref('A') } },
    C: { type: 'string' },
    'a b/c': { items: ref('C') },
  };
  const { contracts } = contractsOf(
    withMessage({ payload: { properties: { a: ref('A'), x: { $ref: '#/components/schemas/a%20b~1c' } } } }, { schemas }),
  );
  const documents = Object.fromEntries(contracts.map(({ subject, schema, dialect }) => [urn(encodeURIComponent(subject)), { schema, dialect }]));
  for (const { schema, dialect } of contracts) expect(() => jsonSchemaFormat.parse({ schema, dialect, documents })).not.toThrow();
});
