import { describe, expect, test } from 'vitest';
import { RegistryError } from '../../src/core/errors.ts';
import type { JsonValue } from '../../src/core/json/value.ts';
import type { SchemaDocument } from '../../src/core/schema-document.ts';
import type { Dialect } from '../../src/core/version.ts';
import { buildSchemaGraph } from '../../src/containment/resolve/graph.ts';
import { childList, childMap, childSchema, referenceTarget } from '../../src/containment/resolve/node.ts';
import { resolveUri } from '../../src/containment/resolve/uri.ts';

function graphOf(schema: JsonValue, rest: Partial<SchemaDocument> = {}) {
  return buildSchemaGraph({ schema, dialect: 'draft-2020-12', ...rest });
}

function targetOf(schema: JsonValue, rest: Partial<SchemaDocument> = {}): string | undefined {
  const graph = graphOf(schema, rest);
  const node = graph.nodes.find(({ location }) => location === '/properties/x');
  return node?.references[0]?.target?.location;
}

function errorOf(run: () => unknown): RegistryError | undefined {
  try {
    run();
  } catch (error) {
    return RegistryError.from(error);
  }
  return undefined;
}

// RFC 3986 §5.4 and the bases that schemas have besides.
const URIS: readonly [base: string, reference: string, resolved: string][] = [
  ['http://a/b/c/d;p?q', 'g:h', 'g:h'],
  ['http://a/b/c/d;p?q', 'g', 'http://a/b/c/g'],
  ['http://a/b/c/d;p?q', './g', 'http://a/b/c/g'],
  ['http://a/b/c/d;p?q', 'g/', 'http://a/b/c/g/'],
  ['http://a/b/c/d;p?q', '/g', 'http://a/g'],
  ['http://a/b/c/d;p?q', '//g', 'http://g'],
  ['http://a/b/c/d;p?q', '?y', 'http://a/b/c/d;p?y'],
  ['http://a/b/c/d;p?q', '#s', 'http://a/b/c/d;p?q#s'],
  ['http://a/b/c/d;p?q', '', 'http://a/b/c/d;p?q'],
  ['http://a/b/c/d;p?q', '.', 'http://a/b/c/'],
  ['http://a/b/c/d;p?q', '..', 'http://a/b/'],
  ['http://a/b/c/d;p?q', '../g', 'http://a/b/g'],
  ['http://a/b/c/d;p?q', '../../../g', 'http://a/g'],
  ['http://a/b/c/d;p?q', '/./g', 'http://a/g'],
  ['http://a/b/c/d;p?q', 'g/../h', 'http://a/b/c/h'],
  ['http://a', 'g', 'http://a/g'],
  ['urn:uuid:1', '#x', 'urn:uuid:1#x'],
  ['', 'common.json', 'common.json'],
  ['events/order.json', 'common.json', 'events/common.json'],
  ['', '#/a', '#/a'],
];

for (const [base, reference, resolved] of URIS) {
  test(`resolveUri(${JSON.stringify(base)}, ${JSON.stringify(reference)}) is ${JSON.stringify(resolved)}`, () => {
    expect(resolveUri(base, reference)).toBe(resolved);
  });
}

describe('a reference leads to', () => {
  const string = { type: 'string' };
  const rows: readonly { title: string; schema: JsonValue; rest?: Partial<SchemaDocument>; target: string | undefined }[] = [
    { title: 'the root', schema: { properties: { x: { $ref: '#' } } }, target: '' },
    { title: 'a pointer', schema: { $defs: { a: string }, properties: { x: { $ref: '#/$defs/a' } } }, target: '/$defs/a' },
    { title: 'an escaped pointer', schema: { $defs: { 'a/b%': string }, properties: { x: { $ref: '#/$defs/a~1b%25' } } }, target: '/$defs/a~1b%' },
    { title: 'a place below an unknown keyword', schema: { foo: { bar: string }, properties: { x: { $ref: '#/foo/bar' } } }, target: '/foo/bar' },
    { title: 'an anchor', schema: { $defs: { a: { $anchor: 'A' } }, properties: { x: { $ref: '#A' } } }, target: '/$defs/a' },
    {
      title: 'an embedded resource',
      schema: { $id: 'http://e/r', $defs: { a: { $id: 'a' } }, properties: { x: { $ref: 'a' } } },
      target: '/$defs/a',
    },
    { title: 'a URN', schema: { $id: 'urn:x:y', $defs: { a: string }, properties: { x: { $ref: 'urn:x:y#/$defs/a' } } }, target: '/$defs/a' },
    {
      title: 'a draft-07 plain name',
      schema: { definitions: { a: { $id: '#A' } }, properties: { x: { $ref: '#A' } } },
      rest: { dialect: 'draft-07' },
      target: '/definitions/a',
    },
    {
      title: 'a draft-04 plain name',
      schema: { definitions: { a: { id: '#A' } }, properties: { x: { $ref: '#A' } } },
      rest: { dialect: 'draft-04' },
      target: '/definitions/a',
    },
    {
      title: 'an embedded resource of draft-04',
      schema: { id: 'http://e/r', definitions: { a: { id: 'a' } }, properties: { x: { $ref: 'a' } } },
      rest: { dialect: 'draft-04' },
      target: '/definitions/a',
    },
    {
      title: 'nothing: to draft-04 $id is no name',
      schema: { definitions: { a: { $id: 'http://e/a' } }, properties: { x: { $ref: 'http://e/a' } } },
      rest: { dialect: 'draft-04' },
      target: undefined,
    },
    {
      title: 'nothing: since draft-06 id is no name',
      schema: { definitions: { a: { id: 'http://e/a' } }, properties: { x: { $ref: 'http://e/a' } } },
      rest: { dialect: 'draft-06' },
      target: undefined,
    },
    {
      title: 'a draft-04 document by its own name',
      schema: { id: 'http://e/s/r', properties: { x: { $ref: 'common.json' } } },
      rest: { dialect: 'draft-04', documents: { 'common.json': { schema: {}, dialect: 'draft-04' } } },
      target: 'http://e/s/common.json#',
    },
    {
      title: 'a document',
      schema: { properties: { x: { $ref: 'common.json#/$defs/a' } } },
      rest: { documents: { 'common.json': { schema: { $defs: { a: string } }, dialect: 'draft-07' } } },
      target: 'common.json#/$defs/a',
    },
    {
      title: 'a document relative to the base of the root',
      schema: { $id: 'http://e/s/r', properties: { x: { $ref: 'common.json' } } },
      rest: { documents: { 'common.json': { schema: {}, dialect: 'draft-07' } } },
      target: 'http://e/s/common.json#',
    },
    {
      title: 'a document by its text although a nearer $id moves the base',
      schema: { properties: { x: { $id: 'http://e/x/', $ref: 'common.json' } } },
      rest: { documents: { 'common.json': { schema: {}, dialect: 'draft-07' } } },
      target: 'common.json#',
    },
    {
      title: 'a document named with an empty fragment',
      schema: { properties: { x: { $ref: 'http://e/c' } } },
      rest: { documents: { 'http://e/c#': { schema: {}, dialect: 'draft-07' } } },
      target: 'http://e/c#',
    },
    {
      title: 'a resource embedded in a document that nothing else led to',
      schema: { properties: { x: { $ref: 'http://e/inner' } } },
      rest: { documents: { 'http://e/c': { schema: { $defs: { i: { $id: 'inner' } } }, dialect: 'draft-2020-12' } } },
      target: 'http://e/c#/$defs/i',
    },
    {
      title: 'a resource embedded in a document that nothing else led to, before a document that is only called so',
      schema: { properties: { x: { $id: 'http://e/x/', $ref: 'common.json' } } },
      rest: {
        documents: {
          'common.json': { schema: {}, dialect: 'draft-2020-12' },
          'http://e/c': { schema: { $defs: { i: { $id: 'x/common.json' } } }, dialect: 'draft-2020-12' },
        },
      },
      target: 'http://e/c#/$defs/i',
    },
    {
      title: 'a document by its text although another one has a resource that ends so',
      schema: { properties: { x: { $id: 'http://e/x/', $ref: 'common.json' } } },
      rest: {
        documents: {
          'common.json': { schema: {}, dialect: 'draft-2020-12' },
          'http://e/c': { schema: { $defs: { i: { $id: 'y/common.json' } } }, dialect: 'draft-2020-12' },
        },
      },
      target: 'common.json#',
    },
    {
      title: 'a standard metaschema',
      schema: { properties: { x: { $ref: 'http://json-schema.org/draft-07/schema#' } } },
      target: 'http://json-schema.org/draft-07/schema#',
    },
    { title: 'nothing: no such document', schema: { properties: { x: { $ref: 'http://e/absent' } } }, target: undefined },
    { title: 'nothing: no such anchor', schema: { properties: { x: { $ref: '#absent' } } }, target: undefined },
    { title: 'nothing: no schema there', schema: { a: 1, properties: { x: { $ref: '#/a' } } }, target: undefined },
    { title: 'nothing: inherited names are not members', schema: { properties: { x: { $ref: '#/toString' } } }, target: undefined },
    { title: 'nothing: the fragment cannot be decoded', schema: { properties: { x: { $ref: '#/%E0%A4%A' } } }, target: undefined },
  ];
  for (const { title, schema, rest, target } of rows) test(title, () => expect(targetOf(schema, rest)).toBe(target));
});

test('a reference that leads nowhere is listed with its place', () => {
  const graph = graphOf({ properties: { x: { $ref: 'http://e/absent#/a' } } });
  expect(graph.unresolved.map(({ location, reference }) => [location, reference.uri])).toEqual([['/properties/x/$ref', 'http://e/absent#/a']]);
});

test('children are found by keyword', () => {
  const { root } = graphOf({ not: {}, allOf: [true, {}], properties: { a: {}, toString: false } });
  expect(childSchema(root, 'not')?.location).toBe('/not');
  expect(childList(root, 'allOf').map(({ schema }) => schema)).toEqual([true, {}]);
  expect([...childMap(root, 'properties').keys()]).toEqual(['a', 'toString']);
  expect(childSchema(root, 'allOf')).toBe(undefined);
});

describe('keywords in force', () => {
  const rows: readonly { title: string; schema: JsonValue; dialect: Dialect; kept: readonly string[] }[] = [
    {
      title: 'draft-07 ignores what stands beside $ref',
      dialect: 'draft-07',
      schema: { $ref: '#', type: 'string', title: 't' },
      kept: ['$ref', 'title'],
    },
    {
      title: 'draft-04 ignores what stands beside $ref',
      dialect: 'draft-04',
      schema: { $ref: '#', id: 'http://e/a', minimum: 1, exclusiveMinimum: true, title: 't' },
      kept: ['$ref', 'title'],
    },
    {
      title: 'draft-04 knows nothing that came later',
      dialect: 'draft-04',
      schema: { $id: 'a', const: 1, contains: {}, propertyNames: {}, if: {}, $defs: {}, examples: [1] },
      kept: ['examples'],
    },
    { title: '2019-09 does not', dialect: 'draft-2019-09', schema: { $ref: '#', type: 'string' }, kept: ['$ref', 'type'] },
    { title: 'draft-07 knows no unevaluatedProperties', dialect: 'draft-07', schema: { unevaluatedProperties: false, 'x-a': 1 }, kept: ['x-a'] },
    {
      title: '2020-12 knows no additionalItems',
      dialect: 'draft-2020-12',
      schema: { additionalItems: false, prefixItems: [true] },
      kept: ['prefixItems'],
    },
  ];
  for (const { title, schema, dialect, kept } of rows) {
    test(title, () => {
      const node = graphOf({ $defs: { x: {} }, definitions: { x: schema } }, { dialect }).nodes.find(({ location }) => location === '/definitions/x');
      expect(Object.keys(node?.schema ?? {})).toEqual(kept);
    });
  }
});

test('an embedded resource may have a dialect of its own', () => {
  const graph = graphOf({ $defs: { old: { $id: 'http://e/old', $schema: 'http://json-schema.org/draft-07/schema#', items: [true] } } });
  expect(graph.nodes.map(({ resource }) => resource.reading.dialect)).toEqual(['draft-2020-12', 'draft-07', 'draft-07']);
});

test('what names a dialect of its own names itself as that dialect does', () => {
  const old = { id: 'http://e/old', $schema: 'http://json-schema.org/draft-04/schema#', minimum: 1, exclusiveMinimum: true };
  const young = { $id: 'http://e/young', $schema: 'https://json-schema.org/draft/2020-12/schema', const: 1 };
  const dialects = (dialect: Dialect, part: JsonValue) =>
    graphOf({ definitions: { part } }, { dialect }).nodes.map((node) => node.resource.reading.dialect);
  expect(dialects('draft-07', old)).toEqual(['draft-07', 'draft-04']);
  expect(dialects('draft-04', young)).toEqual(['draft-04', 'draft-2020-12']);
});

test('a dynamic reference goes to the outermost resource with its anchor', () => {
  const list = { $id: 'http://e/list', $dynamicAnchor: 'item', items: { $dynamicRef: '#item' } };
  const graph = graphOf({ $id: 'http://e/strings', $ref: 'list', $defs: { list, s: { $dynamicAnchor: 'item', type: 'string' } } });
  const items = graph.nodes.find(({ location }) => location === '/$defs/list/items');
  const reference = items?.references[0];
  expect(reference?.dynamicAnchor).toBe('item');
  expect(reference === undefined ? undefined : referenceTarget(reference, [])?.location).toBe('/$defs/list');
  expect(reference === undefined ? undefined : referenceTarget(reference, graph.resources)?.location).toBe('/$defs/s');
});

describe('buildSchemaGraph() refuses', () => {
  const rows: readonly { title: string; schema: JsonValue; rest?: Partial<SchemaDocument>; code: string; says: string }[] = [
    {
      title: 'an unknown $schema',
      schema: { $schema: 'http://e/mine' },
      code: 'dialect_unknown',
      says: 'https://json-schema.org/draft/2020-12/schema',
    },
    { title: 'draft-03', schema: {}, rest: { dialect: 'draft-03' as Dialect }, code: 'dialect_unknown', says: 'draft-04' },
    { title: 'a schema that is only itself', schema: { $ref: '#' }, code: 'schema_invalid', says: '"" → ""' },
    { title: 'a cycle through allOf', schema: { $defs: { a: { allOf: [{ $ref: '#/$defs/a' }] } } }, code: 'schema_invalid', says: '/$defs/a' },
    {
      title: 'a cycle through dependentSchemas',
      schema: { dependentSchemas: { a: { $ref: '#' } } },
      code: 'schema_invalid',
      says: 'leads back to itself',
    },
    { title: 'a number', schema: 5, code: 'schema_invalid', says: 'an object or a boolean' },
  ];
  for (const { title, schema, rest, code, says } of rows) {
    test(title, () => {
      const error = errorOf(() => graphOf(schema, rest));
      expect(error?.code).toBe(code);
      expect(error?.message).toContain(says);
    });
  }

  test('more subschemas than the limit', () => {
    expect(errorOf(() => buildSchemaGraph({ schema: { allOf: [{}, {}, {}] }, dialect: 'draft-07' }, { nodes: 3 }))?.code).toBe('schema_too_large');
  });

  test('deeper nesting than the limit', () => {
    expect(errorOf(() => buildSchemaGraph({ schema: { not: { not: {} } }, dialect: 'draft-07' }, { depth: 2 }))?.code).toBe('schema_too_large');
  });
});

test('recursion through a member is no cycle', () => {
  expect(graphOf({ properties: { next: { $ref: '#' } } }).unresolved).toEqual([]);
});

const AMBIGUOUS: readonly {
  readonly title: string;
  readonly schema: JsonValue;
  readonly rest?: Partial<SchemaDocument>;
  readonly names: string[];
}[] = [
  {
    title: 'two resources of one URI',
    schema: { $id: 'http://e/r', $defs: { a: { $id: 's' }, b: { $id: 'http://e/s', not: {} } } },
    names: ['http://e/s'],
  },
  { title: 'one that has the URI of the document', schema: { $id: 'http://e/r', $defs: { a: { $id: 'r' } } }, names: ['http://e/r'] },
  { title: 'two anchors', schema: { $defs: { a: { $anchor: 'x' }, b: { $anchor: 'x', not: {} } } }, names: ['#x'] },
  { title: 'an anchor and a dynamic one', schema: { $defs: { a: { $anchor: 'x' }, b: { $dynamicAnchor: 'x' } } }, names: ['#x'] },
  { title: 'draft-07', schema: { definitions: { a: { $id: '#x' }, b: { $id: '#x', not: {} } } }, rest: { dialect: 'draft-07' }, names: ['#x'] },
  {
    title: 'a document that brings another one of a name',
    schema: { $ref: 'a', $defs: { b: { $id: 'http://e/b', type: 'string' } } },
    rest: { documents: { a: { schema: { $defs: { b: { $id: 'http://e/b', type: 'number' } } }, dialect: 'draft-2020-12' } } },
    names: ['http://e/b'],
  },
  {
    title: 'nothing of twins',
    schema: { $defs: { a: { $id: 'http://e/s' }, b: { $id: 'http://e/s' }, c: { $anchor: 'x' }, d: { $anchor: 'x' } } },
    names: [],
  },
  { title: 'nothing of one anchor in two resources', schema: { $anchor: 'x', $defs: { a: { $id: 'http://e/s', $anchor: 'x' } } }, names: [] },
  {
    title: 'nothing of pointers that draft-07 documents call themselves',
    schema: { definitions: { a: { $id: '#/a' }, b: { $id: '#/a', not: {} } } },
    rest: { dialect: 'draft-07' },
    names: [],
  },
  { title: 'nothing of constants', schema: { const: { $id: 'http://e/s' }, $defs: { a: { $id: 'http://e/s' } } }, names: [] },
];

for (const { title, schema, rest, names } of AMBIGUOUS) {
  test(`ambiguous names: ${title}`, () => expect(graphOf(schema, rest).ambiguous.map(({ name }) => name)).toEqual(names));
}
