import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileSchema } from '../../src/containment/index.ts';
import type { JsonValue } from '../../src/core/json/value.ts';
import { arraySchemas, logicSchemas, objectSchemas, recursiveSchemas, schemas } from '../containment/laws-generator.ts';
import { json } from './json-values.ts';
import { assigns, compileCases } from './type-cases.ts';

// `npm run fuzz:codegen` has more of them.
const ROUNDS = Number(process.env['FUZZ_ROUNDS'] ?? 1);
const FAMILIES = [schemas, arraySchemas, objectSchemas, logicSchemas, recursiveSchemas];

/** As many of each family: one compiler takes them all. */
const batch = fc
  .tuple(...FAMILIES.map((family) => fc.array(fc.tuple(family, fc.array(json, { minLength: 40, maxLength: 40 })), { minLength: 40, maxLength: 40 })))
  .map((families) => families.map((rows) => rows.map(([schema, candidates]) => ({ schema, valid: validOf(schema, candidates) }))));

test('no type excludes a valid value', async () => {
  await fc.assert(
    fc.asyncProperty(batch, async (families) => {
      const some = families.map((rows) => rows.filter(({ valid }) => valid.length > 0));
      const cases = some.flat();
      const said = await compileCases(cases.map(({ schema, valid }) => ({ schema, lines: valid.map((value) => assigns(value)) })));
      const excluded = cases.flatMap(({ schema, valid }, index) =>
        valid.flatMap((value, at) =>
          said[index]?.[at] === '' ? [] : [{ schema: JSON.stringify(schema), value: JSON.stringify(value), said: said[index]?.[at] }],
        ),
      );
      expect(excluded).toEqual([]);
      expect(Math.min(...some.map((rows) => rows.length))).toBeGreaterThan(10);
    }),
    // A smaller failing batch says no more, and each takes a compiler.
    { numRuns: ROUNDS, endOnFailure: true },
  );
});

function validOf(schema: JsonValue, candidates: readonly JsonValue[]): readonly JsonValue[] {
  const compiled = compileSchema({ schema, dialect: 'draft-2020-12' });
  const valid = candidates.filter((value) => compiled.evaluate(value, { maxFindings: 0 }).valid);
  return [...new Map(valid.map((value) => [JSON.stringify(value), value])).values()].slice(0, 12);
}
