import { expect, test } from 'vitest';
import { decideContainment } from '../../src/containment/index.ts';
import type { JsonObject, JsonValue } from '../../src/core/json/value.ts';
import type { Finding } from '../../src/core/verdict.ts';

interface Row extends Partial<Finding> {
  readonly title: string;
  readonly a: JsonValue;
  readonly b: JsonValue;
  readonly witness: JsonValue;
}

const text = { type: 'string' };

/** An event that is told from others by its `action`. */
function branchOf(action: string, required: readonly string[], properties: JsonObject = {}): JsonValue {
  return {
    type: 'object',
    properties: { action: { const: action }, issue: {}, more: {}, ...properties },
    required: ['action', ...required],
    additionalProperties: false,
  };
}

/** An object whose `metadata` have an `id` of one of these schemas, below another union. */
function inUnion(ids: readonly JsonValue[]): JsonValue {
  const item = { type: 'object', properties: { id: { oneOf: ids } }, required: ['id'] };
  return { type: 'object', properties: { metadata: { type: 'array', items: { oneOf: [item, { type: 'null' }] } } } };
}

/** A closed object whose members are integers with names of a pattern. */
function bays(pattern: string, others: JsonObject = {}): JsonObject {
  return { type: 'object', patternProperties: { [pattern]: { type: 'integer' } }, additionalProperties: false, ...others };
}

const rows: readonly Row[] = [
  {
    title: 'a member that became required',
    a: { type: 'object', properties: { currency: text } },
    b: { type: 'object', properties: { currency: text }, required: ['currency'] },
    witness: {},
    message: 'the reader requires "currency", which the writer may leave out',
    change: 'required added: currency',
    remedy: 'make "currency" optional in the reader or required in the writer, whichever is new; or release as breaking (a new line)',
    instancePointer: '',
    keyword: 'required',
    readerLocation: '/required',
  },
  {
    title: 'a lost value of an enum',
    a: { properties: { tier: { enum: ['silver', 'gold'] } } },
    b: { properties: { tier: { enum: ['silver'] } } },
    witness: { tier: 'gold' },
    message: 'the reader does not know "gold", which the writer may send',
    change: 'enum lost "gold"',
    instancePointer: '/tier',
    writerLocation: '/properties/tier/enum',
    readerLocation: '/properties/tier/enum',
  },
  {
    title: 'a tighter bound',
    a: { type: 'string', maxLength: 64 },
    b: { type: 'string', maxLength: 2 },
    witness: 'abc',
    change: 'maxLength 64 → 2',
    writerLocation: '/maxLength',
  },
  { title: 'a lost null', a: { type: ['integer', 'null'] }, b: { type: 'integer' }, witness: null, change: 'type integer|null → integer' },
  {
    title: 'closed content',
    a: { type: 'object', properties: { a: text } },
    b: { type: 'object', properties: { a: text }, additionalProperties: false },
    witness: { extra: {} },
    change: 'closed: additionalProperties absent → false',
    remedy: 'let the reader ignore members it does not know',
    instancePointer: '/extra',
  },
  {
    title: 'a removed member of a closed reader',
    a: { type: 'object', properties: { a: text, b: text }, additionalProperties: false },
    b: { type: 'object', properties: { a: text }, additionalProperties: false },
    witness: { b: 'a' },
    change: 'property of the writer only: b',
    message: 'the reader refuses the member "b", which the writer may send',
  },
  {
    title: 'the pattern that takes the member in a closed writer, and the one that does not in the reader',
    a: bays('^bay-[0-9]{1,4}$', { examples: [{ 'bay-0090': 1 }] }),
    b: bays('^bay-[0-9]{1,2}$'),
    witness: { 'bay-0090': 1 },
    message: 'the reader refuses the member "bay-0090", which the writer may send, since the name matches ^bay-[0-9]{1,4}$',
    change: 'patternProperties ^bay-[0-9]{1,4}$ → ^bay-[0-9]{1,2}$',
    remedy:
      'let patternProperties of the reader take the names that match ^bay-[0-9]{1,4}$ or those of the writer take fewer, whichever is new; or let the reader ignore members it does not know (additionalProperties: true)',
    instancePointer: '/bay-0090',
    keyword: 'additionalProperties',
    writerLocation: '/patternProperties/^bay-[0-9]{1,4}$',
    readerLocation: '/additionalProperties',
  },
  {
    title: 'a pattern that only the writer has',
    a: { allOf: [bays('^x/', { examples: [{ 'x/': 1 }] })] },
    b: { type: 'object', properties: { a: text }, unevaluatedProperties: false },
    witness: { 'x/': 1 },
    change: 'pattern of the writer only: ^x/',
    writerLocation: '/allOf/0/patternProperties/^x~1',
  },
  {
    title: 'the pattern that was changed among those that both have',
    a: { ...bays('^a'), patternProperties: { '^x': true, '^y/': true }, propertyNames: { const: 'x' }, minProperties: 1 },
    b: { ...bays('^a'), patternProperties: { '^xx': true, '^y/': true } },
    witness: { x: {} },
    change: 'patternProperties ^x → ^xx',
    writerLocation: '/patternProperties/^x',
  },
  {
    title: 'none of several patterns of the reader as the one that was changed',
    a: bays('^x', { examples: [{ x: 1 }] }),
    b: { ...bays('^xy'), patternProperties: { '^xy': true, '^xz': true } },
    witness: { x: 1 },
    change: 'pattern of the writer only: ^x',
  },
  {
    title: 'the pattern by which a member is allowed that the reader forbids',
    a: bays('^x$', { minProperties: 1 }),
    b: { properties: { x: false } },
    witness: { x: 0 },
    code: 'property_forbidden',
    writerLocation: '/patternProperties/^x$',
  },
  {
    title: 'no change of what is closed on both sides',
    a: {
      type: 'object',
      anyOf: [{ additionalProperties: { type: 'integer' } }],
      unevaluatedProperties: false,
      propertyNames: { const: 'x' },
      minProperties: 1,
    },
    b: { type: 'object', unevaluatedProperties: false },
    witness: { x: 0 },
    change: 'member of the writer only: x',
    writerLocation: '/anyOf/0/additionalProperties',
  },
  {
    title: 'a place below references and arrays',
    a: { type: 'array', items: { $ref: '#/$defs/line' }, $defs: { line: { type: 'object', properties: { count: { type: 'number' } } } } },
    b: { type: 'array', items: { $ref: '#/$defs/row' }, $defs: { row: { type: 'object', properties: { count: { type: 'integer' } } } } },
    witness: [{ count: 0.5 }],
    change: 'type number → integer',
    instancePointer: '/0/count',
    writerLocation: '/$defs/line/properties/count/type',
    readerLocation: '/$defs/row/properties/count/type',
  },
  {
    title: 'the branch that was meant, not the union',
    a: { type: 'object', required: ['kind'], properties: { kind: { const: 'a' }, x: { type: 'number' } } },
    b: { oneOf: [{ type: 'object', required: ['kind'], properties: { kind: { const: 'a' }, x: { type: 'integer' } } }, { type: 'null' }] },
    witness: { kind: 'a', x: 0.5 },
    keyword: 'type',
    readerLocation: '/oneOf/0/properties/x/type',
  },
  {
    title: 'branches of oneOf that overlap',
    a: { type: 'integer', examples: [10] },
    b: { oneOf: [{ type: 'integer' }, { minimum: 5 }] },
    witness: 10,
    code: 'one_of_ambiguous',
    message: 'the reader takes exactly one branch of oneOf; the event fits branches 0 and 1',
    remedy: 'make the branches of the reader exclusive, or use anyOf',
  },
  {
    title: 'a free string that became an enum',
    a: { properties: { size: text } },
    b: { properties: { size: { enum: ['small', 'large'] } } },
    witness: { size: 'a' },
    message: 'the reader takes only 2 listed values; the writer may send any string',
    change: 'string → enum "small", "large"',
    remedy: 'drop the enum in the reader or give the writer the same one, whichever is new',
    writerLocation: '/properties/size',
  },
  {
    title: 'a free string that became one of many values',
    a: text,
    b: { enum: Array.from({ length: 40 }, (_, index) => `v${index}`) },
    witness: 'a',
    message: 'the reader takes only 40 listed values; the writer may send any string',
    change: 'string → enum of 40 values',
  },
  {
    title: 'a restricted string that became an enum',
    a: { type: 'string', pattern: '^x$' },
    b: { enum: ['y', 'z'] },
    witness: 'x',
    message: 'the reader takes only 2 listed values; the writer may send "x"',
  },
  {
    title: 'a boolean of which one is left',
    a: { type: 'boolean' },
    b: { const: false },
    witness: true,
    message: 'the reader takes only false here; the writer may send true',
    change: 'boolean → const false',
  },
  {
    title: 'the branch of the writer that the event is of',
    a: { oneOf: [branchOf('assigned', ['issue']), branchOf('demilestoned', [])] },
    b: { oneOf: [branchOf('assigned', ['issue']), branchOf('demilestoned', ['issue'])] },
    witness: { action: 'demilestoned' },
    writerLocation: '/oneOf/1/required',
    readerLocation: '/oneOf/1/required',
    change: 'required added: issue',
  },
  {
    title: 'the values that are lost in the branch of the writer',
    a: { oneOf: [branchOf('a', [], { tier: { enum: ['x', 'y'] } }), branchOf('b', [], { tier: { enum: ['z'] } })] },
    b: { oneOf: [branchOf('a', [], { tier: { enum: ['x'] } }), branchOf('b', [], { tier: { enum: ['z'] } })] },
    witness: { action: 'a', tier: 'y' },
    change: 'enum lost "y"',
  },
  {
    title: 'the value that no branch of the reader takes',
    a: { oneOf: [branchOf('completed', []), branchOf('started', []), branchOf('queued', [])] },
    b: { oneOf: [branchOf('completed', []), branchOf('queued', [])] },
    witness: { action: 'started' },
    code: 'discriminator_unmatched',
    message: 'the reader has no branch that takes action "started", which the writer may send',
    change: 'oneOf lost the branch for action "started"',
    remedy: 'give the reader a branch for "started" or let the writer not send it, whichever is new',
    instancePointer: '/action',
    keyword: 'oneOf',
    writerLocation: '/oneOf/1/properties/action/const',
    readerLocation: '/oneOf',
  },
  {
    title: 'the innermost of nested unions',
    a: { oneOf: [inUnion([text, { type: 'integer' }, { type: 'object' }])] },
    b: { oneOf: [inUnion([text, { type: 'integer' }])] },
    witness: { metadata: [{ id: {} }] },
    message: 'the reader takes string or integer here; the writer may send an object',
    change: 'type object|string|integer → string|integer',
    instancePointer: '/metadata/0/id',
    readerLocation: '/oneOf/0/properties/metadata/items/oneOf/0/properties/id/oneOf',
  },
  {
    title: 'the rule for names',
    a: { type: 'object', additionalProperties: text, examples: [{ extra: '' }] },
    b: { type: 'object', propertyNames: { pattern: '^a' } },
    witness: { extra: '' },
    message: 'the reader refuses the name "extra": names must match ^a',
    change: 'propertyNames absent → {"pattern":"^a"}',
  },
  {
    title: 'a rule for names that no name fits',
    a: { type: 'object', additionalProperties: text, examples: [{ extra: '' }] },
    b: { type: 'object', propertyNames: { type: 'integer' } },
    witness: { extra: '' },
    message: 'the reader refuses the name "extra": names must be valid under {"type":"integer"}',
  },
  {
    title: 'the member of the writer though its name is a number and it also speaks of items',
    a: { type: 'object', items: { type: 'string' }, properties: { 0: { type: 'number', title: 'zero' } }, required: ['0'] },
    b: { properties: { 0: { type: 'integer' } } },
    witness: { 0: 0.5 },
    change: 'type number → integer',
    writerLocation: '/properties/0/type',
  },
  {
    title: 'the item of the writer, not what additionalItems without a list would say',
    a: { $schema: 'http://json-schema.org/draft-07/schema#', type: 'array', additionalItems: { type: 'string' }, minItems: 1, maxItems: 1 },
    b: { items: { type: 'integer' } },
    witness: [{}],
    change: 'type any type → integer',
  },
  {
    title: 'a member that another asks for',
    a: { type: 'object', properties: { a: text, b: text } },
    b: { type: 'object', properties: { a: text, b: text }, dependentRequired: { a: ['b'] } },
    witness: { a: 'a' },
    message: 'the reader requires "b" beside "a", which the writer may leave out',
  },
  {
    title: 'what not refuses',
    a: text,
    b: { not: { const: 'a' } },
    witness: 'a',
    message: 'the reader refuses what is valid under its "not"; the writer may send "a"',
  },
  {
    title: 'a forbidden member',
    a: { type: 'object', properties: { a: text }, required: ['a'] },
    b: { type: 'object', properties: { a: false } },
    witness: { a: 'a' },
    message: 'the reader forbids the member "a", which the writer may send',
    writerLocation: '/properties/a',
    readerLocation: '/properties/a',
  },
  {
    title: 'a size in words',
    a: { type: 'array' },
    b: { type: 'array', minItems: 1 },
    witness: [],
    message: 'the reader takes only arrays of at least 1 item; the writer may send an empty array',
    change: 'minItems absent → 1',
  },
  {
    title: 'a pattern in words',
    a: { type: 'string', examples: ['b'] },
    b: { type: 'string', pattern: '^a' },
    witness: 'b',
    message: 'the reader takes only strings that match ^a; the writer may send "b"',
  },
  {
    title: 'the example of the writer',
    a: { type: 'number', examples: [9.5] },
    b: { type: 'integer' },
    witness: 9.5,
    change: 'type number → integer',
  },
];

for (const { title, a, b, witness, ...expected } of rows) {
  test(`the finding names ${title}`, () => {
    const verdict = decideContainment({ schema: a, dialect: 'draft-2020-12' }, { schema: b, dialect: 'draft-2020-12' });
    expect(verdict).toMatchObject({ kind: 'not_contained', witness, minimal: true, findings: [expected] });
  });
}

test('every independent break has its finding, each with its own witness', () => {
  const a = { type: 'object', properties: { a: text, b: { type: 'number' }, c: { enum: [1, 2] } } };
  const b = { type: 'object', properties: { a: { type: 'string', maxLength: 3 }, b: { type: 'integer' }, c: { enum: [1] } }, required: ['d'] };
  const verdict = decideContainment({ schema: a, dialect: 'draft-2020-12' }, { schema: b, dialect: 'draft-2020-12' }, { profile: 'declared' });
  const findings = verdict.kind === 'not_contained' ? verdict.findings : [];
  expect(new Set(findings.map(({ change }) => change))).toEqual(
    new Set(['enum lost 2', 'maxLength absent → 3', 'required added: d', 'type number → integer']),
  );
  expect(findings.slice(1).every((finding) => finding.witness !== undefined)).toBe(true);
});

test('at most ten findings are given', () => {
  const names = Array.from({ length: 30 }, (_, index) => `m${index}`);
  const members = (type: string): JsonValue => ({ type: 'object', properties: Object.fromEntries(names.map((name) => [name, { type }])) });
  const verdict = decideContainment(
    { schema: members('number'), dialect: 'draft-2020-12' },
    { schema: members('integer'), dialect: 'draft-2020-12' },
  );
  expect(verdict).toMatchObject({ kind: 'not_contained', findings: Array.from({ length: 10 }, () => ({ change: 'type number → integer' })) });
});

const opaque = [
  { title: 'a back reference', pattern: '(a|b)foo\\1', says: 'a back reference' },
  { title: 'a back reference beside a lookbehind', pattern: '(?<=(a))foo\\1', says: 'a back reference' },
] as const;

for (const { title, pattern, says } of opaque) {
  test(`the first reason names ${title} and its place`, () => {
    const verdict = decideContainment(
      { schema: { properties: { name: { type: 'string', pattern } } }, dialect: 'draft-2020-12' },
      { schema: { properties: { name: { type: 'string', pattern: 'foo' } } }, dialect: 'draft-2020-12' },
      { profile: 'declared' },
    );
    const message: unknown = expect.stringContaining(`the pattern ${JSON.stringify(pattern)} has ${says}, so`);
    expect(verdict.kind === 'undecided' && verdict.reasons[0]).toEqual({
      code: 'regex_unsupported',
      message,
      writerLocation: '/properties/name/pattern',
    });
  });
}

test('a pattern that nests too deep to be read is named as that', () => {
  const pattern = `${'('.repeat(3_000)}a${')'.repeat(3_000)}\\b`;
  const verdict = decideContainment(
    { schema: { type: 'string', pattern }, dialect: 'draft-2020-12' },
    { schema: { pattern: 'a|b\\b' }, dialect: 'draft-2020-12' },
  );
  const message: unknown = expect.stringContaining('has groups nested too deep');
  expect(verdict.kind === 'undecided' && verdict.reasons[0]).toEqual({ code: 'regex_unsupported', message, writerLocation: '/pattern' });
});
