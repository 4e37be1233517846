import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contains, evaluate } from '../../src/formats/json-schema/containment.ts';
import { lintPlaced } from '../../src/formats/json-schema/lint/lint-placed.ts';
import { lintSchema } from '../../src/formats/json-schema/lint/lint.ts';
import { parseSchema } from '../../src/formats/json-schema/parse-schema.ts';
import type { JsonObject } from '../../src/core/json/value.ts';

const DESCRIBED = { $schema: 'https://json-schema.org/draft/2020-12/schema', description: 'd' };
const D7 = { $schema: 'http://json-schema.org/draft-07/schema#', description: 'd' };
const described = { description: 'd' };

const CASES: readonly { title: string; schema: JsonObject; found: readonly string[] }[] = [
  {
    title: 'a typical contract',
    schema: { ...DESCRIBED, type: 'object', required: ['a'], properties: { a: { ...described, type: 'string' } } },
    found: [],
  },
  { title: 'an extension', schema: { ...DESCRIBED, 'x-sensitive': true }, found: [] },
  { title: 'a property called like a keyword misspelt', schema: { ...DESCRIBED, properties: { tpye: described } }, found: [] },
  { title: 'a keyword misspelt, deep', schema: { ...DESCRIBED, items: { requird: [] } }, found: ['unknown_keyword /items/requird'] },
  { title: 'nullable', schema: { ...DESCRIBED, type: 'string', nullable: true }, found: ['unknown_keyword /nullable'] },
  { title: 'a word called constructor', schema: { ...DESCRIBED, type: 'string', constructor: 1 }, found: ['unknown_keyword /constructor'] },
  { title: '$defs in draft-07', schema: { ...D7, type: 'string', $defs: {} }, found: ['other_dialect /$defs'] },
  { title: 'definitions in draft-07', schema: { ...D7, definitions: { a: {} } }, found: [] },
  { title: 'beside $ref in 2020-12', schema: { ...DESCRIBED, $ref: '#/$defs/a', minLength: 1, $defs: { a: {} } }, found: [] },
  { title: 'a description at the target', schema: { ...DESCRIBED, properties: { a: { $ref: '#/$defs/a' } }, $defs: { a: described } }, found: [] },
  {
    title: 'a description beside another branch',
    schema: { ...DESCRIBED, properties: { a: described }, anyOf: [{ properties: { a: { const: 1 } } }, true] },
    found: [],
  },
  {
    title: 'required by the parent of branches',
    schema: {
      ...DESCRIBED,
      required: ['a'],
      oneOf: [{ properties: { a: { ...described, const: 1 } } }, { properties: { a: { ...described, const: 2 } } }],
    },
    found: [],
  },
  { title: 'required by a pattern', schema: { ...DESCRIBED, required: ['x_1'], patternProperties: { '^x_': {} } }, found: [] },
  { title: 'required within if', schema: { ...DESCRIBED, if: { required: ['kind'] }, else: {} }, found: [] },
  {
    title: 'required nowhere declared',
    schema: { ...DESCRIBED, allOf: [{ required: ['kind'] }] },
    found: ['undeclared_required /allOf/0/required/0'],
  },
  {
    title: 'the innermost empty schema only',
    schema: { ...DESCRIBED, type: 'array', minItems: 1, items: { type: 'string', minLength: 2, maxLength: 1 } },
    found: ['empty_branch /items'],
  },
  { title: 'false, and not: {}', schema: { ...DESCRIBED, properties: { a: false, b: { ...described, not: {} } } }, found: [] },
  {
    title: 'a branch that the parent refuses',
    schema: { ...DESCRIBED, type: 'string', anyOf: [{ type: 'integer' }, { minLength: 1 }] },
    found: ['empty_branch /anyOf/0'],
  },
  {
    title: 'equal branches of oneOf',
    schema: { ...DESCRIBED, oneOf: [{ minimum: 1, type: 'number' }, { type: 'null' }, { minimum: 2, type: 'number' }] },
    found: ['empty_branch /oneOf/2'],
  },
  { title: 'a recursive list', schema: { ...DESCRIBED, type: 'object', properties: { next: { ...described, $ref: '#' } } }, found: [] },
  {
    title: 'a recursion without an end',
    schema: { ...DESCRIBED, type: 'object', required: ['next'], properties: { next: { ...described, $ref: '#' } } },
    found: ['empty_branch '],
  },
  { title: 'an example of a wrong type', schema: { ...DESCRIBED, type: 'string', examples: ['a', 1] }, found: ['invalid_example /examples/1'] },
  {
    title: 'a const too long',
    schema: { ...DESCRIBED, properties: { a: { ...described, const: 'abc', maxLength: 2 } } },
    found: ['enum_value_refused /properties/a/const', 'empty_branch /properties/a'],
  },
];
/** Each asks for the next twice, so its smallest value doubles with each level. */
function doubling(levels: number, last: JsonObject): JsonObject {
  const members = Array.from({ length: levels }, (_, level): [string, JsonObject] => {
    const next = { ...described, $ref: `#/$defs/a${level + 1}` };
    return [`a${level}`, { type: 'object', properties: { x: next, y: next }, required: ['x', 'y'] }];
  });
  return { ...DESCRIBED, $ref: '#/$defs/a0', $defs: { ...Object.fromEntries(members), [`a${levels}`]: last } };
}

test.each([
  ['nothing where the last has a value', { type: 'object' }, []],
  ['the last where it has none', { type: 'object', maxProperties: 0, minProperties: 1 }, ['empty_branch /$defs/a30']],
] as const)('a small schema whose smallest event doubles 30 times: %s', (_, last, found) => {
  expect(lint(doubling(30, last)).map(({ rule, pointer }) => `${rule} ${pointer}`)).toEqual(found);
});

for (const { title, schema, found } of CASES) {
  test(`${title}: ${found.length === 0 ? 'nothing' : found.join(', ')}`, () => {
    expect(lint(schema).map(({ rule, pointer }) => `${rule} ${pointer}`)).toEqual(found);
  });
}

test('what formats say counts where they are asserted', () => {
  const schema = { ...DESCRIBED, type: 'string', format: 'date', const: 'x' };
  const parsed = parseSchema({ schema });
  expect(lintSchema(parsed, { formats: 'assert' }).map(({ rule }) => rule)).toContain('enum_value_refused');
  expect(lintSchema(parsed).map(({ rule }) => rule)).toEqual([]);
});

const small = fc.record(
  {
    type: fc.constantFrom('string', 'integer', 'object'),
    minimum: fc.integer({ min: 0, max: 3 }),
    maximum: fc.integer({ min: 0, max: 3 }),
    minLength: fc.nat(2),
    maxLength: fc.nat(2),
    enum: fc.uniqueArray(fc.constantFrom('a', 'bb', 1, 2, null), { minLength: 1 }),
  },
  { requiredKeys: [] },
);

test('what is called empty is proved empty by a question to the engine, and no value of a list refutes it', () => {
  fc.assert(
    fc.property(small, (schema) => {
      const isCalledEmpty = lint({ ...DESCRIBED, properties: { a: { ...described, ...schema } } }).some(({ rule }) => rule === 'empty_branch');
      expect(isCalledEmpty).toBe(contains(schema, false).kind === 'contained');
    }),
  );
});

test('what enum_value_refused names, the evaluator refuses, and nothing else', () => {
  fc.assert(
    fc.property(small, ({ enum: values = ['a'], ...rest }) => {
      const refused = lint({ ...DESCRIBED, ...rest, enum: values }).flatMap(({ rule, pointer }) =>
        rule === 'enum_value_refused' ? [Number(pointer.slice('/enum/'.length))] : [],
      );
      expect(refused).toEqual(values.flatMap((value, index) => (evaluate(rest, value).valid ? [] : [index])));
    }),
  );
});

function lint(schema: JsonObject): ReturnType<typeof lintSchema> {
  return lintSchema(parseSchema({ schema }));
}

test('findings of a text are told in the order of their places, and those beyond the limit are counted', () => {
  const text = '{\n  "properties": {\n    "a": {},\n    "b": { "tpye": 1 }\n  }\n}';
  const options = { formats: 'annotate', isText: true, limit: 4 } as const;
  const { findings, more } = lintPlaced(parseSchema({ schema: text }), options);
  expect([findings.map(({ rule, line, column }) => `${rule} ${line}:${column}`), more]).toEqual([
    ['no_schema 1:1', 'missing_description 1:1', 'missing_description 3:10', 'unknown_keyword 4:20'],
    1,
  ]);
  const bare = lintPlaced(parseSchema({ schema: text }), { ...options, isText: false });
  expect([bare.findings.map(({ line }) => line), bare.more]).toEqual([[undefined, undefined, undefined, undefined], 1]);
});

const KIND = { kind: { ...described, const: 'a' } };
for (const { title, branches, remedy } of [
  {
    title: 'branches without it',
    branches: [{ properties: KIND }, { properties: { kind: described } }],
    remedy: /^give each branch the member with a "const"$/,
  },
  {
    title: 'branches with it, one by reference',
    branches: [{ properties: KIND }, { $ref: '#/$defs/b' }],
    remedy: /^remove it, .* each branch has the member/,
  },
]) {
  test(`what to do about a discriminator: ${title}`, () => {
    const $defs = { b: { allOf: [{ properties: { kind: { const: 'b' } } }] } };
    const schema = { ...DESCRIBED, discriminator: { propertyName: 'kind' }, oneOf: branches, $defs };
    const found = lintSchema(parseSchema({ schema: JSON.stringify(schema) })).filter(({ pointer }) => pointer === '/discriminator');
    expect(found.map((finding) => finding.remedy)).toEqual([expect.stringMatching(remedy)]);
  });
}
