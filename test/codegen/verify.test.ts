import { describe, expect, test } from 'vitest';
import { compareJudges } from '../../src/codegen/index.ts';
import { compileSchema } from '../../src/containment/index.ts';
import type { JsonObject, JsonValue } from '../../src/core/json/value.ts';
import type { SchemaDocument } from '../../src/core/schema-document.ts';
import { compileInMemory, loadRuntime } from './compile-in-memory.ts';

const runtime = await loadRuntime();

const documentOf = (schema: JsonValue): SchemaDocument => ({ schema, dialect: 'draft-2020-12' });

const compare = (schema: JsonValue, runs = 300): ReturnType<typeof compareJudges> =>
  compareJudges(documentOf(schema), compileInMemory(documentOf(schema), runtime).check, { runs, seed: 1 });

const order = {
  type: 'object',
  properties: {
    id: { type: 'string', pattern: '^[a-z]{3}-[0-9]+$' },
    price: { type: 'number', multipleOf: 5, minimum: 0 },
    note: { type: ['string', 'null'], maxLength: 3 },
    lines: { type: 'array', items: { $ref: '#/$defs/line' }, minItems: 1 },
    payment: {
      oneOf: [
        { properties: { method: { const: 'card' } }, required: ['method'] },
        { properties: { method: { const: 'cash' }, change: { type: 'integer' } }, required: ['method'] },
      ],
    },
  },
  required: ['id', 'lines'],
  additionalProperties: false,
  $defs: { line: { type: 'object', properties: { sku: { type: 'string' }, next: { $ref: '#/$defs/line' } }, required: ['sku'] } },
};

describe('the instances that the judges are asked about', () => {
  const rows: Readonly<Record<string, JsonValue>> = {
    'an order': order,
    'a tuple': { type: 'array', prefixItems: [{ type: 'string' }, { type: 'integer' }], items: false, minItems: 2 },
    // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
    conditions: { type: 'object', if: { required: ['a'] }, then: { required: ['b'] }, else: { properties: { c: { type: 'string' } } } },
    'a pattern': { pattern: '^(foo|bar){2}$', type: 'string' },
    'a list of values': { enum: ['a', 1, null, { a: [1] }] },
    'a recursive union': { $defs: { t: { anyOf: [{ type: 'integer' }, { type: 'array', items: { $ref: '#/$defs/t' } }] } }, $ref: '#/$defs/t' },
    'closed by what was evaluated': {
      allOf: [{ properties: { a: { type: 'string' } } }],
      properties: { b: { type: 'integer' } },
      type: 'object',
      unevaluatedProperties: false,
    },
  };
  for (const [title, schema] of Object.entries(rows)) {
    test(`${title}: they agree on valid and invalid ones alike`, async () => {
      const { runs, valid, invalid, difference } = await compare(schema);
      expect(difference).toBeUndefined();
      expect(runs).toBe(300);
      expect(Math.min(valid, invalid)).toBeGreaterThan(30);
    });
  }

  test('the same seed gives the same, another one others', async () => {
    const seen = async (seed: number): Promise<JsonValue[]> => {
      const instances: JsonValue[] = [];
      const evaluator = compileSchema(documentOf(order));
      const note = (instance: JsonValue): boolean => {
        instances.push(instance);
        return evaluator.evaluate(instance).valid;
      };
      await compareJudges(documentOf(order), note, { runs: 20, seed });
      return instances;
    };
    expect(await seen(3)).toEqual(await seen(3));
    expect(await seen(3)).not.toEqual(await seen(4));
  });
});

describe('a validator that is wrong', () => {
  const wrong = (schema: JsonObject, mistaken: JsonObject): ReturnType<typeof compareJudges> => {
    const evaluator = compileSchema(documentOf(mistaken));
    return compareJudges(documentOf(schema), (instance) => evaluator.evaluate(instance).valid, { runs: 2_000, seed: 1 });
  };
  const member = (lines: object): JsonObject =>
    ({ type: 'object', properties: { lines: { type: 'array', items: lines } }, required: ['lines'] }) as JsonObject;

  test('is found, with an instance of which nothing can be left out', async () => {
    const { difference } = await wrong(member({ type: 'integer', maximum: 3 }), member({ type: 'integer' }));
    expect(difference).toMatchObject({ generated: true, evaluator: false, ajv: false, instance: { lines: [expect.any(Number)] } });
  });

  test('is found where it refuses too much', async () => {
    expect((await wrong(member({}), member({ not: { const: null } }))).difference).toMatchObject({
      generated: false,
      evaluator: true,
      instance: { lines: [null] },
    });
  });
});

test('ajv is not asked where it is known to be wrong', async () => {
  expect(await compare({ type: 'number', multipleOf: 0.1 })).toMatchObject({
    judgedByAjv: 0,
    runs: 300,
    ajvReadsOtherwise: [{ construct: '`multipleOf` with a fraction', at: '', isOfSome: false }],
  });
  expect((await compare({ type: 'number', multipleOf: 3, maximum: 100 })).judgedByAjv).toBeGreaterThan(0);
});
