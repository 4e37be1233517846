import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JsonValue } from '../../src/core/json/value.ts';
import { parsePointer } from '../../src/core/json/pointer.ts';
import type { PatchOperation } from '../../src/core/schema-change.ts';
import { placedChanges, schemaChanges } from '../../src/formats/json-schema/schema-changes.ts';
import { undoChanges } from '../../src/formats/json-schema/undo-changes.ts';
import { undoSentence } from '../../src/formats/json-schema/undo-words.ts';

const name = fc.constantFrom('a', 'b', 'a/b');
const strings = fc.uniqueArray(name, { maxLength: 3 });
const type = fc.constantFrom('string', 'integer', 'null');
const { schema } = fc.letrec<{ schema: JsonValue }>((tie) => {
  const branches = fc.uniqueArray(tie('schema'), { maxLength: 3, selector: (value) => JSON.stringify(value) });
  return {
    schema: fc.oneof(
      { maxDepth: 4, depthSize: 'small' },
      fc.boolean(),
      fc.record(
        {
          properties: fc.dictionary(name, tie('schema'), { maxKeys: 3, noNullPrototype: true }),
          $defs: fc.dictionary(name, tie('schema'), { maxKeys: 2, noNullPrototype: true }),
          required: strings.filter((list) => list.length > 0),
          type: fc.oneof(type, fc.uniqueArray(type, { minLength: 1 })),
          enum: fc.uniqueArray(fc.integer({ min: 0, max: 4 }), { minLength: 1 }),
          oneOf: branches,
          prefixItems: branches,
          items: tie('schema'),
          minimum: fc.integer(),
          title: fc.string(),
        },
        { requiredKeys: [], noNullPrototype: true },
      ),
    ) as fc.Arbitrary<JsonValue>,
  };
});

test('with every change taken back there is no difference left to the document before', () => {
  fc.assert(
    fc.property(schema, schema, (before, after) => {
      const { schema: undone } = undoChanges(after, placedChanges(before, after));
      expect(schemaChanges(before, undone)).toEqual([]);
    }),
    { numRuns: Number(process.env['LAW_RUNS'] ?? 200) },
  );
});

test('the patch makes the document of which it is told, whichever changes are taken back', () => {
  fc.assert(
    fc.property(schema, schema, fc.infiniteStream(fc.boolean()), (before, after, choice) => {
      const chosen = placedChanges(before, after).filter(() => choice.next().value === true);
      const copy = structuredClone(after);
      const { schema: undone, patch } = undoChanges(after, chosen);
      expect(patch.reduce(apply, after)).toEqual(undone);
      expect(after).toEqual(copy);
    }),
    { numRuns: Number(process.env['LAW_RUNS'] ?? 200) },
  );
});

test('one change taken back is one difference less, where changes are apart', () => {
  const before = { required: ['a'], properties: { a: { type: 'string' }, b: { enum: [1, 2] } }, maxProperties: 3 };
  const after = { required: ['a', 'b'], properties: { a: { type: 'integer' }, b: { enum: [1] }, c: true }, maxProperties: 2 };
  const changes = placedChanges(before, after);
  expect(changes.length).toBe(5);
  for (const change of changes) expect(placedChanges(before, undoChanges(after, [change]).schema)).toHaveLength(4);
});

const SENTENCES: readonly [JsonValue, JsonValue, string][] = [
  [{}, { required: ['a'] }, 'make "a" optional again, at /required/0'],
  [{ required: ['a', 'b'] }, { required: ['b'] }, 'require "a" again, at /required/-'],
  [{ enum: ['a', 'b'] }, { enum: ['a'] }, 'put the value "b" back into the enum, at /enum/-'],
  [{ enum: ['a'] }, { enum: ['a', 'b'] }, 'take the value "b" out of the enum again, at /enum/1'],
  [{ enum: ['a'] }, { enum: ['b'] }, 'let the enum have "a" again instead of "b", at /enum/0'],
  [{ type: 'string' }, { type: 'integer' }, 'set the type back to "string" (it is "integer"), at /type'],
  [{ type: ['string', 'null'] }, { type: 'string' }, 'let the type be "null" as well again, at /type/-'],
  [{ minimum: 1 }, { minimum: 2 }, 'set minimum back to 1 (it is 2), at /minimum'],
  [{}, { maxLength: 2 }, 'drop maxLength: 2, at /maxLength'],
  [{ maxLength: 2 }, {}, 'say maxLength: 2 again, at /maxLength'],
  [{ properties: { a: {} } }, { properties: {} }, 'declare the member "a" again as it was, at /properties/a'],
  [{}, { properties: { a: {} } }, 'leave out the member "a", at /properties/a'],
  [{ oneOf: [true, false] }, { oneOf: [true] }, 'put the branch oneOf 1 back as it was, at /oneOf/-'],
  [{ items: {} }, { items: false }, 'set it back to {} (it is false), at /items'],
  [true, false, 'set it back to true (it is false), at the root'],
];
for (const [before, after, sentence] of SENTENCES) {
  test(`from ${JSON.stringify(before)} to ${JSON.stringify(after)}: ${sentence}`, () => {
    expect(placedChanges(before, after).map(undoSentence)).toEqual([sentence]);
  });
}

/** What RFC 6902 says, on a copy. */
function apply(document: JsonValue, operation: PatchOperation): JsonValue {
  const root = { document: structuredClone(document) } as Record<string, JsonValue>;
  const steps = ['document', ...(parsePointer(operation.path) ?? [])];
  const last = steps.pop() ?? '';
  const parent = steps.reduce<Record<string, JsonValue>>((here, step) => here[step] as Record<string, JsonValue>, root);
  expect(Object.hasOwn(parent, last)).toBe(operation.op !== 'add');
  if (operation.op === 'remove') delete parent[last];
  else parent[last] = operation.value;
  return root['document'] ?? null;
}
