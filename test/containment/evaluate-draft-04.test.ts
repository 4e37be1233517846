import { randomUUID } from 'node:crypto';
import { registerSchema, unregisterSchema, validate } from '@hyperjump/json-schema/draft-04';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileSchema, decideContainment } from '../../src/containment/index.ts';
import type { JsonObject, JsonValue } from '../../src/core/json/value.ts';
import { ajvJudge } from '../../src/formats/json-schema/ajv-judge.ts';

const DIALECT = 'http://json-schema.org/draft-04/schema#';
// Below the root, since a root that is a reference has no definitions for that validator.
const DEFINITIONS = { text: { type: 'string', minLength: 1 }, low: { id: '#low', maximum: 2, exclusiveMaximum: true } };

// Not id: that validator takes a text there for a name, even within enum.
const name = fc.constantFrom('a', 'b', 'c');
const small = fc.integer({ min: 0, max: 3 });
const type = fc.constantFrom('null', 'boolean', 'integer', 'number', 'string', 'array', 'object');

const { instance } = fc.letrec<{ instance: JsonValue }>((tie) => ({
  instance: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<JsonValue>(null, true, '', 'a', 0, 1, 2, 3, 1.5),
    fc.array(tie('instance'), { maxLength: 3 }),
    fc.dictionary(name, tie('instance'), { maxKeys: 3, noNullPrototype: true }),
  ),
}));

const { schema } = fc.letrec<{ schema: JsonObject }>((tie) => {
  const sub = tie('schema') as fc.Arbitrary<JsonValue>;
  const subs = fc.array(sub, { minLength: 1, maxLength: 2 });
  const map = fc.dictionary(name, sub, { minKeys: 1, maxKeys: 2, noNullPrototype: true });
  const rest = fc.oneof(fc.boolean(), sub);
  const names = fc.uniqueArray(name, { minLength: 1, maxLength: 2 });
  const keywords: readonly fc.Arbitrary<JsonObject>[] = [
    fc.record({ minimum: small, exclusiveMinimum: fc.boolean() }, { requiredKeys: ['minimum'] }),
    fc.record({ maximum: small, exclusiveMaximum: fc.boolean() }, { requiredKeys: ['maximum'] }),
    fc.record({ type }),
    fc.record({ enum: fc.uniqueArray(instance, { minLength: 1, maxLength: 3, selector: (value) => JSON.stringify(value) }) }),
    fc.record({ multipleOf: fc.integer({ min: 1, max: 3 }) }),
    fc.record({ required: names, properties: map }),
    fc.record({ additionalProperties: rest, properties: map, patternProperties: map }, { requiredKeys: ['additionalProperties'] }),
    fc.record({ items: fc.oneof(sub, subs), additionalItems: rest }, { requiredKeys: ['items'] }),
    fc.record({ dependencies: fc.dictionary(name, fc.oneof<fc.Arbitrary<JsonValue>[]>(sub, names), { maxKeys: 2, noNullPrototype: true }) }),
    fc.record({ allOf: subs }),
    fc.record({ anyOf: subs }),
    fc.record({ oneOf: subs }),
    fc.record({ not: sub }),
    fc.record({ $ref: fc.constantFrom('#/definitions/text', '#low') }),
    // What came later means nothing.
    fc.record({ const: instance, contains: sub, propertyNames: sub, if: sub, else: sub, $id: fc.constant('x') }),
  ];
  const object = fc.array(fc.oneof(...keywords), { minLength: 1, maxLength: 3 }).map((parts): JsonObject => Object.assign({}, ...parts));
  return { schema: fc.oneof({ maxDepth: 3 }, fc.constant({}), object) };
});

test('the evaluator and ajv agree on draft-04 with a validator that shares no code with either', async () => {
  const answers: boolean[] = [];
  await fc.assert(
    fc.asyncProperty(schema, fc.array(instance, { minLength: 3, maxLength: 6 }), async (written, instances) => {
      const document = documentOf(written);
      const compiled = compileSchema(document);
      const second = ajvJudge(document, { formats: 'annotate' });
      const expected = await judge(document.schema, instances);
      expect(instances.map((value) => compiled.evaluate(value).valid)).toEqual(expected);
      expect(instances.map((value, index) => second?.(value) ?? expected[index])).toEqual(expected);
      answers.push(...expected);
    }),
    { numRuns: 300 },
  );
  expect(answers.filter(Boolean).length).toBeGreaterThan(50);
  expect(answers.filter((answer) => !answer).length).toBeGreaterThan(50);
});

test('a witness between draft-04 schemas is one for that validator', async () => {
  let refuted = 0;
  await fc.assert(
    fc.asyncProperty(schema.map(documentOf), schema.map(documentOf), async (writer, reader) => {
      const verdict = decideContainment(writer, reader, { judge: ajvJudge });
      const witnesses = verdict.kind === 'not_contained' ? [verdict.witness] : [];
      expect(await judge(writer.schema, witnesses)).toEqual(witnesses.map(() => true));
      expect(await judge(reader.schema, witnesses)).toEqual(witnesses.map(() => false));
      refuted += witnesses.length;
    }),
    { numRuns: 200 },
  );
  expect(refuted).toBeGreaterThan(20);
});

function documentOf(written: JsonObject) {
  return { schema: { definitions: DEFINITIONS, allOf: [written] }, dialect: 'draft-04' } as const;
}

async function judge(written: JsonObject, instances: readonly JsonValue[]): Promise<boolean[]> {
  const uri = `https://example.com/draft-04/${randomUUID()}`;
  registerSchema(written as never, uri, DIALECT);
  try {
    const accepts = await validate(uri);
    return instances.map((value) => accepts(value as never).valid);
  } finally {
    unregisterSchema(uri);
  }
}
