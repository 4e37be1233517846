import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { NamedEvent } from '../../src/codegen/name-events.ts';
import { readEvents } from '../../src/codegen/read-events.ts';
import type { JsonValue } from '../../src/core/json/value.ts';
import { load } from './folder.ts';
import { arraySchemas, logicSchemas, objectSchemas, schemas } from '../containment/laws-generator.ts';

function named(name: string, schema: JsonValue): NamedEvent {
  return { input: { schema }, name, file: name.toLowerCase(), method: name, type: name, older: [] };
}

/** What is said of contracts, without what tells units of one graph apart. */
function told(events: readonly NamedEvent[]): unknown {
  return readEvents(events, {}).map(({ types, units }) => ({
    types,
    units,
  }));
}

const anySchema = fc.oneof(schemas, objectSchemas, arraySchemas, logicSchemas);
const reference = fc.constantFrom('a', 'b', 'c').map((name): JsonValue => ({ $ref: `#/$defs/${name}` }));
const member = fc.oneof(anySchema, reference, fc.record({ items: reference }), fc.record({ allOf: fc.tuple(reference, anySchema) }));

// `npm run fuzz:codegen` has more of them.
const ROUNDS = Number(process.env['FUZZ_ROUNDS'] ?? 1);

test('contracts with the same definitions say what each says alone', () => {
  const definitions = fc.record({ a: member, b: fc.record({ properties: fc.record({ x: member, y: reference }) }), c: member });
  const roots = fc.array(fc.record({ properties: fc.record({ p: member, q: reference }) }), { minLength: 2, maxLength: 4 });
  fc.assert(
    fc.property(definitions, roots, ($defs, contracts) => {
      const events = contracts.map((schema, index) => named(`Event${index}`, { ...schema, $defs }));
      const alone = (): unknown => events.flatMap((event) => told([event]));
      expect(outcome(() => told(events))).toEqual(outcome(alone));
    }),
    { numRuns: 60 * ROUNDS },
  );
});

function outcome(read: () => unknown): unknown {
  try {
    return read();
  } catch (thrown) {
    return String(thrown);
  }
}

// The root is a subschema too: there may be no more of them.
for (const [keyword, many] of [
  ['anyOf', 19_999],
  ['oneOf', 4_000],
] as const) {
  test(`${keyword} of thousands of constants`, async () => {
    const constants = Array.from({ length: many }, (_, index) => ({ const: `value ${index}` }));
    const { validateRow } = await load([{ name: 'Row', schema: { [keyword]: constants } }]);
    expect([`value ${many - 1}`, 'value', 1].map((value) => validateRow?.(value).valid)).toEqual([true, false, false]);
    expect(validateRow?.(1).findings.map((finding) => finding.keyword)).toEqual([keyword]);
  });

  test(`${keyword} of thousands of schemas`, async () => {
    const branches = Array.from({ length: 3000 }, (_, index) => ({ properties: { [`m${index}`]: { const: index } }, required: [`m${index}`] }));
    const { validateRow } = await load([{ name: 'Row', schema: { [keyword]: branches } }]);
    const values = [{ m0: 0 }, { m2999: 2999 }, { m1: 1, m2998: 2998 }, { m7: 8 }];
    expect(values.map((value) => validateRow?.(value).valid)).toEqual([true, true, keyword === 'anyOf', false]);
  });
}
