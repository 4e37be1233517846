/* oxlint-disable unicorn/no-thenable -- a keyword of JSON Schema */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { generateWithLosses, type Loss } from '../../src/codegen/index.ts';
import { compileSchema } from '../../src/containment/index.ts';
import type { JsonValue } from '../../src/core/json/value.ts';
import type { Dialect } from '../../src/core/version.ts';
import { arraySchemas, logicSchemas, objectSchemas, recursiveSchemas, schemas } from '../containment/laws-generator.ts';
import { json } from './json-values.ts';
import { assigns, compileCases } from './type-cases.ts';

async function lossesOf(schema: JsonValue, dialect: Dialect = 'draft-2020-12'): Promise<readonly Loss[]> {
  const { losses } = await generateWithLosses({ schemas: [{ schema, dialect, name: 'Row' }] });
  return losses[0]?.losses ?? [];
}

const ROWS: readonly (readonly [title: string, schema: JsonValue, places: readonly string[], dialect?: Dialect])[] = [
  ['nothing is lost', { type: 'object', properties: { a: { type: 'string' } }, required: ['a'], additionalProperties: false }, []],
  ['limits', { properties: { 'a/b': { type: 'integer', maximum: 3 } } }, ['/properties/a~1b/maximum', '/properties/a~1b/type']],
  [
    'patterns and counts',
    { pattern: '^a', minLength: 1, uniqueItems: true, minItems: 1, maxItems: 3 },
    ['/maxItems', '/minLength', '/pattern', '/uniqueItems'],
  ],
  ['a tuple loses no counts', { minItems: 2, maxItems: 2 }, []],
  ['names by an exact prefix', { patternProperties: { '^x-': true }, additionalProperties: false }, []],
  ['names by a pattern', { patternProperties: { '^x-[a-z]$': true }, additionalProperties: false }, ['/patternProperties']],
  ['others beside members', { properties: { a: true }, additionalProperties: { type: 'string' } }, ['/additionalProperties']],
  ['listed names', { propertyNames: { enum: ['a'] } }, []],
  ['other names', { propertyNames: { minLength: 2 } }, ['/propertyNames', '/propertyNames/minLength']],
  ['branches that may both fit', { oneOf: [{ type: 'string' }, { enum: ['a', 1] }] }, ['/oneOf']],
  ['branches that exclude each other', { oneOf: [{ type: 'string' }, { enum: [2, 1] }] }, []],
  ['branches of required', { oneOf: [{ required: ['a'] }, { required: ['b'] }] }, []],
  ['a condition on a value that others may have', { if: { const: 'a' }, then: false }, ['/if']],
  ['a condition by type', { if: { type: 'string' }, then: { enum: ['a'] } }, []],
  ['not a value of many', { type: 'string', not: { const: 'a' } }, ['/not']],
  ['not a type', { not: { type: 'string' } }, []],
  ['unevaluated members after a branch', { anyOf: [{ properties: { a: true } }, true], unevaluatedProperties: false }, ['/unevaluatedProperties']],
  ['unevaluated items that contain something', { contains: { const: 1 }, unevaluatedItems: false }, ['/contains', '/unevaluatedItems']],
  ['dependents', { dependentRequired: { a: ['b'] }, dependentSchemas: { b: { required: ['c'] } } }, []],
  [
    'more alternatives than are written out',
    { allOf: Array.from({ length: 9 }, (_, at) => ({ anyOf: ['a', 'b'].map((one) => ({ type: 'object', required: [`${one}${at}`] })) })) },
    ['/allOf'],
  ],
  ['what no reference leads to is not looked at', { $defs: { a: { pattern: 'x' } } }, []],
  [
    'what a reference leads to is told once',
    { properties: { a: { $ref: '#/definitions/x' }, b: { $ref: '#/definitions/x' } }, definitions: { x: { pattern: 'x' } } },
    ['/definitions/x/pattern'],
    'draft-07',
  ],
];

for (const [title, schema, places, dialect] of ROWS) {
  test(`losses: ${title}`, async () => expect((await lossesOf(schema, dialect)).map(({ pointer }) => pointer)).toEqual(places));
}

test('a format is lost where it is asserted', async () => {
  const lost = async (formats: 'annotate' | 'assert'): Promise<number | undefined> =>
    (await generateWithLosses({ schemas: [{ schema: { format: 'date' }, name: 'Row' }], options: { formats } })).losses[0]?.losses.length;
  expect([await lost('annotate'), await lost('assert')]).toEqual([0, 1]);
});

test('an object without other members beside one that has any may have them too, and that is told', async () => {
  const open = { type: 'object', properties: { c: true }, required: ['c'] };
  const lost = async (...anyOf: readonly JsonValue[]): Promise<unknown> =>
    (await generateWithLosses({ schemas: [{ schema: { anyOf, $defs: { open } }, name: 'Row' }] })).losses[0]?.losses.map(({ pointer }) => pointer);
  expect(await lost(open, { const: { a: 1 } })).toEqual(['/anyOf']);
  expect(await lost({ $ref: '#/$defs/open' }, { const: { a: 1 } })).toEqual(['/anyOf']);
  expect(await lost({ ...open, additionalProperties: false }, { const: { a: 1 } })).toEqual([]);
  expect(await lost(open, { const: 1 })).toEqual([]);
});

test('the file of an event says what its types leave to the validator', async () => {
  const { files } = await generateWithLosses({ schemas: [{ schema: { title: 'Row', minimum: 1, allOf: [{ minimum: 2, pattern: 'x' }] } }] });
  const text = files.find(({ path }) => path === 'row.ts')?.text;
  expect(text).toContain('// What types cannot say is checked by validateRow: minimum (2), pattern.\n');
});

// `npm run fuzz:codegen` has more of them.
const ROUNDS = Number(process.env['FUZZ_ROUNDS'] ?? 1);
const FAMILIES = [schemas, arraySchemas, objectSchemas, logicSchemas, recursiveSchemas];

/** As many of each family: one compiler takes them all. */
const batch = fc
  .tuple(...FAMILIES.map((family) => fc.array(fc.tuple(family, fc.array(json, { minLength: 30, maxLength: 30 })), { minLength: 60, maxLength: 60 })))
  .map((families) => families.flat());

test('a value that a type lets through is valid, or a loss was told', async () => {
  await fc.assert(
    fc.asyncProperty(batch, async (rows) => {
      const inputs = rows.map(([schema], index) => ({ schema, subject: `n${index}` }));
      const { losses } = await generateWithLosses({ schemas: inputs });
      const lossless = rows.filter((_, index) => losses.find(({ type }) => type === `n${index}`)?.losses.length === 0);
      const cases = lossless.map(([schema, values]) => ({ schema, invalid: invalidOf(schema, values) })).filter(({ invalid }) => invalid.length > 0);
      const said = await compileCases(cases.map(({ schema, invalid }) => ({ schema, lines: invalid.map((value) => assigns(value)) })));
      const untold = cases.flatMap(({ schema, invalid }, index) =>
        invalid.filter((_, at) => said[index]?.[at] === '').map((value) => ({ schema: JSON.stringify(schema), value: JSON.stringify(value) })),
      );
      expect(untold).toEqual([]);
      expect(cases.length).toBeGreaterThan(20);
    }),
    { numRuns: ROUNDS, endOnFailure: true },
  );
});

function invalidOf(schema: JsonValue, values: readonly JsonValue[]): readonly JsonValue[] {
  const compiled = compileSchema({ schema, dialect: 'draft-2020-12' });
  return values.filter((value) => !compiled.evaluate(value, { maxFindings: 0 }).valid).slice(0, 12);
}
