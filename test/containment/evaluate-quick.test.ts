import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createPlanner } from '../../src/containment/evaluate/plan.ts';
import { createQuickTest } from '../../src/containment/evaluate/quick/quick.ts';
import { Run } from '../../src/containment/evaluate/run.ts';
import { buildSchemaGraph } from '../../src/containment/resolve/graph.ts';
import { Effort } from '../../src/core/effort.ts';
import { Decimal } from '../../src/core/json/decimal.ts';
import type { ExactValue, JsonValue } from '../../src/core/json/value.ts';
import type { SchemaDocument } from '../../src/core/schema-document.ts';
import { FOLDERS, readGroups, readRemotes, SUITE, testFiles } from '../conformance/json-schema-suite.ts';
import { arraySchemas, instances, logicSchemas, objectSchemas, recursiveSchemas, schemas } from './laws-generator.ts';

interface Judges {
  readonly plan: (instance: ExactValue) => boolean;
  /** Undefined where the graph is not for it. */
  readonly quick: ((instance: ExactValue) => boolean | undefined) | undefined;
}

function judgesOf(document: SchemaDocument, assertsFormats = false): Judges {
  const graph = buildSchemaGraph(document);
  const planner = createPlanner({ assertsFormats });
  const plan = planner.planOf(graph.root);
  const quick = createQuickTest(graph, planner);
  return {
    plan: (instance) => plan.test(instance, new Run(), undefined),
    quick: quick && ((instance) => quick(instance, new Effort())),
  };
}

function judgesOfSchema(schema: JsonValue): Judges {
  return judgesOf({ schema, dialect: 'draft-2020-12' });
}

const HARD: readonly ExactValue[] = [
  Decimal.parse('1.0000000000000000001'),
  Decimal.parse('9007199254740993'),
  { a: Decimal.parse('1e400') },
  [Decimal.parse('0.1000000000000000055'), 'a'],
  { toString: 1, constructor: { a: 2 } },
  Array.from({ length: 30 }, (_, index) => index),
];

for (const [family, generator] of Object.entries({ schemas, arraySchemas, objectSchemas, logicSchemas, recursiveSchemas })) {
  test(`${family}: the quick test says what the plan says`, () => {
    let answered = 0;
    fc.assert(
      fc.property(generator, fc.array(instances, { minLength: 5, maxLength: 12 }), (schema, values) => {
        const { plan, quick } = judgesOfSchema(schema);
        for (const value of [...values, ...HARD]) {
          const answer = quick?.(value);
          if (answer === undefined) continue;
          answered += 1;
          expect(answer).toBe(plan(value));
        }
      }),
      { numRuns: Number(process.env['LAW_RUNS'] ?? 400) },
    );
    expect(answered).toBeGreaterThan(3_000);
  });
}

describe.skipIf(SUITE === '')('the official JSON Schema suite', () => {
  const groups = (SUITE === '' ? [] : Object.entries(FOLDERS)).flatMap(([folder, dialect]) => {
    const documents = readRemotes(dialect, folder);
    return testFiles(folder).flatMap((name) =>
      readGroups(folder, name).map((group) => ({
        title: `${folder}/${name}: ${group.description}`,
        group,
        document: { schema: group.schema, dialect, documents },
      })),
    );
  });

  for (const asserts of [false, true]) {
    test(`${asserts ? 'with' : 'without'} formats, the quick test says what the plan says, and is asked nearly everywhere`, () => {
      const different: string[] = [];
      let [quickGroups, all] = [0, 0];
      for (const { title, group, document } of groups) {
        const judges = judgesFor(document, asserts);
        if (judges === undefined) continue;
        all += 1;
        if (judges.quick === undefined) continue;
        quickGroups += 1;
        for (const { data, description } of group.tests) {
          const answer = judges.quick(data);
          if (answer !== undefined && answer !== judges.plan(data)) different.push(`${title} | ${description}`);
        }
      }
      expect(different).toEqual([]);
      expect(quickGroups / all).toBeGreaterThan(0.9);
    });
  }

  // Some groups are there to be refused.
  function judgesFor(document: SchemaDocument, asserts: boolean): Judges | undefined {
    try {
      return judgesOf(document, asserts);
    } catch {
      return undefined;
    }
  }
});

test('what a polluted prototype adds to every object is left to the plan', () => {
  const { quick, plan } = judgesOfSchema({ required: ['polluted'] });
  const prototype = Object.getPrototypeOf({}) as object;
  Reflect.defineProperty(prototype, 'polluted', { value: 1, enumerable: true, configurable: true, writable: true });
  const answers = [quick?.({}), plan({})];
  Reflect.deleteProperty(prototype, 'polluted');
  expect(answers).toEqual([undefined, false]);
});

const DEEP = { $ref: '#/$defs/list', $defs: { list: { properties: { next: { $ref: '#/$defs/list' } }, required: ['end'] } } };

function nested(levels: number): ExactValue {
  return levels === 0 ? { end: 1 } : { end: 1, next: nested(levels - 1) };
}

test('references nested deeper than it counts are left to the plan', () => {
  const { quick, plan } = judgesOfSchema(DEEP);
  expect([quick?.(nested(90)), quick?.(nested(150)), plan(nested(150))]).toEqual([true, undefined, true]);
});

test('branches that ask exponentially often are left to the plan, which remembers', () => {
  const $defs = Object.fromEntries(
    Array.from({ length: 30 }, (_, level) => [
      `l${level}`,
      level === 29 ? { type: 'string' } : { allOf: [{ $ref: `#/$defs/l${level + 1}` }, { $ref: `#/$defs/l${level + 1}` }] },
    ]),
  );
  const { quick, plan } = judgesOfSchema({ $ref: '#/$defs/l0', $defs });
  expect([quick?.('a'), plan('a')]).toEqual([undefined, true]);
});

test('branches and dependencies of any number are asked in turn', () => {
  const many = Array.from({ length: 6_000 }, (_, at) => at);
  const allOf = many.map(() => ({ not: { type: 'string' } }));
  const dependentSchemas = Object.fromEntries(many.map((at) => [`d${at}`, { required: ['x'] }]));
  const { quick } = judgesOfSchema({ allOf, dependentSchemas });
  expect([quick?.('a'), quick?.({}), quick?.({ d5999: 1 }), quick?.({ d5999: 1, x: 1 })]).toEqual([false, true, false, true]);
});

test('many rules by name say what each would say by itself, of objects with fewer members and with more', () => {
  const name = fc.oneof(
    fc.nat({ max: 40 }).map((at) => `k${at}`),
    fc.constantFrom('__proto__', 'toString', 'constructor', '0', '7', ''),
  );
  const rules = fc.uniqueArray(fc.tuple(name, name), { minLength: 1, maxLength: 40, size: 'max', selector: ([one]) => one });
  const objects = fc.uniqueArray(name, { maxLength: 45, size: 'max' }).map((names): JsonValue => Object.fromEntries(names.map((one) => [one, 0])));
  const seen = { valid: 0, invalid: 0 };
  fc.assert(
    fc.property(rules, fc.array(objects, { minLength: 1, maxLength: 8 }), (pairs, values) => {
      const dependentRequired = Object.fromEntries(pairs.map(([one, needed]) => [one, [needed]]));
      const dependentSchemas = Object.fromEntries(pairs.map(([one, needed]) => [one, { required: [needed] }]));
      const alone = judgesOfSchema({ allOf: pairs.map(([one, needed]) => ({ anyOf: [{ not: { required: [one] } }, { required: [needed] }] })) });
      for (const schema of [{ dependentRequired }, { dependentSchemas }]) {
        const { plan, quick } = judgesOfSchema(schema);
        for (const value of values) {
          const answer = alone.plan(value);
          seen[answer ? 'valid' : 'invalid'] += 1;
          expect([plan(value), quick?.(value)]).toEqual([answer, answer]);
        }
      }
    }),
    { numRuns: 300 },
  );
  expect(Math.min(seen.valid, seen.invalid)).toBeGreaterThan(200);
});

test('a chain of references longer than the stack is compiled', () => {
  const length = 9_000;
  const $defs = Object.fromEntries(
    Array.from({ length }, (_, at) => [`d${at}`, at === length - 1 ? {} : { properties: { a: { $ref: `#/$defs/d${at + 1}` } } }]),
  );
  const { quick } = judgesOf({ schema: { $ref: '#/$defs/d0', $defs }, dialect: 'draft-2020-12' });
  expect(quick?.({ a: { a: 1 } })).toBe(true);
});
