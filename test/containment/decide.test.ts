import { describe, expect, test } from 'vitest';
import { decideContainment, ENGINE_VERSION, type ContainmentOptions, type Judge } from '../../src/containment/index.ts';
import { PROFILES } from '../../src/core/compatibility.ts';
import type { JsonObject, JsonValue } from '../../src/core/json/value.ts';
import type { Verdict } from '../../src/core/verdict.ts';
import { ajvJudge } from '../../src/formats/json-schema/ajv-judge.ts';

function decide(a: JsonValue, b: JsonValue, options?: ContainmentOptions): Verdict {
  return decideContainment({ schema: a, dialect: 'draft-2020-12' }, { schema: b, dialect: 'draft-2020-12' }, options);
}

/** Each asks for the next twice, so the smallest value doubles with each level. */
function doubling(levels: number, last: JsonObject): JsonObject {
  const members = Array.from({ length: levels }, (_, level): [string, JsonObject] => {
    const next = { $ref: `#/$defs/a${level + 1}` };
    return [`a${level}`, { type: 'object', properties: { x: next, y: next }, required: ['x', 'y'] }];
  });
  return { $ref: '#/$defs/a0', $defs: { ...Object.fromEntries(members), [`a${levels}`]: last } };
}

const undecided: readonly { title: string; verdict: () => Verdict; reason: object }[] = [
  {
    title: 'a reference that leads nowhere',
    verdict: () => decide({ $ref: 'other.json' }, {}),
    reason: { code: 'unresolved_ref', writerLocation: '' },
  },
  {
    title: 'a reference that leads nowhere, though both schemas are the same',
    verdict: () => decide({ $ref: 'other.json' }, { $ref: 'other.json' }),
    reason: { code: 'unresolved_ref' },
  },
  {
    title: 'the smallest event has more members than can be written',
    verdict: () => decide(doubling(40, { type: 'object' }), doubling(40, { type: 'object', required: ['z'] })),
    reason: { code: 'object_combinatorics' },
  },
  {
    title: 'too few steps',
    verdict: () =>
      decide(
        { type: 'object', properties: { a: { pattern: 'x' } } },
        { type: 'object', properties: { a: { pattern: 'x|x' } } },
        { limits: { goals: 1 } },
      ),
    reason: { code: 'budget_steps' },
  },
  {
    title: 'too few states',
    verdict: () =>
      decide({ type: 'string', pattern: '^(a|b)*a(a|b){9}$' }, { type: 'string', not: { pattern: '^(a|b)*b(a|b){8}a$' } }, { limits: { states: 3 } }),
    reason: { code: 'budget_states' },
  },
  {
    title: 'a pattern that automata do not take',
    verdict: () => decide({ type: 'string', pattern: '(a)\\1' }, { type: 'string', pattern: 'aa' }),
    reason: { code: 'regex_unsupported' },
  },
  {
    title: 'a format that no pattern describes',
    verdict: () => decide({ type: 'string', format: 'regex' }, { type: 'string', pattern: '^[^(]*$|[^(]' }, { formats: 'assert' }),
    reason: { code: 'format_function', message: expect.stringContaining('the format regex') },
  },
  {
    title: 'a place that is neither proved nor broken, with both locations',
    verdict: () => decide({ type: 'string', pattern: '^(a+)\\1$' }, { type: 'string', pattern: '^(a+)\\1$|^(b)\\2$' }),
    reason: { code: 'not_proved', writerLocation: '', readerLocation: '/pattern' },
  },
];

for (const { title, verdict, reason } of undecided) {
  test(`undecided: ${title}`, () =>
    expect(verdict()).toMatchObject({ kind: 'undecided', reasons: expect.arrayContaining([expect.objectContaining(reason)]) }));
}

test('undecided: the judges disagree about every candidate', () => {
  const acceptsAll: Judge = () => () => true;
  expect(decide({ type: 'integer' }, { type: 'string' }, { judge: acceptsAll })).toMatchObject({
    kind: 'undecided',
    reasons: [{ code: 'judge_disagreement' }, { code: 'not_proved' }],
  });
});

const vouching: readonly { title: string; a: JsonValue; judge: Judge | null; judges: readonly string[] }[] = [
  { title: 'the evaluator and ajv', a: { type: 'integer' }, judge: ajvJudge, judges: ['evaluator', 'ajv'] },
  { title: 'the evaluator alone on demand', a: { type: 'integer' }, judge: null, judges: ['evaluator'] },
  {
    title: 'the evaluator, and ajv for the side it can judge',
    a: { type: 'integer', unevaluatedItems: false },
    judge: ajvJudge,
    judges: ['evaluator', 'ajv (reader only)'],
  },
];

for (const { title, a, judge, judges } of vouching) {
  test(`who vouches for a witness: ${title}`, () => {
    expect(decide(a, { type: 'string' }, { judge }).stats).toMatchObject({ stage: 'falsifier', judges, engine: ENGINE_VERSION });
  });
}

test('a witness stays within the limit of its size', () => {
  const long = { type: 'string', minLength: 500 };
  expect(decide(long, { type: 'integer' }, { limits: { witnessBytes: 100 } }).kind).toBe('undecided');
  expect(decide(long, { type: 'integer' }).kind).toBe('not_contained');
});

test('narrowed compares both sides with declared members only', () => {
  const [one, two] = [
    { type: 'object', properties: { a: {} } },
    { type: 'object', properties: { a: {}, b: {} } },
  ];
  const kinds = [decide(one, two, { question: 'narrowed' }), decide(two, one, { question: 'narrowed' })].map(({ kind }) => kind);
  expect(kinds).toEqual(['contained', 'not_contained']);
});

test('deep schemas end without overflowing the stack', () => {
  const nested = (depth: number, type: string): JsonValue => (depth === 0 ? { type } : { properties: { a: nested(depth - 1, type) } });
  expect(decide(nested(150, 'integer'), nested(150, 'number')).kind).toBe('contained');
  const chain = (type: string): JsonValue => ({
    $ref: '#/$defs/d0',
    $defs: Object.fromEntries(
      Array.from({ length: 3_000 }, (_, index) => [
        `d${index}`,
        index === 2_999 ? { type } : { properties: { a: { $ref: `#/$defs/d${index + 1}` } } },
      ]),
    ),
  });
  expect(decide(chain('integer'), chain('number')).kind).toBe('undecided');
});

test('a break is explained where a subschema by itself would lead back to itself, and in its place does not', () => {
  const ends = { $dynamicAnchor: 'leaf', type: 'string' };
  const turns = { $dynamicAnchor: 'leaf', oneOf: [{ $dynamicRef: '#leaf' }, { type: 'null' }] };
  const inner = { $id: 'http://e/inner', properties: { a: { $dynamicRef: '#leaf' } }, required: ['a'], $defs: { turns } };
  const outer = { $id: 'http://e/outer', required: ['c'], properties: { c: { type: 'object', $ref: 'inner' } }, $defs: { ends, inner } };
  const verdict = decide({ type: 'object', ...outer }, { properties: { c: { properties: { a: { type: 'integer' } } } } });
  expect(verdict).toMatchObject({ kind: 'not_contained', witness: { c: { a: 'a' } }, findings: [{ keyword: 'type' }] });
});

/** Branches that may overlap, at any depth: to prove them by their parts takes thousands of steps. */
function rules(details: JsonObject, name = 'rule'): JsonObject {
  const rule = { $ref: `#/$defs/${name}` };
  const branch = (word: string, of: JsonObject): JsonObject => ({ type: 'object', required: [word], properties: { [word]: of } });
  const list = { type: 'array', items: rule };
  const oneOf = [branch('all', list), branch('any', list), branch('not', rule), branch('field', { type: 'string' })];
  return { ...rule, $defs: { [name]: { ...details, oneOf } } };
}

const alike: readonly { readonly title: string; readonly a: JsonValue; readonly b: JsonValue }[] = [
  { title: 'but for a description', a: rules({}), b: rules({ description: 'One rule.' }) },
  { title: 'but for the name of a definition', a: rules({}), b: rules({}, 'condition') },
  {
    title: 'and are entered at another place',
    a: { properties: { first: { $ref: '#/$defs/rule' }, second: { $ref: '#/$defs/rule/oneOf/0' } }, $defs: rules({})['$defs'] as JsonObject },
    b: { properties: { second: { $ref: '#/$defs/rule/oneOf/0' }, first: { $ref: '#/$defs/rule' } }, $defs: rules({})['$defs'] as JsonObject },
  },
];

for (const { title, a, b } of alike) {
  for (const profile of PROFILES) {
    test(`schemas that contain themselves and say the same ${title} are one: ${profile}`, () => {
      expect(decide(a, b, { profile, limits: { goals: 100 } })).toMatchObject({ kind: 'contained', stats: { stage: 'prover' } });
    });
  }
}

test('what contains itself and says the same is told from what is written alike and leads elsewhere', () => {
  const list = (item: JsonValue): JsonValue => ({
    $ref: '#/$defs/list',
    $defs: { item, list: { oneOf: [{ type: 'array', items: { $ref: '#/$defs/list' } }, { $ref: '#/$defs/item' }] } },
  });
  expect(decide(list({ type: 'string' }), list({ type: 'integer' }))).toMatchObject({ kind: 'not_contained' });
  expect(decide(list({ type: 'integer' }), list({ type: 'number' })).kind).toBe('contained');
});

test('a reason names the place in the reader also where the writer says the same elsewhere', () => {
  const named = (pattern: string): JsonObject => ({ type: 'object', properties: { name: { pattern } } });
  const recursive = { item: named('(a)\\1'), list: { items: { anyOf: [{ $ref: '#/$defs/list' }, { $ref: '#/$defs/item' }] } } };
  const reader = { properties: { first: { $ref: '#/$defs/item' }, rest: { $ref: '#/$defs/list' } }, $defs: recursive };
  const writer = { ...reader, properties: { first: named('aa'), rest: { $ref: '#/$defs/list' } } };
  expect(decide(writer, reader)).toMatchObject({
    kind: 'undecided',
    reasons: expect.arrayContaining([
      expect.objectContaining({
        code: 'not_proved',
        writerLocation: '/properties/first/properties/name/pattern',
        readerLocation: '/$defs/item/properties/name/pattern',
      }),
    ]) as unknown,
  });
});

test('a reader in a document that is named by a path is loosened as well', () => {
  const documents = { '/common.json': { schema: { properties: { a: {} }, additionalProperties: false }, dialect: 'draft-2020-12' } } as const;
  const verdict = decideContainment(
    { schema: { type: 'object', properties: { a: {}, b: {} }, required: ['b'] }, dialect: 'draft-2020-12' },
    { schema: { $ref: '/common.json', maxProperties: 1 }, dialect: 'draft-2020-12', documents },
    { profile: 'tolerant' },
  );
  expect(verdict).toMatchObject({ kind: 'not_contained', findings: [{ keyword: 'maxProperties' }] });
});

test.each([
  ['minItems', 'maxItems', 'array'],
  ['minProperties', 'maxProperties', 'object'],
])('%s and %s beyond what doubles count are not rounded', (min, max, type) => {
  expect(decide({ type, [min]: 2 ** 53 }, { not: { [max]: 2 ** 53 } }).kind).toBe('undecided');
});

test('a way back in place is found also where a part of it was read for the value of a member', () => {
  // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
  const back = { dependentSchemas: { c: { if: { $dynamicRef: '#node' }, then: { enum: [] } } } };
  const q = { $id: 'q', $dynamicAnchor: 'node', oneOf: [back], properties: { b: { not: { unevaluatedProperties: true, oneOf: [{ $ref: 'q' }] } } } };
  const writer = { anyOf: [{ $dynamicRef: 'q#node' }], $defs: { q } };
  const p = { $id: 'p', unevaluatedItems: { if: { contains: true }, else: { $dynamicRef: 'q#node' } } };
  const reader = { anyOf: [{ $ref: 'p' }], $defs: { p, q: { $id: 'q', $dynamicAnchor: 'node', items: { enum: [] } } } };
  expect(decide(writer, reader).kind).toBe('contained');
  expect(decide(writer, { type: 'array' }).kind).toBe('not_contained');
  expect(decide(writer, { ...reader, maxProperties: 5 }).kind).not.toBe('contained');
});

test('a chain of references that is too deep to be judged leaves the question undecided', () => {
  const chain = (type: string): JsonValue => ({
    $ref: '#/$defs/d0',
    $defs: Object.fromEntries(
      Array.from({ length: 2_000 }, (_, index) => [`d${index}`, index === 1_999 ? { type } : { $ref: `#/$defs/d${index + 1}` }]),
    ),
  });
  expect(decide(chain('integer'), chain('string')).kind).toBe('undecided');
  expect(decide(chain('integer'), chain('number'), { certificate: true }).kind).not.toBe('not_contained');
});

describe('long lists of values', () => {
  const listed = (at: number): JsonObject => ({ enum: Array.from({ length: 500 }, (_, index) => `v${at}-${index}`) });
  const branches = Array.from({ length: 60 }, (_, at) => listed(at));

  test('what they take is counted', () => {
    const limits = { goals: 1_000 };
    const ask = (values: readonly JsonObject[]): string => decide({ anyOf: values }, { oneOf: values.toReversed() }, { limits }).kind;
    expect([ask(branches.slice(0, 10)), ask(branches)]).toEqual(['contained', 'undecided']);
  });
  test('branches that list other values are exclusive, however many', () => {
    const values = Array.from({ length: 100 }, (_, at) => listed(at));
    expect(decide({ anyOf: values }, { oneOf: values.toReversed() }).kind).toBe('contained');
  });
  test('a branch that lists a value of another is not', () => {
    const twice = [...branches, { enum: ['new', 'v0-0'] }];
    expect(decide({ anyOf: twice }, { oneOf: twice })).toMatchObject({ kind: 'not_contained', witness: 'v0-0' });
  });
  test('1 and 1.0 are one value, 1 and "1" are two', () => {
    const lists = (values: readonly JsonValue[]): JsonValue[] => Array.from({ length: 10 }, (_, index) => index + 10).concat(values as number[]);
    expect(decide({ enum: lists([1, { a: 1 }]) }, { enum: lists([1.0, { a: 1.0 }]) }).kind).toBe('contained');
    expect(decide({ enum: lists([1, { a: 1 }]) }, { enum: lists(['1', '{"a":1}']) })).toMatchObject({ kind: 'not_contained' });
  });
});

/** A reference object or a schema that leads back to itself in many members, as OpenAPI and AsyncAPI have it. */
function referenceOrSchema(members: number, format: JsonValue): JsonObject {
  const node = { $ref: '#/$defs/node' };
  return {
    type: 'object',
    properties: { key: { oneOf: [{ $ref: '#/$defs/reference' }, node] } },
    $defs: {
      reference: { type: 'object', required: ['$ref'], properties: { $ref: { type: 'string' } } },
      node: {
        type: ['object', 'boolean'],
        properties: {
          format,
          all: { type: 'array', items: node },
          ...Object.fromEntries(Array.from({ length: members }, (_, at) => [`m${at}`, node])),
        },
      },
    },
  };
}

test('a oneOf of a reference and a recursive schema takes steps by its members, not by their ways to each other', () => {
  const [few, many] = [10, 20].map((members) =>
    decide(referenceOrSchema(members, { type: 'string' }), referenceOrSchema(members, { type: ['string', 'null'] }), { profile: 'declared' }),
  );
  expect([few?.kind, many?.kind]).toEqual(['not_contained', 'not_contained']);
  expect((many?.stats.steps ?? Infinity) / (few?.stats.steps ?? 0)).toBeLessThan(4);
});

test('an event that the solver has found is not lost where more of them take too many steps', () => {
  const [writer, reader] = [{ type: 'string' }, { type: ['string', 'null'] }].map((format) => referenceOrSchema(1, format));
  // Enough for the first of them, and for no more.
  expect(decide(writer as JsonObject, reader as JsonObject, { limits: { goals: 360 } }).kind).toBe('not_contained');
});

/** A value, a list, or an object with one of so many operators, as JsonLogic has it. */
function operations(operators: number): JsonObject {
  const rule = { $ref: '#/$defs/rule' };
  const operation = (name: string): JsonObject => ({
    type: 'object',
    properties: { [name]: { anyOf: [rule, { type: 'array', minItems: 1, maxItems: 3, items: rule }] } },
    required: [name],
    additionalProperties: false,
  });
  const values = [{ type: ['string', 'number', 'boolean', 'null'] }, { type: 'array', items: rule }];
  return { ...rule, $defs: { rule: { anyOf: [...values, ...Array.from({ length: operators }, (_, at) => operation(`op${at}`))] } } };
}

describe('closed branches of a recursion that a tolerant reader opens', () => {
  test('are told apart by what they require, in no more steps than closed ones', () => {
    const [declared, tolerant] = (['declared', 'tolerant'] as const).map((profile) => decide(operations(12), operations(13), { profile }));
    expect([declared?.kind, tolerant?.kind]).toEqual(['contained', 'contained']);
    expect((tolerant?.stats.steps ?? Infinity) / (declared?.stats.steps ?? 0)).toBeLessThan(2);
  });

  test('do not hide one that the reader has not', () =>
    expect(decide(operations(10), operations(9), { profile: 'tolerant' }).kind).toBe('not_contained'));
});

for (const profile of ['strict', 'declared', 'tolerant'] as const) {
  test(`an operator that the reader has not is found among twenty-one, ${profile}`, () =>
    expect(decide(operations(21), operations(20), { profile })).toMatchObject({
      kind: 'not_contained',
      witness: [{ op20: expect.anything() as unknown }],
    }));
}
