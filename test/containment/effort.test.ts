import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileGraph } from '../../src/containment/evaluate/compile-graph.ts';
import { createPlanner } from '../../src/containment/evaluate/plan.ts';
import { createQuickTest } from '../../src/containment/evaluate/quick/quick.ts';
import { Run } from '../../src/containment/evaluate/run.ts';
import { buildSchemaGraph } from '../../src/containment/resolve/graph.ts';
import { Effort, MAX_EFFORT } from '../../src/core/effort.ts';
import { RegistryError } from '../../src/core/errors.ts';
import { parseJson } from '../../src/core/json/parse.ts';
import type { ExactValue, JsonObject } from '../../src/core/json/value.ts';

const RUNS = Number(process.env['LAW_RUNS'] ?? 4);

/** A schema of size `n` and an event of size `m`, and what judging them takes at least. */
interface Family {
  readonly title: string;
  readonly schema: (n: number) => JsonObject;
  readonly event: (m: number, n: number) => string;
  /** Members, items, characters and digits looked at, each time that they are. */
  readonly work: (n: number, m: number) => number;
  readonly undeclared?: 'reject';
}

function many<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

function named<T>(count: number, name: (index: number) => string, make: (index: number) => T): Record<string, T> {
  return Object.fromEntries(many(count, (index) => [name(index), make(index)]));
}

const object = (m: number, last = ''): string => `{${many(m, (at) => `"k${at}":0`).join(',')}${last}}`;
const items = (m: number, item: string): string => `[${many(m, () => item).join(',')}]`;
const mixed = (m: number): string => many(m, (at) => 'ab'[((at * 2_654_435_761) >>> 7) & 1]).join('');

const FAMILIES: readonly Family[] = [
  {
    title: 'branches that count members',
    schema: (n) => ({ anyOf: many(n, (at) => ({ minProperties: 1_000_000 + at })) }),
    event: (m) => object(m),
    work: (n, m) => n + m,
  },
  {
    title: 'branches that fail at the last member',
    schema: (n) => ({ anyOf: many(n, (at) => ({ properties: { z: { const: `q${at}` } } })) }),
    event: (m) => object(m, ',"z":"no"'),
    work: (n, m) => n * m,
  },
  {
    title: 'branches that fail at the first name, of a list of all',
    schema: (n) => ({ anyOf: many(n, (at) => ({ propertyNames: { const: `x${at}` } })) }),
    event: (m) => object(m),
    work: (n, m) => n * m,
  },
  {
    title: 'division of a long number',
    schema: (n) => ({ anyOf: many(n, (at) => ({ multipleOf: 7 + 2 * at })) }),
    event: (m) => `${'7'.repeat(m)}.5`,
    work: (n, m) => (n * m) / 256,
  },
  {
    title: 'a long number in many lists',
    schema: (n) => ({ anyOf: many(n, (at) => ({ enum: [at, 'a'] })) }),
    event: (m) => `${'3'.repeat(m)}7`,
    work: (n, m) => (n * m) / 16,
  },
  {
    title: 'dependentRequired on each item',
    schema: (n) => ({
      items: {
        dependentRequired: named(
          n,
          (at) => `d${at}`,
          () => ['x'],
        ),
      },
    }),
    event: (m) => items(m, '{"a":0,"b":0}'),
    work: (n, m) => Math.min(n, 2) * m,
  },
  {
    title: 'dependentSchemas on each item',
    schema: (n) => ({
      items: {
        dependentSchemas: named(
          n,
          (at) => `d${at}`,
          () => ({ type: 'object' }),
        ),
      },
    }),
    event: (m) => items(m, '{"a":0,"b":0}'),
    work: (n, m) => Math.min(n, 2) * m,
  },
  {
    title: 'branches of many rules by name',
    schema: (n) => ({
      allOf: many(Math.min(n, 100), () => ({
        dependentSchemas: named(
          100,
          (at) => `d${at}`,
          () => ({}),
        ),
      })),
    }),
    event: (m) => object(m),
    work: (n, m) => m + Math.min(n, 100) * Math.min(100, m),
  },
  {
    title: 'patterns on a long name',
    schema: (n) => ({
      patternProperties: named(
        n,
        (at) => `^a*b${at}$`,
        () => ({}),
      ),
    }),
    event: (m) => `{"${'a'.repeat(m)}":1}`,
    work: (n, m) => (n * m) / 4,
  },
  {
    title: 'patterns that declare, on a long name',
    schema: (n) => ({
      patternProperties: named(
        n,
        (at) => `^a*b${at}$`,
        () => ({}),
      ),
      additionalProperties: { type: 'integer' },
    }),
    event: (m) => `{"${'a'.repeat(m)}":1}`,
    work: (n, m) => (n * m) / 4,
    undeclared: 'reject',
  },
  {
    title: 'allOf and not on each item',
    schema: (n) => ({ items: { allOf: many(n, () => ({ not: { type: 'string' } })) } }),
    event: (m) => items(m, '1'),
    work: (n, m) => 2 * n * m,
  },
  {
    title: 'if on each item',
    schema: (n) => ({ items: { allOf: many(n, () => ({ if: { type: 'string' }, else: { type: 'integer' } })) } }),
    event: (m) => items(m, '1'),
    work: (n, m) => 3 * n * m,
  },
  {
    title: 'an automaton with a new state for each character',
    schema: (n) => ({ pattern: `a[ab]{${n}}c` }),
    event: (m) => JSON.stringify(mixed(m)),
    work: (n, m) => (n > 20 ? (Math.min(n, m) * m) / 8 : m / 8),
  },
  {
    title: 'lookaround over a long text',
    schema: (n) => ({ pattern: `(?=a{${n}}b)c` }),
    event: (m) => JSON.stringify('a'.repeat(m)),
    work: (_, m) => 4 * m,
  },
  {
    title: 'repetitions too many to be written out',
    schema: (n) => ({ pattern: `^(a?){${5_000 + n}}a{60000}$` }),
    event: (m) => JSON.stringify('a'.repeat(m)),
    work: (_, m) => 8 * m,
  },
  {
    title: 'items of fewer members than a plan knows',
    schema: (n) => ({
      items: {
        properties: named(
          n,
          (at) => `p${at}`,
          () => ({}),
        ),
        unevaluatedProperties: true,
      },
    }),
    event: (m) => items(m, '{"p0":1}'),
    work: (_, m) => 8 * m,
  },
  {
    title: 'marks that are handed on',
    schema: (n) =>
      many(Math.min(n, 60), () => 0).reduce<JsonObject>((inner) => ({ allOf: [inner], unevaluatedProperties: true }), {
        patternProperties: { k: {} },
      }),
    event: (m) => object(m),
    work: (n, m) => Math.min(n, 60) * m,
  },
  {
    title: 'constants that are objects',
    schema: (n) => ({ anyOf: many(n, (at) => ({ const: { k0: 0, z: at } })) }),
    event: (m) => object(m),
    work: (n) => n,
  },
  {
    title: 'a long name in lists of objects',
    schema: (n) => ({ anyOf: many(n, (at) => ({ enum: [{ k: at }] })) }),
    event: (m) => `{"${'é'.repeat(m)}":1}`,
    work: (n, m) => (n * m) / 2,
  },
  { title: 'unique objects', schema: () => ({ uniqueItems: true }), event: (m) => items(m, '{"a":1,"b":2}'), work: (_, m) => 3 * m },
];

function outcomeOf(ask: () => boolean | undefined): string {
  try {
    return ask() === undefined ? 'given up' : 'answered';
  } catch (thrown) {
    return RegistryError.from(thrown).code;
  }
}

describe('what takes work is counted before, or as soon as, it is done', () => {
  for (const { title, schema, event, work, undeclared } of FAMILIES) {
    const sizes = fc.record({ n: fc.integer({ min: 1, max: 400 }), m: fc.integer({ min: 1, max: 8_000 }) });
    test(title, () => {
      fc.assert(
        fc.property(sizes, ({ n, m }) => {
          const text = event(m, n);
          fc.pre(text.length <= 200_000);
          for (const [who, ask] of Object.entries(judgesOf(schema(n), undeclared))) {
            const effort = new Effort(MAX_EFFORT);
            const outcome = outcomeOf(() => ask(parseJson(text), effort));
            expect([who, outcome === 'event_too_costly' || effort.spent >= work(n, m)]).toEqual([who, true]);
            expect(effort.spent).toBeLessThanOrEqual(MAX_EFFORT);
          }
        }),
        { numRuns: RUNS },
      );
    });
  }
});

type Ask = (instance: ExactValue, effort: Effort) => boolean | undefined;

/** The plan, the quick test, and both as the gate asks them, with reasons. */
function judgesOf(schema: JsonObject, undeclared: 'reject' | undefined): Readonly<Record<string, Ask>> {
  const graph = buildSchemaGraph({ schema, dialect: 'draft-2020-12' });
  const compiled = compileGraph(graph, undeclared === undefined ? {} : { undeclared });
  const whole: Ask = (instance, effort) => compiled.evaluate(instance, { effort }).valid;
  if (undeclared !== undefined) return { whole };
  const planner = createPlanner({ assertsFormats: false });
  const quick = createQuickTest(graph, planner);
  return { whole, plan: (instance, effort) => planner.planOf(graph.root).test(instance, new Run(effort), undefined), ...(quick && { quick }) };
}

const OFTEN: readonly (readonly [title: string, schema: JsonObject, event: string])[] = [
  ['more integers than the plan may look at', { items: { type: 'integer' } }, items(60_000, '7')],
  [
    'a recursion that nests deeper than is allowed',
    {
      $ref: '#/$defs/a',
      $defs: { a: { properties: { x: many(12, () => 0).reduce<JsonObject>((inner) => ({ allOf: [inner] }), { $ref: '#/$defs/a' }) } } },
    },
    `${'{"x":'.repeat(95)}1${'}'.repeat(95)}`,
  ],
  ['one below `unevaluated…`', nestedUnevaluated(), `${'{"x":'.repeat(95)}1${'}'.repeat(95)}`],
  ['an automaton that keeps what it made', { pattern: 'a[ab]{40}c' }, JSON.stringify(mixed(4_000))],
  [
    'many texts under one pattern',
    { items: { pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' } },
    items(10_000, '"2d0f6a1e-1d7c-4ab4-9d5b-0a3c1a7e2f11"'),
  ],
];

function nestedUnevaluated(): JsonObject {
  const inner = many(12, () => 0).reduce<JsonObject>((below) => ({ allOf: [below] }), { $ref: '#/$defs/a' });
  return { $ref: '#/$defs/a', $defs: { a: { properties: { x: inner }, unevaluatedProperties: true } } };
}

describe('the same event gets the same answer for the same effort, however often it is asked', () => {
  for (const [title, schema, event] of OFTEN) {
    test(title, () => {
      const compiled = compileGraph(buildSchemaGraph({ schema, dialect: 'draft-2020-12' }));
      const answers = many(10, (at) => {
        const effort = new Effort(MAX_EFFORT);
        const outcome = outcomeOf(() => compiled.evaluate(parseJson(event), { effort, maxFindings: 0 }).valid);
        // Another event in between leaves no trace.
        compiled.evaluate(
          many(50, () => 'ab'.repeat(at)),
          { maxFindings: 0 },
        );
        return `${outcome} ${effort.spent}`;
      });
      expect(new Set(answers).size).toBe(1);
    });
  }

  test('of texts at random, in any order, under patterns that make more states than are kept', () => {
    const texts = fc.array(fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 50, maxLength: 3_000 }), { minLength: 2, maxLength: 6 });
    fc.assert(
      fc.property(texts, fc.integer({ min: 20, max: 200 }), (all, length) => {
        const compiled = compileGraph(buildSchemaGraph({ schema: { items: { pattern: `a[ab]{${length}}c` } }, dialect: 'draft-2020-12' }));
        const ask = (value: ExactValue): number => {
          const effort = new Effort();
          compiled.evaluate(value, { effort, maxFindings: 0 });
          return effort.spent;
        };
        const first = all.map((text) => ask([text, text]));
        ask(all);
        expect(all.map((text) => ask([text, text]))).toEqual(first);
      }),
      { numRuns: 2 * RUNS },
    );
  });
});

describe('who is refused is told something, whatever is left for reasons', () => {
  const compiled = compileGraph(buildSchemaGraph({ schema: { items: { required: ['a'] } }, dialect: 'draft-2020-12' }));
  const rows: readonly (readonly [title: string, items: number, code: string])[] = [
    ['reasons are told', 10, 'required_missing'],
    ['to find one takes too long', 150_000, 'unexplained'],
  ];
  for (const [title, count, code] of rows) {
    test(title, () => {
      const { valid, findings } = compiled.evaluate(
        many(count, () => ({})),
        { effort: new Effort(MAX_EFFORT) },
      );
      expect([valid, findings[0]?.code]).toEqual([false, code]);
    });
  }
});
