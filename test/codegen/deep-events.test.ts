import { expect, test } from 'vitest';
import { compileSchema } from '../../src/containment/index.ts';
import type { JsonObject, JsonValue } from '../../src/core/json/value.ts';
import type { EventFinding } from '../../src/core/verdict.ts';
import { generate } from '../../src/codegen/index.ts';
import { load } from './folder.ts';

const next = { $ref: '#/$defs/n' };

/** A branch that has a member, and may go on. */
const having = (name: string): JsonObject => ({ properties: { next, [name]: { type: 'string' } }, required: [name] });

interface Row {
  readonly title: string;
  readonly node: JsonObject;
  readonly others?: JsonObject;
  /** One level more. */
  readonly around: (inner: JsonValue) => JsonValue;
  readonly valid: JsonValue;
  readonly invalid: JsonValue;
}

const member = (inner: JsonValue): JsonValue => ({ next: inner, a: 'x', b: 'y' });
const item = (inner: JsonValue): JsonValue => [inner];

/** Schemas whose ways into the same part of an event double at each level. */
const rows: readonly Row[] = [
  { title: 'anyOf', node: { anyOf: [having('a'), having('b')] }, around: member, valid: { a: 'x' }, invalid: { a: 1 } },
  { title: 'oneOf', node: { oneOf: [having('a'), having('c')] }, around: member, valid: { a: 'x' }, invalid: { a: 1 } },
  { title: 'allOf', node: { allOf: [having('a'), having('b')] }, around: member, valid: { a: 'x', b: 'x' }, invalid: { a: 1 } },
  // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
  { title: 'if', node: { if: having('a'), then: having('b'), else: having('c') }, around: member, valid: { a: 'x', b: 'x' }, invalid: {} },
  { title: 'not', node: { not: { not: having('a') }, properties: { next } }, around: member, valid: { a: 'x' }, invalid: {} },
  {
    title: 'dependent schemas',
    node: { dependentSchemas: { a: having('a'), b: having('b') } },
    around: member,
    valid: { a: 'x' },
    invalid: { a: 1 },
  },
  {
    title: 'unevaluated members',
    node: { anyOf: [having('a'), having('b')], unevaluatedProperties: false },
    around: member,
    valid: { a: 'x' },
    invalid: { a: 1, d: 1 },
  },
  {
    title: 'members by name and by pattern',
    node: { properties: { next }, patternProperties: { '^n': next }, required: ['a'] },
    around: member,
    valid: { a: 'x' },
    invalid: {},
  },
  {
    title: 'items',
    node: { anyOf: [{ type: 'array', items: next }, { type: 'array', contains: next, minItems: 1 }, { const: 7 }] },
    around: item,
    valid: 7,
    invalid: 8,
  },
  { title: 'contains', node: { items: next, contains: next }, around: item, valid: [1], invalid: [] },
  {
    title: 'through other definitions',
    node: { oneOf: [{ $ref: '#/$defs/b' }, { $ref: '#/$defs/c' }] },
    others: { b: having('a'), c: { ...having('c'), type: 'object' } },
    around: member,
    valid: { a: 'x' },
    invalid: { a: 1 },
  },
];

const schemaOf = ({ node, others }: Row): JsonObject => ({ title: 'Row', ...next, $defs: { n: node, ...others } });
const nested = ({ around }: Row, inner: JsonValue, depth: number): JsonValue =>
  Array.from({ length: depth }).reduce<JsonValue>((value) => around(value), inner);

for (const row of rows) {
  test(`what a deep event costs is linear in its depth: ${row.title}`, async () => {
    // Were it doubled at each level, this would not end.
    const { validateRow } = await load([{ schema: schemaOf(row) }]);
    expect(validateRow?.(nested(row, row.valid, 200)).valid).toBe(true);
    const answer = validateRow?.(nested(row, row.invalid, 200));
    expect([answer?.valid, (answer?.findings.length ?? 0) > 0]).toEqual([false, true]);
  });

  test(`what is told of an event is what the evaluator tells: ${row.title}`, async () => {
    const schema = schemaOf(row);
    const { validateRow } = await load([{ schema }]);
    const evaluator = compileSchema({ schema, dialect: 'draft-2020-12' });
    for (const depth of [0, 1, 2, 3]) {
      for (const inner of [row.valid, row.invalid]) {
        const event = nested(row, inner, depth);
        expect(factsOf(validateRow?.(event).findings ?? [])).toEqual(factsOf(evaluator.evaluate(event).findings));
      }
    }
  });

  test(`only what goes two ways into one part keeps what it found: ${row.title}`, async () => {
    expect(await keeps(schemaOf(row))).toBe(true);
  });
}

test('what nests deeper than is explained is told as a whole, where it begins', async () => {
  const node = { type: 'object', properties: { next }, required: ['a'] };
  const { validateRow } = await load([{ schema: { title: 'Row', ...next, $defs: { n: node } } }]);
  const deep = Array.from({ length: 3_000 }).reduce<JsonValue>((inner) => ({ next: inner, a: 'x' }), {});
  const answer = validateRow?.(deep);
  expect([answer?.valid, answer?.findings.map(({ code, instancePointer }) => `${code} ${instancePointer}`)]).toEqual([
    false,
    [`unexplained ${'/next'.repeat(100)}`],
  ]);
});

for (const [title, node] of [
  ['a list', { properties: { next }, required: ['a'] }],
  ['a tree', { properties: { left: next, right: next } }],
  ['a value of any kind', { anyOf: [{ type: 'array', items: next }, { type: 'object', additionalProperties: next }, { type: 'string' }] }],
] as const) {
  test(`only what goes two ways into one part keeps what it found: not ${title}`, async () => {
    expect(await keeps({ title: 'Row', ...next, $defs: { n: node } })).toBe(false);
  });
}

async function keeps(schema: JsonObject): Promise<boolean> {
  const files = await generate({ schemas: [{ schema }] });
  return files.some(({ path, text }) => path.endsWith('.validator.ts') && text.includes('kept('));
}

function factsOf(findings: readonly Pick<EventFinding, 'code' | 'instancePointer' | 'keywordLocation'>[]): readonly string[] {
  return findings.map(({ code, instancePointer, keywordLocation }) => `${code} ${instancePointer} ${keywordLocation}`).toSorted();
}
