import { expect, test } from 'vitest';
import { decideContainment } from '../../src/containment/index.ts';
import type { JsonValue } from '../../src/core/json/value.ts';
import type { Finding } from '../../src/core/verdict.ts';

interface Row extends Partial<Finding> {
  readonly title: string;
  readonly a: JsonValue;
  readonly b: JsonValue;
  readonly witness: JsonValue;
}

const text = { type: 'string' };
const rows: readonly Row[] = [
  {
    title: 'a member that became required',
    a: { type: 'object', properties: { currency: text } },
    b: { type: 'object', properties: { currency: text }, required: ['currency'] },
    witness: {},
    message: 'the reader requires "currency", which the writer may leave out',
    change: 'required added: currency',
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
    instancePointer: '/extra',
  },
  {
    title: 'a removed member of a closed reader',
    a: { type: 'object', properties: { a: text, b: text }, additionalProperties: false },
    b: { type: 'object', properties: { a: text }, additionalProperties: false },
    witness: { b: 'a' },
    change: 'property removed: b',
    message: 'the reader refuses the member "b", which the writer may send',
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
