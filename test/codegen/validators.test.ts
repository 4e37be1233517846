import { expect, test } from 'vitest';
import { compileSchema } from '../../src/containment/index.ts';
import type { JsonObject, JsonValue } from '../../src/core/json/value.ts';
import type { Dialect } from '../../src/core/version.ts';
import { load } from './folder.ts';

interface Row {
  readonly title: string;
  readonly dialect?: Dialect;
  readonly schema: JsonObject;
  readonly values: readonly JsonValue[];
}

const names = (count: number): string[] => Array.from({ length: count }, (_, index) => `name${index}`);

const rows: readonly Row[] = [
  {
    title: 'members',
    schema: { type: 'object', properties: { a: { type: 'string', minLength: 2 } }, required: ['a'], additionalProperties: false },
    values: [{ a: 'xy' }, { a: 'x' }, { a: 'xy', b: 1 }, {}, 3],
  },
  {
    title: 'many members',
    schema: {
      properties: Object.fromEntries('abcdefghijk'.split('').map((name) => [name, { type: ['string', 'null'] }])),
      additionalProperties: false,
    },
    values: [{ a: 'x', k: null }, { constructor: 1 }, { l: 1 }, { b: 2 }],
  },
  {
    title: 'names like those of the code',
    schema: {
      properties: { schema0: { enum: ['schema0.properties'] }, 'a,schemaPath:"': { const: 'schema0' }, 'err0};': { type: ['string', 'null'] } },
    },
    values: [
      { schema0: 'schema0.properties', 'a,schemaPath:"': 'schema0' },
      { schema0: 1, 'a,schemaPath:"': 1, 'err0};': 1 },
    ],
  },
  {
    title: 'values like the code between them',
    schema: {
      properties: { a: { enum: ['data.a !== undefined && func0.call(data, ', ') a', '(data.a === undefined) || (!(func0.call(data, ', '))) a'] } },
      required: ['a'],
    },
    values: [{ a: 'data.a !== undefined && func0.call(data, ' }, { a: ') a' }, { a: '))) a' }, { a: 'hasMember(data, ' }, {}, { a: 1 }],
  },
  { title: 'names of Object.prototype', schema: { required: ['constructor', 'toString'] }, values: [{}, { constructor: 1, toString: 2 }] },
  { title: 'code points', schema: { maxLength: 1 }, values: ['😀', '😀😀'] },
  { title: 'decimal multiples', schema: { multipleOf: 0.01 }, values: [0.07, 19.99, 1e300, 0.001, 1.005, 0] },
  { title: 'whole multiples', schema: { multipleOf: 3 }, values: [9007199254740992, 9, 10, 1e21] },
  { title: 'values', schema: { enum: ['a', null, { b: [1] }] }, values: ['a', null, { b: [1] }, { b: [2] }, 'c'] },
  { title: 'many values', schema: { enum: Array.from({ length: 30 }, (_, index) => `v${index}`) }, values: ['v0', 'v29', 'v30', null, 7] },
  {
    title: 'many values, some of them objects',
    schema: { enum: [...Array.from({ length: 30 }).keys(), { a: [1], b: 2 }] },
    values: [29, { b: 2, a: [1] }, { a: [1] }, '1'],
  },
  { title: 'very many values', schema: { enum: [...Array.from({ length: 20_000 }).keys()] }, values: [19_999, -1] },
  {
    title: '5,000 names',
    schema: { properties: { a: { type: 'string', enum: names(5_000) } } },
    values: [{ a: 'name4999' }, { a: 'name5000' }, { a: 1 }],
  },
  { title: '100,000 names', schema: { type: 'string', enum: names(100_000) }, values: ['name99999', 'name100000', 1] },
  { title: 'a constant object', schema: { const: { a: 1, b: 2 } }, values: [{ b: 2, a: 1 }, { a: 1 }] },
  { title: 'tuples of 2020-12', schema: { prefixItems: [{ type: 'string' }], items: false, minItems: 1 }, values: [['a'], [], ['a', 1], [1]] },
  {
    title: 'tuples of draft-07',
    dialect: 'draft-07',
    schema: { items: [{ type: 'string' }], additionalItems: { type: 'number' } },
    values: [['a', 1], ['a', 'b'], [1], []],
  },
  {
    title: 'siblings of a reference, draft-07',
    dialect: 'draft-07',
    schema: { definitions: { n: { type: 'number' } }, properties: { a: { $ref: '#/definitions/n', minimum: 5 } } },
    values: [{ a: 1 }, { a: 'x' }],
  },
  {
    title: 'siblings of a reference, 2020-12',
    schema: { $defs: { n: { type: 'number' } }, properties: { a: { $ref: '#/$defs/n', minimum: 5 } } },
    values: [{ a: 1 }, { a: 5 }],
  },
  {
    title: 'names with every sign',
    schema: { properties: { 'a%/~b': { $ref: '#/$defs/x~1y%25' } }, $defs: { 'x/y%': { type: 'number' } } },
    values: [{ 'a%/~b': 1 }, { 'a%/~b': 'x' }],
  },
  {
    title: 'names with half a character',
    schema: {
      properties: { 'a\ud800': { type: 'string' }, '\udc00/%~': { properties: { '😀\ud83d': { $ref: '#/$defs/n' } }, required: ['x\ud800'] } },
      patternProperties: { '^b\ud800%': { type: 'number' } },
      dependentSchemas: { 'c\ud800': { required: ['d\ud800'] } },
      $defs: { n: { type: 'number' } },
    },
    values: [{ 'a\ud800': 'x' }, { 'a\ud800': 1, '\udc00/%~': { '😀\ud83d': 'x' } }, { 'b\ud800%': 'x', 'c\ud800': 1 }],
  },
  {
    title: 'a tree',
    schema: { $ref: '#/$defs/t', $defs: { t: { properties: { next: { $ref: '#/$defs/t' }, n: { type: 'number' } }, required: ['n'] } } },
    values: [
      { n: 1, next: { n: 2 } },
      { n: 1, next: { next: { n: 'x' } } },
    ],
  },
  {
    title: 'a dynamic reference to the root',
    schema: { $dynamicAnchor: 'n', properties: { k: { items: { $dynamicRef: '#n' } } }, required: ['k'] },
    values: [{ k: [{ k: [] }] }, { k: [{}] }],
  },
  {
    title: 'unevaluated members through a reference',
    schema: { $ref: '#/$defs/b', $defs: { b: { properties: { a: true } } }, properties: { c: true }, unevaluatedProperties: false },
    values: [
      { a: 1, c: 1 },
      { a: 1, d: 1 },
    ],
  },
  {
    title: 'unevaluated members after a branch',
    schema: { anyOf: [{ properties: { a: { type: 'string' } }, required: ['a'] }, true], unevaluatedProperties: { type: 'number' } },
    values: [{ a: 'x', n: 1 }, { a: 1 }, { b: 'x', c: 'y' }],
  },
  {
    title: 'unevaluated items',
    schema: { prefixItems: [true], contains: { const: 'c' }, unevaluatedItems: false },
    values: [
      [1, 'c'],
      ['c', 2, 3],
    ],
  },
  {
    title: 'items that are one',
    schema: { uniqueItems: true, items: { type: 'string' } },
    values: [
      ['a', 'b'],
      ['a', 'a'],
    ],
  },
  {
    title: 'dependencies',
    dialect: 'draft-07',
    schema: { dependencies: { a: ['b'], c: { required: ['d'] } } },
    values: [{ a: 1, b: 1 }, { c: 1, d: 1 }, { c: 1 }],
  },
  {
    title: 'draft-04',
    dialect: 'draft-04',
    schema: {
      id: 'http://e/order',
      properties: { price: { minimum: 0, exclusiveMinimum: true, const: 5 }, id: { $ref: 'http://e/id' } },
      definitions: { id: { id: 'id', type: 'string' } },
    },
    values: [{ price: 1, id: 'a' }, { price: 0 }, { id: 1 }],
  },
  {
    title: 'conditions',
    // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
    schema: { if: { required: ['q'] }, then: { required: ['z'] }, else: { required: ['y'] } },
    values: [{ q: 1 }, { q: 1, z: 1 }, {}, { y: 1 }],
  },
  {
    title: 'branches that a constant tells apart',
    schema: {
      oneOf: [
        { type: 'object', required: ['method', 'last4'], properties: { method: { const: 'card' }, last4: { pattern: '^[0-9]{4}$' } } },
        { type: 'object', required: ['method', 'days'], properties: { method: { const: 'invoice' }, days: { type: 'integer', maximum: 90 } } },
      ],
    },
    values: [{ method: 'card', last4: '1234' }, { method: 'invoice', days: 91 }, { method: 'card' }, { method: 'cash' }, {}, 'card'],
  },
  {
    title: 'branches that types and lists tell apart, within each other',
    schema: {
      anyOf: [
        { type: 'array', items: { oneOf: [{ $ref: '#/$defs/a' }, { $ref: '#/$defs/b' }, { type: 'null' }] } },
        { enum: ['x', 'y'] },
        { $ref: '#/$defs/a' },
      ],
      $defs: {
        a: { type: 'object', properties: { kind: { enum: ['a', 'aa'] }, n: { type: 'number' } }, required: ['kind'] },
        b: { type: 'object', properties: { kind: { enum: ['b'] }, constructor: { const: 1 } }, additionalProperties: false },
      },
    },
    values: [[{ kind: 'a' }], [{ kind: 'aa', n: 'x' }, { kind: 'b', n: 1 }, { kind: 'c' }, 1], 'z', { kind: 'c', n: 1 }, 1, null],
  },
  {
    title: 'branches that pass together',
    schema: { oneOf: [{ minimum: 1 }, { type: 'string' }, { maximum: 2 }] },
    values: [3, 1.5, 'x', true],
  },
  { title: 'branches that are constants', schema: { oneOf: [{ const: 'a' }, { const: 'b' }] }, values: ['a', 'c', 1] },
  { title: 'forbidden members', schema: { properties: { a: false } }, values: [{}, { a: 1 }] },
  {
    title: 'constants that tell branches apart are shown as they are',
    schema: { oneOf: ['c#', 'f#', 'x'.repeat(90)].map((k) => ({ properties: { k: { const: k } }, required: ['k'] })) },
    values: [{ k: 'f#' }, { k: 'x' }],
  },
  {
    title: 'objects that tell branches apart are shown with their members in order',
    schema: { oneOf: [{ b: 1, a: 2 }, { c: 3 }].map((k) => ({ properties: { k: { const: k } } })) },
    values: [{ k: { c: 3 } }, { k: 'x' }],
  },
  { title: 'a vendor keyword is none', schema: { type: 'string', nullable: true, discriminator: { propertyName: 'x' } }, values: ['a', null] },
];

// To the letter, but for the order; of `contains` and of names the words are others (findings-law.test.ts).
for (const { title, schema, values, dialect = 'draft-2020-12' } of rows) {
  test(`a generated validator says what the evaluator says: ${title}`, async () => {
    const generated = await load([{ schema: { title: 'Row', ...schema }, dialect }]);
    const evaluator = compileSchema({ schema, dialect });
    const answers = values.map((value) => factsOf(generated['validateRow']?.(value)));
    expect(answers).toEqual(values.map((value) => factsOf(evaluator.evaluate(value))));
    expect(new Set(answers.map(({ valid }) => valid)).size).toBe(2);
  });
}

test('a dynamic reference that leads elsewhere depending on the way in is refused with its place', async () => {
  const schema = {
    properties: { a: { $ref: '#/$defs/a' }, b: { $ref: '#/$defs/b' } },
    $defs: {
      a: { $id: 'http://e/a', $ref: 'http://e/list', $defs: { item: { $dynamicAnchor: 'item', type: 'string' } } },
      b: { $id: 'http://e/b', $ref: 'http://e/list', $defs: { item: { $dynamicAnchor: 'item', type: 'number' } } },
      list: { $id: 'http://e/list', items: { $dynamicRef: '#item' }, $defs: { item: { $dynamicAnchor: 'item' } } },
    },
  };
  const pointer = '/$defs/list/items';
  await expect(load([{ schema: { title: 'Row', ...schema } }])).rejects.toMatchObject({
    code: 'schema_invalid',
    message: expect.stringMatching(/the \$dynamicRef "#item" at "\/\$defs\/list\/items" leads to different schemas/),
    data: { pointer },
  });
});

test('what was evaluated must come to an end', async () => {
  const other = { $id: 'http://e/other', $defs: { k: { $dynamicAnchor: 'n' } }, $dynamicRef: '#n', unevaluatedProperties: false };
  const schema = { title: 'Row', $id: 'http://e/root', $dynamicAnchor: 'n', $ref: 'http://e/other', $defs: { other } };
  await expect(load([{ schema }])).rejects.toMatchObject({ code: 'schema_invalid', data: { pointer: '/$defs/other' } });
});

test('formats are asserted only where that was asked for', async () => {
  const schemas = [{ schema: { title: 'Row', format: 'date' } }];
  const [annotating, asserting] = [await load(schemas), await load(schemas, { formats: 'assert' })];
  expect(annotating['validateRow']?.('no date').valid).toBe(true);
  expect(asserting['validateRow']?.('no date').findings.map(({ code }) => code)).toEqual(['format_mismatch']);
  expect(asserting['validateRow']?.('2026-11-24').valid).toBe(true);
});

test('items are told apart in a time that goes with their number', async () => {
  const { validateRow } = await load([{ schema: { title: 'Row', uniqueItems: true } }]);
  const items = Array.from({ length: 60_000 }, (_, index) => ({ a: index, b: [index] }));
  expect(validateRow?.(items).valid).toBe(true);
  expect(validateRow?.([...items, { b: [7], a: 7 }]).valid).toBe(false);
  for (const [one, other, unique] of [
    [{ a: 1, b: 2 }, { b: 2, a: 1 }, false],
    [[1, '2'], [1, 2], true],
    [{ a: null }, {}, true],
    [{ a: { c: 1, d: 2 } }, { a: { d: 2, c: 1 } }, false],
    ['{"a":1}', { a: 1 }, true],
    [[], {}, true],
    [{ __proto__x: 1 }, { __proto__y: 1 }, true],
    [0, -0, false],
    [[0], [-0], false],
  ] as const) {
    expect(validateRow?.([one, other]).valid).toBe(unique);
  }
});

test('at most a hundred findings are told', async () => {
  const { validateRow } = await load([{ schema: { title: 'Row', items: { type: 'string' } } }]);
  expect(validateRow?.(Array.from({ length: 500 }, () => 1)).findings).toHaveLength(100);
});

function factsOf(answer: { readonly valid: boolean; readonly findings: readonly object[] } | undefined): {
  readonly valid: boolean;
  readonly findings: readonly string[];
} {
  const findings = (answer?.findings ?? []).map((finding) => JSON.stringify(finding));
  return { valid: answer?.valid === true, findings: findings.toSorted() };
}
