import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileSchema } from '../../src/containment/index.ts';
import type { JsonValue } from '../../src/core/json/value.ts';

const OPTIONS = { strict: false, ownProperties: true, validateFormats: false, logger: false } as const;
// Not toString or constructor: ajv throws where a `const`, `enum` or `uniqueItems` meets such a member.
const NAMES = ['a', 'b', 'ab', 'c'] as const;

const name = fc.constantFrom(...NAMES);
const small = fc.integer({ min: 0, max: 3 });
const scalar = fc.oneof(fc.constantFrom<JsonValue>(null, true, false, '', 'a', 'ab', 'b', '😀', 0, 1, 2, 3, -1, 1.5));
const type = fc.constantFrom('null', 'boolean', 'integer', 'number', 'string', 'array', 'object');

const { instance } = fc.letrec<{ instance: JsonValue }>((tie) => ({
  instance: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    scalar,
    fc.array(tie('instance'), { maxLength: 3 }),
    fc.dictionary(name, tie('instance'), { maxKeys: 3, noNullPrototype: true }),
  ),
}));

/** Keywords that both drafts read alike, but for those on which ajv is known to be wrong. */
function schemas(extra: (schema: fc.Arbitrary<JsonValue>) => Record<string, fc.Arbitrary<JsonValue>>): fc.Arbitrary<JsonValue> {
  const { schema } = fc.letrec<{ schema: JsonValue }>((tie) => {
    const sub = tie('schema');
    const subs = fc.array(sub, { minLength: 1, maxLength: 3 });
    const map = fc.dictionary(name, sub, { maxKeys: 2, noNullPrototype: true });
    const keywords: Record<string, fc.Arbitrary<JsonValue>> = {
      type: fc.oneof<fc.Arbitrary<JsonValue>[]>(type, fc.uniqueArray(type, { minLength: 1, maxLength: 3 })),
      const: instance,
      enum: fc.uniqueArray(instance, { minLength: 1, maxLength: 3, selector: (value) => JSON.stringify(value) }),
      minimum: small,
      exclusiveMaximum: small,
      multipleOf: fc.integer({ min: 1, max: 3 }),
      minLength: small,
      maxLength: small,
      pattern: fc.constantFrom('^a', 'b$', '^.$', '^(?:a|b)*$'),
      required: fc.uniqueArray(name, { maxLength: 2 }),
      minProperties: small,
      maxProperties: small,
      properties: map,
      patternProperties: fc.dictionary(fc.constantFrom('^a', 'b'), sub, { maxKeys: 2, noNullPrototype: true }),
      additionalProperties: sub,
      propertyNames: sub,
      minItems: small,
      maxItems: small,
      uniqueItems: fc.boolean(),
      items: sub,
      contains: sub,
      allOf: subs,
      anyOf: subs,
      oneOf: subs,
      not: sub,
      if: sub,
      // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
      then: sub,
      else: sub,
      ...extra(sub),
    };
    const parts = Object.entries(keywords).map(([keyword, value]) => value.map((inner) => [keyword, inner] as const));
    const object = fc.array(fc.oneof(...parts), { minLength: 1, maxLength: 4 }).map((entries) => withoutAjvFault(Object.fromEntries(entries)));
    return { schema: fc.oneof({ maxDepth: 3, withCrossShrink: true }, fc.boolean(), object) };
  });
  return schema;
}

// With `prefixItems` beside `contains` ajv 8.20 accepts an empty array.
function withoutAjvFault(schema: Record<string, JsonValue>): Record<string, JsonValue> {
  const { contains: _, ...rest } = schema;
  return Object.hasOwn(schema, 'prefixItems') ? rest : schema;
}

const drafts = [
  {
    dialect: 'draft-07' as const,
    ajv: () => new Ajv(OPTIONS),
    schema: schemas((sub) => ({
      dependencies: fc.dictionary(name, fc.oneof<fc.Arbitrary<JsonValue>[]>(sub, fc.constant(['a'])), { maxKeys: 2, noNullPrototype: true }),
    })),
  },
  {
    dialect: 'draft-2020-12' as const,
    ajv: () => new Ajv2020(OPTIONS),
    schema: schemas((sub) => ({
      prefixItems: fc.array(
        sub.filter((schema) => schema !== false),
        { minLength: 1, maxLength: 2 },
      ),
      dependentRequired: fc.constantFrom<JsonValue>({ a: ['b'] }, { b: ['a', 'c'] }),
      dependentSchemas: fc.dictionary(name, sub, { maxKeys: 2, noNullPrototype: true }),
      minContains: small,
      maxContains: small,
    })),
  },
];

describe('the evaluator agrees with ajv where ajv follows the specification', () => {
  for (const { dialect, ajv, schema } of drafts) {
    test(dialect, () => {
      let accepted = 0;
      fc.assert(
        fc.property(schema, fc.array(instance, { minLength: 3, maxLength: 6 }), (written, instances) => {
          const judge = ajv().compile(written as object);
          const compiled = compileSchema({ schema: written, dialect });
          for (const value of instances) {
            const { valid, findings } = compiled.evaluate(value);
            expect({ value, valid }).toEqual({ value, valid: judge(value) });
            expect(findings.length > 0).toBe(!valid);
            accepted += valid ? 1 : 0;
          }
        }),
        { numRuns: Number(process.env['LAW_RUNS'] ?? 200) },
      );
      expect(accepted).toBeGreaterThan(50);
    });
  }
});
