import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileSchema, decideContainment, type ContainmentOptions } from '../../src/containment/index.ts';
import type { JsonValue } from '../../src/core/json/value.ts';
import type { SchemaDocument } from '../../src/core/schema-document.ts';
import type { Verdict } from '../../src/core/verdict.ts';
import { edited, instances, recursiveSchemas, schemas } from './laws-generator.ts';

const RUNS = Number(process.env['LAW_RUNS'] ?? 75);
const pairs = fc.oneof(edited(schemas), edited(recursiveSchemas), fc.tuple(schemas, schemas));
const document = (schema: JsonValue): SchemaDocument => ({ schema, dialect: 'draft-2020-12' });
const decide = (a: JsonValue, b: JsonValue, options?: ContainmentOptions): Verdict => decideContainment(document(a), document(b), options);

test('A ⊆ A is never refuted, and under no profile', () => {
  fc.assert(
    fc.property(fc.oneof(schemas, recursiveSchemas), fc.constantFrom('strict', 'declared', 'tolerant'), (schema, profile) => {
      // An annotation keeps the engine from seeing that the two texts are equal.
      const annotated = typeof schema === 'object' ? { ...schema, description: 'the same' } : schema;
      expect(decide(schema, annotated, { profile }).kind).not.toBe('not_contained');
    }),
    { numRuns: RUNS },
  );
});

test('what is proved contained is never falsified by an instance', () => {
  fc.assert(
    fc.property(pairs, fc.array(instances, { minLength: 40, maxLength: 40 }), ([a, b], values) => {
      fc.pre(decide(a, b).kind === 'contained');
      const [writer, reader] = [compileSchema(document(a)), compileSchema(document(b))];
      const breaks = values.filter((value) => writer.evaluate(value, { maxFindings: 0 }).valid && !reader.evaluate(value, { maxFindings: 0 }).valid);
      expect(breaks).toEqual([]);
    }),
    { numRuns: RUNS },
  );
});

test('a witness is accepted by the writer and refused by the reader, with a finding', () => {
  fc.assert(
    fc.property(pairs, ([a, b]) => {
      const verdict = decide(a, b);
      fc.pre(verdict.kind === 'not_contained');
      expect(compileSchema(document(a)).evaluate(verdict.witness).findings).toEqual([]);
      expect(compileSchema(document(b)).evaluate(verdict.witness).valid).toBe(false);
      expect(verdict.findings.length).toBeGreaterThan(0);
    }),
    { numRuns: RUNS },
  );
});

test('strict contained is declared contained is tolerant contained: no later profile refutes an earlier one', () => {
  fc.assert(
    fc.property(pairs, ([a, b]) => {
      const [strict, declared, tolerant] = (['strict', 'declared', 'tolerant'] as const).map((profile) => decide(a, b, { profile }).kind);
      expect([strict, declared]).not.toEqual(['contained', 'not_contained']);
      expect([declared, tolerant]).not.toEqual(['contained', 'not_contained']);
    }),
    { numRuns: RUNS },
  );
});

test('containment is transitive under strict: two proofs are never followed by a refutation', () => {
  fc.assert(
    fc.property(edited(schemas), schemas, ([a, b], extra) => {
      const c: JsonValue = { anyOf: [b, extra] };
      fc.pre(decide(a, b).kind === 'contained' && decide(b, c).kind === 'contained');
      expect(decide(a, c).kind).not.toBe('not_contained');
    }),
    { numRuns: RUNS },
  );
});

test('the same question has the same answer', () => {
  fc.assert(
    fc.property(pairs, ([a, b]) => {
      expect(decide(a, b)).toEqual(decide(structuredClone(a), structuredClone(b)));
    }),
    { numRuns: Math.min(RUNS, 200) },
  );
});
