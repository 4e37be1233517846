import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JsonObject, JsonValue } from '../../src/core/json/value.ts';
import { jsonSchemaFormat } from '../../src/formats/json-schema/format.ts';

const name = fc.constantFrom('a', 'b', '0', '1');

const { schema } = fc.letrec<{ schema: JsonValue; object: JsonObject }>((tie) => {
  const list = fc.array(tie('schema'), { minLength: 1, maxLength: 2 });
  const map = fc.dictionary(name, tie('schema'), { maxKeys: 2 });
  const keywords = {
    type: fc.oneof(fc.constantFrom('object', 'array', 'string'), fc.constant(['object', 'array']), fc.constant(['object', 'null'])),
    properties: map,
    patternProperties: fc.dictionary(fc.constantFrom('^a', '^0'), tie('schema'), { maxKeys: 1 }),
    additionalProperties: tie('schema'),
    unevaluatedProperties: tie('schema'),
    items: tie('schema'),
    prefixItems: list,
    allOf: list,
    anyOf: list,
    not: tie('schema'),
    if: tie('schema'),
    else: tie('schema'),
    dependentSchemas: map,
    dependentRequired: fc.dictionary(name, fc.uniqueArray(name, { maxLength: 2 }), { maxKeys: 1 }),
    required: fc.uniqueArray(name, { maxLength: 1 }),
    contains: tie('schema'),
    $ref: fc.constant('#/$defs/d'),
  };
  return {
    schema: fc.oneof({ maxDepth: 3, withCrossShrink: true }, fc.boolean(), tie('object'), tie('object')),
    object: fc
      .subarray(Object.keys(keywords) as (keyof typeof keywords)[], { minLength: 1, maxLength: 3 })
      .chain((names) => fc.record(Object.fromEntries(names.map((keyword) => [keyword, keywords[keyword]])))),
  };
});

const { event } = fc.letrec<{ event: JsonValue }>((tie) => ({
  event: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constantFrom<JsonValue>('x', 1, null),
    fc.dictionary(name, tie('event'), { maxKeys: 2 }),
    fc.array(tie('event'), { maxLength: 2 }),
  ),
}));

/** None that leads back to itself in place. */
function withoutReferences(value: JsonValue): JsonValue {
  return JSON.parse(JSON.stringify(value, (key, inner: unknown) => (key === '$ref' ? undefined : inner))) as JsonValue;
}

/** The steps to every value in an event. */
function placesIn(value: JsonValue, steps: readonly string[] = []): readonly (readonly string[])[] {
  const members = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return [steps, ...members.flatMap(([step, inner]) => placesIn(inner, [...steps, step]))];
}

for (const undeclared of ['allow', 'reject'] as const) {
  test(`what is said to be absent no valid event has, undeclared ${undeclared}`, async () => {
    await fc.assert(
      fc.asyncProperty(schema, schema, event, async (written, d, sent) => {
        const document = { schema: { allOf: [written], $defs: { d: withoutReferences(d) } }, dialect: 'draft-2020-12' } as const;
        fc.pre((await jsonSchemaFormat.validate(document, sent, { formats: 'annotate', undeclared })).valid);
        for (const steps of placesIn(sent))
          expect([steps, jsonSchemaFormat.presence(document, steps, { undeclared })]).not.toEqual([steps, 'absent']);
      }),
      { numRuns: Number(process.env['LAW_RUNS'] ?? 120) },
    );
  });
}
