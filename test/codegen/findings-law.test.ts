import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileSchema } from '../../src/containment/index.ts';
import type { JsonObject, JsonValue } from '../../src/core/json/value.ts';
import type { EventFinding } from '../../src/core/verdict.ts';
import { arraySchemas, instances, logicSchemas, objectSchemas, recursiveSchemas, schemas } from '../containment/laws-generator.ts';
import { compileInMemory, type ValidatorOfCheck, loadRuntime } from './compile-in-memory.ts';

// `npm run fuzz:codegen` has more of them.
const ROUNDS = Number(process.env['FUZZ_ROUNDS'] ?? 1);

const runtime = await loadRuntime();
const validator = runtime['validator'] as ValidatorOfCheck;

const member = fc.constantFrom('kind', 'type', 'a', 'constructor');
const scalar = fc.constantFrom<JsonValue>('x', 'y', 'z', 1, 2, null, true, { a: 1, b: 2 });
const listed: fc.Arbitrary<JsonObject> = fc.oneof(
  scalar.map((value): JsonObject => ({ const: value })),
  fc.uniqueArray(scalar, { minLength: 1, maxLength: 3, selector: (value) => JSON.stringify(value) }).map((values): JsonObject => ({ enum: values })),
);

/** Unions whose branches members tell apart, some within each other or behind a reference. */
const unions: fc.Arbitrary<JsonValue> = fc.letrec<{ union: JsonObject; branch: JsonValue }>((tie) => ({
  branch: fc.oneof(
    { maxDepth: 2, depthIdentifier: 'union' },
    fc.record(
      {
        type: fc.constantFrom('object', 'string', ['object', 'null'], 'integer'),
        required: fc.uniqueArray(member, { maxLength: 2 }),
        properties: fc.dictionary(member, fc.oneof(listed, fc.constantFrom<JsonObject>({ type: 'string' }, { minimum: 2 })), {
          maxKeys: 3,
        }) as fc.Arbitrary<JsonObject>,
        additionalProperties: fc.boolean(),
      },
      { requiredKeys: [] },
    ) as fc.Arbitrary<JsonValue>,
    listed,
    fc.constantFrom<JsonValue>({ $ref: '#/$defs/shared' }, { type: 'null' }, false),
    tie('union'),
    fc.record({ properties: fc.record({ a: tie('union') }) }) as fc.Arbitrary<JsonValue>,
  ),
  union: fc
    .tuple(fc.constantFrom('anyOf', 'oneOf'), fc.array(tie('branch'), { minLength: 1, maxLength: 4 }))
    .map(([keyword, branches]): JsonObject => ({ [keyword]: branches })),
})).union;

const withShared = fc.tuple(unions, listed).map(([union, kind]): JsonValue => ({
  ...(union as JsonObject),
  $defs: { shared: { type: 'object', required: ['kind'], properties: { kind } } },
}));

const toldApart: fc.Arbitrary<JsonValue> = fc.oneof(
  fc.dictionary(fc.constantFrom('kind', 'type', 'a', 'other', 'constructor', ''), fc.oneof(scalar, instances), {
    maxKeys: 4,
  }) as fc.Arbitrary<JsonObject>,
  scalar,
  fc.record({ a: fc.dictionary(member, scalar, { maxKeys: 3 }), kind: scalar }) as fc.Arbitrary<JsonValue>,
);

for (const [title, arbitrary, values] of [
  ['unions', withShared, toldApart],
  ['schemas', schemas, instances],
  ['arraySchemas', arraySchemas, instances],
  ['objectSchemas', objectSchemas, instances],
  ['logicSchemas', logicSchemas, instances],
  ['recursiveSchemas', recursiveSchemas, instances],
] as const) {
  test(`the findings of generated code are those of the evaluator: ${title}`, () => {
    fc.assert(
      fc.property(arbitrary, fc.array(values, { minLength: 8, maxLength: 8 }), (schema, events) => {
        const document = { schema, dialect: 'draft-2020-12' } as const;
        const { check, locations } = compileInMemory(document, runtime);
        const [validate, evaluator] = [validator(check, locations), compileSchema(document)];
        for (const event of events) {
          const { valid, findings: expected } = evaluator.evaluate(event);
          const told = validate(event);
          expect(told.valid).toBe(valid);
          // From so many on, a branch of a union is cut off, where the two have them in different orders.
          if (expected.length < 20) expect(factsOf(told.findings)).toEqual(factsOf(expected));
        }
      }),
      { numRuns: 100 * ROUNDS },
    );
  });
}

function factsOf(findings: readonly EventFinding[]): readonly string[] {
  return findings.map(({ code, message, keyword, keywordLocation }) => `${code} ${message} ${keyword} ${keywordLocation}`).toSorted();
}
