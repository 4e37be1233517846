import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { METASCHEMA_URIS, SUPPORTED_DIALECTS } from '../../src/containment/dialect/dialects.ts';
import { inDraft06 } from '../../src/containment/dialect/draft-04.ts';
import { isInForce } from '../../src/containment/dialect/keywords.ts';
import { METASCHEMAS } from '../../src/containment/dialect/metaschemas.generated.ts';
import { KEYWORDS, UNEVALUATED } from '../../src/containment/evaluate/keywords.ts';
import { buildSchemaGraph, findSchemaFaults } from '../../src/containment/index.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../src/core/json/value.ts';
// @ts-expect-error -- a script without types
import { renderMetaschemas } from '../../scripts/generate-metaschemas.mjs';

test('the generated metaschemas are those of schemas/json-schema', () => {
  const generated = readFileSync(new URL('../../src/containment/dialect/metaschemas.generated.ts', import.meta.url), 'utf8');
  expect(generated).toBe(renderMetaschemas());
});

/** Described by a metaschema, and neither judging nor holding anything. */
const ANNOTATIONS = [
  '$comment $schema $vocabulary title description default deprecated readOnly writeOnly examples contentMediaType contentEncoding contentSchema',
  'id $id $anchor $dynamicAnchor $recursiveAnchor $defs definitions then else minContains maxContains',
].flatMap((names) => names.split(' '));

function describedKeywords(): string[] {
  const properties = Object.values(METASCHEMAS).flatMap(({ schema }) => (isJsonObject(schema) ? [schema['properties'] as JsonValue] : []));
  return [...new Set(properties.flatMap((map) => (isJsonObject(map) ? Object.keys(map) : [])))];
}

test('every keyword that a metaschema describes is judged or named as an annotation', () => {
  const handled = new Set([...[...KEYWORDS, ...UNEVALUATED].map(([keyword]) => keyword), ...ANNOTATIONS]);
  const described = describedKeywords();
  expect(described.length).toBeGreaterThan(50);
  expect(described.filter((keyword) => !handled.has(keyword))).toEqual([]);
});

describe('draft-04 in the words of draft-06', () => {
  const rows: readonly { readonly written: JsonObject; readonly read: JsonObject }[] = [
    { written: { minimum: 3, exclusiveMinimum: true }, read: { exclusiveMinimum: 3 } },
    { written: { maximum: 3, exclusiveMaximum: true }, read: { exclusiveMaximum: 3 } },
    { written: { minimum: 3, exclusiveMinimum: false, maximum: 5, exclusiveMaximum: true }, read: { minimum: 3, exclusiveMaximum: 5 } },
    { written: { exclusiveMinimum: true, exclusiveMaximum: false }, read: {} },
    { written: { id: 'http://e/a', type: 'integer' }, read: { $id: 'http://e/a', type: 'integer' } },
    { written: { id: 1, title: 't' }, read: { title: 't' } },
  ];
  for (const { written, read } of rows) test(JSON.stringify(written), () => expect(inDraft06(written)).toEqual(read));
});

describe('each dialect', () => {
  for (const dialect of SUPPORTED_DIALECTS)
    test(`${dialect} has its metaschema`, () => expect(METASCHEMAS[METASCHEMA_URIS[dialect]]?.dialect).toBe(dialect));

  const rows: readonly [keyword: string, ...dialects: readonly boolean[]][] = [
    ['id', true, false, false, false, false],
    ['$id', false, true, true, true, true],
    ['const', false, true, true, true, true],
    ['contains', false, true, true, true, true],
    ['propertyNames', false, true, true, true, true],
    ['exclusiveMinimum', true, true, true, true, true],
    ['if', false, false, true, true, true],
    ['dependentRequired', false, false, false, true, true],
    ['additionalItems', true, true, true, true, false],
    ['prefixItems', false, false, false, false, true],
    ['$recursiveRef', false, false, false, true, false],
    ['$dynamicRef', false, false, false, false, true],
    ['x-anything', true, true, true, true, true],
  ];
  for (const [keyword, ...expected] of rows) {
    test(`keeps or drops ${keyword}`, () => expect(SUPPORTED_DIALECTS.map((dialect) => isInForce(keyword, dialect, false))).toEqual(expected));
  }
});

test.each([
  ['strin', '"strin"'],
  [['string', 'strin'], '["string","strin"]'],
])('a misspelt type is told with all that there are: %j', (type, found) => {
  const schema = { properties: { a: { type } } };
  const [fault] = findSchemaFaults(buildSchemaGraph({ schema, dialect: 'draft-2020-12' }));
  const types = 'array, boolean, integer, null, number, object, string, or a list of them';
  expect(fault?.message).toBe(`/properties/a/type: expected one of the types ${types}, found ${found}`);
});
