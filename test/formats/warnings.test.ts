import { expect, test } from 'vitest';
import type { JsonObject, JsonValue } from '../../src/core/json/value.ts';
import type { Dialect } from '../../src/core/version.ts';
import { warningsOf } from '../../src/formats/json-schema/warnings.ts';

function fanOut(levels: number, keyword: string): JsonObject {
  const level = (at: number): JsonValue =>
    at === levels ? { type: 'string' } : { [keyword]: [{ $ref: `#/$defs/l${at + 1}` }, { $ref: `#/$defs/l${at + 1}` }] };
  return { $ref: '#/$defs/l0', $defs: Object.fromEntries(Array.from({ length: levels + 1 }, (_, at) => [`l${at}`, level(at)])) };
}

function codes(schema: JsonObject): string[] {
  return warningsOf({ schema, dialect: 'draft-2020-12' }).map(({ code, pointer }) => `${code} ${pointer}`);
}

const COST: readonly (readonly [title: string, schema: JsonObject, warnings: readonly string[]])[] = [
  ['a fan-out of 2^8', fanOut(8, 'allOf'), []],
  ['a fan-out of 2^14', fanOut(14, 'allOf'), ['overlapping_branches ']],
  ['a fan-out of 2^100, which no double counts', fanOut(100, 'anyOf'), ['overlapping_branches ']],
  [
    'a fan-out below a member',
    { properties: { a: fanOut(14, 'oneOf'), b: {} }, $defs: fanOut(14, 'oneOf')['$defs'] as JsonObject },
    ['overlapping_branches /properties/a'],
  ],
  ['a union of 500 branches', { anyOf: Array.from({ length: 500 }, (_, at) => ({ properties: { k: { const: at } } })) }, []],
  ['a recursive schema', { properties: { next: { $ref: '#' } }, items: { anyOf: [{ $ref: '#' }, { $ref: '#' }] } }, []],
  [
    'a chain of references longer than the stack',
    Object.fromEntries([
      ['$ref', '#/$defs/d0'],
      ['$defs', Object.fromEntries(Array.from({ length: 9_000 }, (_, at) => [`d${at}`, at === 8_999 ? {} : { $ref: `#/$defs/d${at + 1}` }]))],
    ]),
    [],
  ],
  ['a back reference', { properties: { a: { pattern: '^(a+)\\1$' } } }, ['pattern_backtracks /properties/a/pattern']],
  ['^(a+)+\\1$', { pattern: '^(a+)+\\1$' }, ['pattern_backtracks /pattern']],
  ['a pattern that counts far', { items: { pattern: '^(a?){60000}a{60000}$' } }, ['pattern_large /items/pattern']],
  ['lookaround that counts far', { pattern: '(?<!a{1,900}b{1,900})c' }, ['pattern_large /pattern']],
  ['a pattern that counts as many as texts have', { pattern: '^[a-z]{1,255}(-[0-9a-f]{4}){3}$' }, []],
  [
    'more patterns than are told of',
    { allOf: Array.from({ length: 150 }, () => ({ pattern: '(a)\\1' })) },
    Array.from({ length: 100 }, (_, at) => `pattern_backtracks /allOf/${at}/pattern`),
  ],
  ['one among names', { patternProperties: { '^(x)\\1': {}, '^y': {} } }, ['pattern_backtracks /patternProperties/^(x)\\1']],
  [
    'patterns that backtrack elsewhere, and do not here',
    { allOf: [{ pattern: '^(a+)+$' }, { pattern: '^(?=.*a)(?!b)' }, { pattern: '\\bx{1,3}' }] },
    [],
  ],
];

for (const [title, schema, warnings] of COST) {
  test(`${title}: ${warnings.join(', ') || 'no warning'}`, () => expect(codes(schema)).toEqual(warnings));
}

const ASSERTED: JsonObject = {
  ...{ enum: [1], const: 1, required: [], minLength: 1, maxLength: 1, pattern: 'a', minimum: 1, maximum: 1, multipleOf: 1 },
  ...{ properties: {}, patternProperties: {}, additionalProperties: false, propertyNames: {}, minProperties: 1, dependentRequired: {} },
  ...{ items: {}, prefixItems: [{}], minItems: 1, uniqueItems: true, contains: {}, minContains: 1, unevaluatedProperties: false },
  ...{ allOf: [{}], anyOf: [{}], oneOf: [{}], type: 'string', $ref: '#', format: 'date' },
};

const WORDS: readonly (readonly [title: string, schema: JsonObject, warnings: readonly string[]])[] = [
  ['requird', { type: 'object', requird: ['a'] }, ['unknown_keyword /requird "required"']],
  ['minLenght, deep', { properties: { a: { items: { minLenght: 1 } } } }, ['unknown_keyword /properties/a/items/minLenght "minLength"']],
  ['in $defs that nothing leads to', { $defs: { a: { enums: ['x'] } }, type: 'object' }, ['unknown_keyword /$defs/a/enums "enum"']],
  ['another case', { type: 'string', maxlength: 3 }, ['unknown_keyword /maxlength "maxLength"']],
  ['an underline', { type: 'string', max_length: 3 }, ['unknown_keyword /max_length "maxLength"']],
  ['schemas below it', { type: 'object', propertis: { a: { type: 'string' } } }, ['unknown_keyword /propertis "properties"']],
  ['no $', { type: 'object', properties: { a: { ref: '#/$defs/a' } }, $defs: { a: {} } }, ['unknown_keyword /properties/a/ref "$ref"']],
  ['two', { type: 'object', requird: [], properteis: {} }, ['unknown_keyword /requird "required"', 'unknown_keyword /properteis "properties"']],
  ['of a document that has no keyword, once', { tpye: 'object' }, ['no_keyword  "type"']],
  ['a member called so', { properties: { tpye: { type: 'string' } } }, []],
  ['extensions', { type: 'object', 'x-requird': ['a'], 'X-tpye': 'string' }, []],
  ['annotations misspelt', { type: 'object', titel: 'a', descripton: 'b', example: {}, comment: 'c' }, []],
  [
    'keywords of other dialects',
    { type: 'object', definitions: { a: {} }, dependencies: {}, id: 'a', additionalItems: false, $recursiveRef: '#' },
    [],
  ],
  ['OpenAPI', { type: 'object', discriminator: { propertyName: 'a' }, xml: { name: 'a' }, externalDocs: { url: 'u' }, example: 1 }, []],
  ['ajv-keywords', { type: 'object', typeof: 'function', instanceof: 'Date', regexp: '/a/', transform: ['trim'], allRequired: true }, []],
  ['generators', { type: 'object', tsType: 'string', goType: 'string', javaType: 'java.lang.String', tsEnumNames: ['A'], bsonType: 'int' }, []],
  ['JSON-LD', { type: 'object', '@id': 'a', '@type': 'string', '@context': {} }, []],
  ['marked words', { type: 'object', $type: 'string', _id: 'a', _ref: '#', 'connect.type': 'int32' }, []],
  ['hyper-schema', { type: 'object', base: '/', links: [{ rel: 'self', href: '/' }], href: '/', media: {} }, []],
  ['values that no keyword has', { type: 'object', note: 'a text', types: 'Order', contain: 'much' }, []],
];
for (const [title, schema, warnings] of WORDS) {
  test(`words, ${title}: ${warnings.join(', ') || 'no warning'}`, () => {
    const told = warningsOf({ schema, dialect: 'draft-2020-12' }).filter(({ code }) => code.endsWith('_keyword'));
    expect(told.map(({ code, pointer, message }) => `${code} ${pointer} ${/; ("\S*") is one$/.exec(message)?.[1]}`)).toEqual(warnings);
  });
}

test('words of a metaschema of its own are not called misspelt', () => {
  const metaschema = { $schema: 'https://json-schema.org/draft/2020-12/schema', $id: 'urn:meta', properties: { requird: {} } };
  const schema = { $schema: 'urn:meta', type: 'object', requird: ['a'] };
  const told = warningsOf({ schema, dialect: 'draft-2020-12', documents: { 'urn:meta': { schema: metaschema, dialect: 'draft-2020-12' } } });
  expect(told.map(({ code }) => code)).not.toContain('unknown_keyword');
});

const DIALECT_WORDS = [
  ['draft-04', { type: 'object', requird: ['a'], contains: {}, const: 1 }, ['/requird']],
  ['draft-07', { $ref: '#/definitions/a', requird: ['a'], definitions: { a: { minimun: 1 } } }, ['/requird', '/definitions/a/minimun']],
  ['draft-2019-09', { type: 'object', $recursiveref: '#', dependentRequird: { a: ['b'] } }, ['/$recursiveref', '/dependentRequird']],
] as const;
for (const [dialect, schema, pointers] of DIALECT_WORDS) {
  test(`misspelt in ${dialect}: ${pointers.join(', ')}`, () => {
    const told = warningsOf({ schema, dialect }).filter(({ code }) => code === 'unknown_keyword');
    expect(told.map(({ pointer }) => pointer)).toEqual(pointers);
  });
}

const NAMES: readonly (readonly [title: string, dialect: Dialect, schema: JsonObject, pointers: readonly string[]])[] = [
  ['a colon first', 'draft-2020-12', { $id: '::::', type: 'object' }, ['/$id']],
  ['a space', 'draft-07', { $id: 'order placed', type: 'object' }, ['/$id']],
  ['letters that are to be encoded', 'draft-2019-09', { $id: 'https://shop.test/größe', type: 'object' }, ['/$id']],
  ['one of a subschema', 'draft-2020-12', { $id: 'urn:a', properties: { a: { $id: '%zz', type: 'string' } } }, ['/properties/a/$id']],
  ['the word of draft-04', 'draft-04', { id: '::::', type: 'object' }, ['/id']],
  ['URIs and relative references', 'draft-2020-12', { $id: 'com.shop.order/1', $defs: { a: { $id: '#' }, b: { $id: 'urn:b' } } }, []],
  ['none beside a $ref of draft-07', 'draft-07', { properties: { a: { $id: '::::', $ref: '#' } } }, []],
  ['an event that has such a member', 'draft-2020-12', { properties: { $id: { const: '::::' } }, examples: [{ $id: '::::' }] }, []],
];
for (const [title, dialect, schema, pointers] of NAMES) {
  test(`names, ${title}: ${pointers.join(', ') || 'no warning'}`, () => {
    const told = warningsOf({ schema, dialect }).filter(({ code }) => code === 'invalid_identifier');
    expect(told.map(({ pointer }) => pointer)).toEqual(pointers);
  });
}

test('every keyword that events are judged by is warned of where two of its letters changed places', () => {
  for (const [keyword, value] of Object.entries(ASSERTED)) {
    const at = [...keyword].findIndex((letter, index) => index > 1 && letter !== keyword[index - 1]);
    const word = keyword.slice(0, at - 1) + keyword.charAt(at) + keyword.charAt(at - 1) + keyword.slice(at + 1);
    const told = warningsOf({ schema: { title: 't', $defs: {}, [word]: value }, dialect: 'draft-2020-12' });
    expect(told).toEqual([{ code: 'unknown_keyword', message: expect.stringContaining(JSON.stringify(keyword)) as unknown, pointer: `/${word}` }]);
  }
});

test('hostile schemas: many words, and one nested deep, are told in bounds', () => {
  const many = Object.fromEntries(Array.from({ length: 50_000 }, (_, at) => [`tpye${at}`, at]));
  expect(warningsOf({ schema: { type: 'object', ...many }, dialect: 'draft-2020-12' }).length).toBeLessThanOrEqual(100);
  const misspelt = Array.from({ length: 500 }, () => ({ requird: [] }));
  expect(warningsOf({ schema: { allOf: misspelt }, dialect: 'draft-2020-12' })).toHaveLength(100);
  let deep: JsonObject = {};
  for (let depth = 0; depth < 190; depth += 1) deep = { not: deep };
  expect(warningsOf({ schema: { type: 'object', propertis: { deep } }, dialect: 'draft-2020-12' })).toHaveLength(1);
});
