import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bundle, unbundle } from '../../src/asyncapi/bundle.ts';
import { isAsyncApi } from '../../cli/asyncapi/is-document.ts';
import { trimDots } from '../../src/asyncapi/document-names.ts';
import { refuseExplosion } from '../../src/asyncapi/expansion.ts';
import { createResolver } from '../../src/asyncapi/references.ts';
import { RegistryError } from '../../src/core/errors.ts';
import { valueAtPointer } from '../../src/core/json/pointer.ts';
import type { JsonObject, JsonValue } from '../../src/core/json/value.ts';
import { v3, withMessage } from './documents.ts';

const reader = (files: Readonly<Record<string, JsonValue>>, opened: string[] = []): { read(path: string): Promise<{ value: JsonValue }> } => ({
  read: async (path) => {
    opened.push(path);
    const value = files[path];
    if (value === undefined) throw new RegistryError('file_unreadable', `no ${path}`);
    return { value };
  },
});

const REFUSED = [
  'http://127.0.0.1:9/a.json',
  'https://x.example/a.json#/b',
  'HTTP://x.example/a',
  '//x.example/a.json',
  'file:///etc/passwd',
  'data:application/json,{}',
  '/etc/passwd',
  '\\\\host\\share',
  '..\\a.json',
  '../a.json',
  'a/../../b.json',
  '%2e%2e/a.json',
  'a/%2e%2e/%2e%2e/b.json',
];

for (const reference of REFUSED) {
  test(`a $ref to ${JSON.stringify(reference)} is refused, and nothing is read`, async () => {
    const opened: string[] = [];
    const document = withMessage({ payload: { properties: { a: { $ref: reference } } } });
    await expect(bundle(document, reader({}, opened))).rejects.toMatchObject({
      code: 'asyncapi_unsafe',
      data: { bundled: '', pointer: '/components/messages/M/payload/properties/a' },
    });
    expect(opened).toEqual([]);
  });
}

test('files are read once, from where their references are written, and are one document', async () => {
  const opened: string[] = [];
  const files = {
    'messages/m.yaml': { Placed: { payload: { $ref: '../schemas/a.json#/x' } }, Other: { $ref: '#/Placed' } },
    'schemas/a.json': { x: { items: { $ref: '#/y' } }, y: { $ref: './b~1c.json' } },
    'schemas/b~1c.json': { type: 'string' },
  };
  const root = v3({ components: { messages: { A: { $ref: 'messages/m.yaml#/Placed' }, B: { $ref: './messages/m.yaml#/Other' } } } });
  const { document } = await bundle(root, reader(files, opened));
  expect(opened.toSorted()).toEqual(Object.keys(files).toSorted());
  const resolver = createResolver(document);
  const found = resolver.at('/components/messages/B/payload/items');
  expect(found === undefined ? undefined : resolver.follow(found)).toMatchObject({ value: { type: 'string' } });
});

test.each(['securitySchemes', 'correlationIds', 'messageBindings', 'serverVariables', 'replyAddresses', 'tags', 'externalDocs', 'schemas'])(
  'a component of %s may have any name: what it refers to is read',
  async (map) => {
    for (const name of ['default', 'examples', 'const', '$ref', 'x-own']) {
      const opened: string[] = [];
      await bundle(v3({ components: { [map]: { [name]: { $ref: 'a.json#/b' } } } }), reader({ 'a.json': { b: {} } }, opened));
      expect(opened, name).toEqual(['a.json']);
    }
  },
);

test('a part that refers to the document by its name refers to the document', async () => {
  const opened: string[] = [];
  const files = { 'parts/m.json': { payload: { $ref: '../shop.json#/components/schemas/Address' } } };
  const root = v3({
    components: {
      messages: { A: { $ref: 'parts/m.json' } },
      schemas: { Address: { type: 'object' }, Other: { $ref: './shop.json#/components/schemas/Address' } },
    },
  });
  const { document } = await bundle(root, { ...reader(files, opened), name: 'shop.json' });
  expect(opened).toEqual(['parts/m.json']);
  expect(createResolver(document).at('/components/messages/A/payload')?.value).toEqual({ $ref: '#/components/schemas/Address' });
  expect(createResolver(document).at('/components/schemas/Other')?.value).toEqual({ $ref: '#/components/schemas/Address' });
});

test('what a schema of Avro refers to is not read', async () => {
  const document = withMessage({
    payload: { schemaFormat: 'application/vnd.apache.avro;version=1.9.0', schema: { $ref: 'https://x.example/a.avsc' } },
  });
  expect((await bundle(document, reader({}))).document).toEqual(document);
});

function doubling(levels: number): JsonObject {
  const schemas = Object.fromEntries(
    Array.from({ length: levels }, (_, level) => {
      const next = { $ref: `#/components/schemas/s${level + 1}` };
      return [`s${level}`, { properties: { a: next, b: next } }];
    }),
  );
  return withMessage({ payload: { $ref: '#/components/schemas/s0' } }, { schemas: { ...schemas, [`s${levels}`]: { type: 'string' } } });
}

test.each([18, 30, 60, 150])('references that double %i times are refused', (levels) => {
  expect(() => refuseExplosion(createResolver(doubling(levels)))).toThrow(/more than 500000 values/);
});

test('references that double are counted whatever the author called the things', () => {
  const levels = Array.from({ length: 30 }, (_, level) => {
    const next = { $ref: `#/components/messageBindings/x-${level + 1}` };
    return [`x-${level}`, { a: next, b: next }];
  });
  const messageBindings = { ...Object.fromEntries(levels), 'x-30': {} } as JsonObject;
  expect(() => refuseExplosion(createResolver(v3({ components: { messageBindings } })))).toThrow(/more than 500000 values/);
});

test('references that double a few times, and ones in a circle, are taken', () => {
  expect(() => refuseExplosion(createResolver(doubling(8)))).not.toThrow();
  expect(() =>
    refuseExplosion(
      createResolver(withMessage({ payload: { $ref: '#/components/schemas/A' } }, { schemas: { A: { items: { $ref: '#/components/schemas/A' } } } })),
    ),
  ).not.toThrow();
});

test('a chain of references is as deep as it is written out', () => {
  const schemas = Object.fromEntries(
    Array.from({ length: 500 }, (_, level) => [`s${level}`, { items: { $ref: `#/components/schemas/s${level + 1}` } }]),
  );
  expect(() => refuseExplosion(createResolver(withMessage({}, { schemas: { ...schemas, s500: {} } })))).toThrow(/deeper than 400/);
});

test('a chain of mere references is refused, however long it is', () => {
  const schemas = Object.fromEntries(Array.from({ length: 20_000 }, (_, level) => [`s${level}`, { $ref: `#/components/schemas/s${level + 1}` }]));
  expect(() => refuseExplosion(createResolver(withMessage({}, { schemas: { ...schemas, s20000: {} } })))).toThrow(/deeper than 400/);
});

test('a name of many dots and a text of many lines are read at once', () => {
  const dots = '.'.repeat(1_000_000);
  expect(trimDots(`..a${dots}a${dots}`)).toBe(`a${dots}a`);
  expect(isAsyncApi(`${'\n'.repeat(1_000_000)}type: object`)).toBe(false);
  expect(isAsyncApi(`${'\n'.repeat(1_000_000)}{\n\n "asyncapi"\n: "3.0.0"}`)).toBe(true);
});

test('a place in a bundle is a place in a file', () => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[a-z~/ ]{1,8}$/), { minLength: 1, maxLength: 3 }), (steps) => {
      const path = steps.join('/');
      const escaped = path.replaceAll('~', '~0').replaceAll('/', '~1');
      expect(unbundle(`/x-sluice-files/${escaped}/a/b~1c`)).toEqual({ path, pointer: '/a/b~1c' });
    }),
  );
});

test('a reference leads to what its pointer names', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.stringMatching(/^[a-zA-Z~/%. ]{1,6}$/u), fc.constant({ leaf: 1 }), { minKeys: 1 }), (members) => {
      const document = { components: { schemas: members } } as JsonObject;
      for (const name of Object.keys(members)) {
        const pointer = `/components/schemas/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
        expect(createResolver(document).at(pointer)?.value).toEqual(valueAtPointer(document as JsonValue, pointer));
      }
    }),
  );
});
