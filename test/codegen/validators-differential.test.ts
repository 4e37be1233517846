import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildSchemaGraph, compileSchema } from '../../src/containment/index.ts';
import { RegistryError } from '../../src/core/errors.ts';
import type { JsonObject, JsonValue } from '../../src/core/json/value.ts';
import type { SchemaDocument } from '../../src/core/schema-document.ts';
import type { Dialect } from '../../src/core/version.ts';
import { AJV_DEVIATIONS, agreesWithAjv } from '../../src/formats/json-schema/ajv-deviations.ts';
import { arraySchemas, instances, logicSchemas, objectSchemas, recursiveSchemas, schemas } from '../containment/laws-generator.ts';
import { asDoubles, FOLDERS, HOW_TO_GET_IT, readGroups, readRemotes, SUITE, testFiles } from '../conformance/json-schema-suite.ts';
import { compileInMemory, loadRuntime } from './compile-in-memory.ts';

interface Row {
  readonly title: string;
  /** What the list says of it. */
  readonly ids: readonly string[];
  readonly dialect?: Dialect;
  readonly schema: JsonValue;
  readonly values: readonly JsonValue[];
}

const base = { $id: 'https://example.com/base', $defs: { own: { type: 'string' } }, $ref: '#/$defs/own' };

/** A row or more for each entry of the list that a generated validator can meet. */
const corrected: readonly Row[] = [
  {
    title: 'unevaluated after `if` alone',
    ids: ['unevaluated'],
    schema: { if: { properties: { a: { const: 1 } } }, unevaluatedProperties: false },
    values: [{ a: 1 }, { a: 2 }, { b: 1 }],
  },
  {
    title: 'unevaluated after `contains`',
    ids: ['unevaluated', 'short_tuple'],
    schema: { prefixItems: [true], contains: { type: 'string' }, unevaluatedItems: { type: 'number' } },
    values: [[null, 'a', 1], [null, 'a', null], ['a'], [1]],
  },
  {
    title: 'an empty array after one that contains it',
    ids: ['contains_again'],
    schema: { items: { contains: { type: 'integer' } } },
    values: [[[1], []], [[], [1]], [[1]], [[1], [2]]],
  },
  {
    title: 'an empty array after one that contains it, in draft-07',
    ids: ['contains_again'],
    dialect: 'draft-07',
    schema: { additionalProperties: { contains: { type: 'integer' } } },
    values: [{ a: [1], b: [] }, { a: [], b: [1] }, { a: [1] }],
  },
  {
    title: 'unevaluated in 2019-09, where `contains` evaluates nothing',
    ids: ['unevaluated', 'short_tuple'],
    dialect: 'draft-2019-09',
    schema: { items: [true], contains: { type: 'string' }, unevaluatedItems: { type: 'number' } },
    values: [
      ['a', 1],
      [1, 'a'],
    ],
  },
  {
    title: 'unevaluated through references that return',
    ids: ['unevaluated'],
    schema: {
      $defs: { t: { properties: { n: { $ref: '#/$defs/t' } }, anyOf: [{ required: ['v'], properties: { v: true } }, true] } },
      $ref: '#/$defs/t',
      unevaluatedProperties: false,
    },
    values: [{ n: { x: 1 } }, { v: 1, n: {} }, { x: 1 }],
  },
  {
    title: 'a dynamic reference to a constant',
    ids: ['dynamic_reference'],
    schema: { properties: { a: { $dynamicRef: '#/$defs/no' } }, $defs: { no: false } },
    values: [{ a: 1 }, {}],
  },
  {
    title: 'two references beside each other',
    ids: ['dynamic_reference'],
    schema: {
      properties: { a: { $ref: '#/$defs/s', $dynamicRef: '#short' } },
      $defs: { s: { type: 'string' }, short: { $dynamicAnchor: 'short', maxLength: 1 } },
    },
    values: [{ a: 'a' }, { a: 'ab' }, { a: 1 }],
  },
  {
    title: 'siblings of $ref',
    ids: ['reference_siblings'],
    dialect: 'draft-07',
    schema: { properties: { a: { $ref: '#/definitions/s', maxLength: 1 } }, definitions: { s: { type: 'string' } } },
    values: [{ a: 'ab' }, { a: 1 }],
  },
  { title: 'fractions', ids: ['multiple_of_fraction'], schema: { multipleOf: 0.1 }, values: [0.3, 1e308, 0.35] },
  { title: 'halves', ids: ['multiple_of_fraction'], schema: { multipleOf: 0.5 }, values: [1e308, 0.25] },
  { title: 'large numbers', ids: ['multiple_of_large'], schema: { multipleOf: 3 }, values: [1e20, 1e21, 3e20, 2 ** 53] },
  { title: 'members of every object', ids: ['equality'], schema: { const: { constructor: {} } }, values: [{ constructor: {} }, {}] },
  {
    title: 'items with members of every object',
    ids: ['equality'],
    schema: { uniqueItems: true },
    values: [
      [{ constructor: {} }, { constructor: {} }],
      [{ toString: 1 }, { toString: 1 }],
      [{ toString: 1 }, { valueOf: 1 }],
    ],
  },
  {
    title: 'items by the name of the prototype',
    ids: ['equality', 'unique_proto'],
    schema: { uniqueItems: true, items: { type: 'string' } },
    values: [['__proto__', '__proto__'], ['__proto__']],
  },
  {
    title: 'equal first items',
    ids: ['equality', 'unique_proto', 'unique_prefix', 'short_tuple'],
    schema: { uniqueItems: true, prefixItems: [true, true], items: { type: 'string' } },
    values: [
      [1, 1],
      [1, 2, 'a'],
    ],
  },
  {
    title: 'equal first items of draft-07',
    ids: ['equality', 'short_tuple'],
    dialect: 'draft-07',
    schema: { uniqueItems: true, items: [true, true], additionalItems: { type: 'string' } },
    values: [
      [1, 1],
      [1, 2, 'a'],
    ],
  },
  {
    title: 'a list longer than the array, where one error is enough',
    ids: ['short_tuple', 'contains_again'],
    schema: { not: { prefixItems: [{ type: 'number' }], contains: { type: 'string' } } },
    values: [[], [1, 'a']],
  },
  { title: 'nullable', ids: ['nullable'], schema: { type: 'string', nullable: true }, values: ['a', null] },
  { title: '$async', ids: ['async'], schema: { $async: true, type: 'string' }, values: ['a', 1] },
  // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
  { title: 'if of draft-06', ids: ['if_in_draft_06'], dialect: 'draft-06', schema: { if: true, then: false, type: 'string' }, values: ['a', 1] },
  {
    title: 'draft-07 within 2020-12',
    ids: ['mixed_dialects'],
    schema: {
      $ref: 'https://example.com/old',
      $defs: { old: { $id: 'https://example.com/old', $schema: 'http://json-schema.org/draft-07/schema#', items: [{ type: 'string' }] } },
    },
    values: [['a', 1], [1]],
  },
  { title: 'the empty name is required', ids: ['required_empty_name'], schema: { required: [''] }, values: [{}, { '': 1 }] },
  { title: 'an empty enum', ids: ['empty_enum'], schema: { anyOf: [{ enum: [] }, { type: 'string' }] }, values: [1, 'a'] },
  { title: 'id', ids: ['id_of_draft_04'], schema: { id: 'order', type: 'string' }, values: ['a', 1] },
  {
    title: 'a reference within an embedded schema',
    ids: ['embedded_reference'],
    schema: { properties: { a: base } },
    values: [{ a: 'a' }, { a: 1 }],
  },
];

const runtime = await loadRuntime();

for (const { title, ids, schema, dialect = 'draft-2020-12', values } of corrected) {
  test(`generated code is right where ajv is not: ${title}`, () => {
    const document = { schema, dialect };
    expect(
      agreesWithAjv(buildSchemaGraph(document))
        .map(({ id }) => id)
        .toSorted(),
    ).toEqual(ids.toSorted());
    expect(answersOf(document, values)).toEqual(expectedOf(document, values));
    expect(new Set(expectedOf(document, values)).size).toBe(2);
  });
}

// These two are documents that no single schema of a test shows: see the official suite below, and the parser.
const ELSEWHERE = ['metaschema', 'proto_property'];

test('every entry of the list has a row here', () => {
  const shown = new Set([...corrected.flatMap(({ ids }) => ids), ...ELSEWHERE]);
  expect(AJV_DEVIATIONS.map(({ id }) => id).filter((id) => !shown.has(id))).toEqual([]);
});

// `npm run fuzz:codegen` has more of them.
const ROUNDS = Number(process.env['FUZZ_ROUNDS'] ?? 1);

/** Names and values about which code is easily wrong, among those of the laws. */
const nasty: fc.Arbitrary<JsonValue> = fc.oneof(
  { arbitrary: instances, weight: 4 },
  fc.dictionary(fc.constantFrom('a', 'b', 'constructor', 'toString', 'hasOwnProperty'), instances, { maxKeys: 3 }) as fc.Arbitrary<JsonObject>,
  fc.array(fc.oneof(instances, fc.constantFrom<JsonValue>({ constructor: {} }, { toString: 1 }, '__proto__', 1e21, 0.3, '😀')), { maxLength: 4 }),
);

const own = { $ref: '#/$defs/own' };

/** Schemas that look at what a reference evaluated, wherever it stands. */
const watchedReferences: fc.Arbitrary<JsonValue> = fc
  .record({
    own: fc.oneof(logicSchemas, objectSchemas, arraySchemas),
    keywords: fc.uniqueArray(fc.constantFrom('anyOf', 'oneOf', 'not', 'if', 'then', 'else', '$ref', 'allOf'), { minLength: 1, maxLength: 4 }),
    other: logicSchemas,
    unevaluatedProperties: fc.oneof(fc.constant(false), schemas),
    unevaluatedItems: fc.oneof(fc.constant(false), schemas),
  })
  .map(({ own: definition, keywords, other, ...unevaluated }) => ({
    $defs: { own: definition },
    ...Object.fromEntries(keywords.map((keyword) => [keyword, keyword === '$ref' ? own.$ref : keyword.endsWith('Of') ? [own, other] : own])),
    ...unevaluated,
  }));

for (const [title, arbitrary] of Object.entries({ schemas, arraySchemas, objectSchemas, logicSchemas, recursiveSchemas, watchedReferences })) {
  for (const dialect of ['draft-2020-12', 'draft-2019-09', 'draft-07'] as const) {
    test(`generated code and the evaluator agree on ${title} of ${dialect}`, () => {
      fc.assert(
        fc.property(arbitrary, fc.array(nasty, { minLength: 8, maxLength: 8 }), (schema, values) => {
          // `$ref` of draft-07 leads to `$defs` as well, and hides what is beside it.
          const document = { schema, dialect };
          expect(answersOf(document, values)).toEqual(expectedOf(document, values));
        }),
        { numRuns: 60 * ROUNDS },
      );
    });
  }
}

describe.skipIf(SUITE === '')(`generated validators and the official JSON Schema suite${SUITE === '' ? `: ${HOW_TO_GET_IT}` : ''}`, () => {
  const refused = new Set<string>();

  for (const [folder, dialect] of SUITE === '' ? [] : Object.entries(FOLDERS)) {
    const documents = readRemotes(dialect, folder);
    for (const name of testFiles(folder).filter((file) => !file.startsWith('optional/'))) {
      test(`${folder}/${name}`, () => {
        for (const group of readGroups(folder, name)) {
          const title = `${name} | ${group.description}`;
          const document = { schema: group.schema, dialect, documents };
          // A registration refuses members of this name, and so does the generator, which reads as a registration does.
          if (JSON.stringify(group.schema).includes('"__proto__":')) continue;
          const values = group.tests.map(({ data }) => asDoubles(data));
          const answers = answersOf(document, values);
          if (answers.includes('refused')) refused.add(title);
          else expect.soft(answers, `${folder}/${title}`).toEqual(group.tests.map(({ valid }) => valid));
        }
      });
    }
  }

  test('what is refused is known', () => expect([...refused].toSorted()).toEqual(REFUSED));
});

/** Dynamic references that lead to different schemas depending on the way in. */
const REFUSED: readonly string[] = [
  'defs.json | validate definition against metaschema',
  'dynamicRef.json | $dynamicRef avoids the root of each schema, but scopes are still registered',
  'dynamicRef.json | $dynamicRef skips over intermediate resources - direct reference',
  'dynamicRef.json | after leaving a dynamic scope, it is not used by a $dynamicRef',
  'dynamicRef.json | multiple dynamic paths to the $dynamicRef keyword',
  'recursiveRef.json | dynamic $recursiveRef destination (not predictable at schema compile time)',
  'recursiveRef.json | multiple dynamic paths to the $recursiveRef keyword',
  'ref.json | remote ref, containing refs itself',
];

function expectedOf(document: SchemaDocument, values: readonly JsonValue[]): readonly boolean[] {
  const compiled = compileSchema(document);
  return values.map((value) => compiled.evaluate(value).valid);
}

function answersOf(document: SchemaDocument, values: readonly JsonValue[]): readonly (boolean | 'refused')[] {
  try {
    const { check } = compileInMemory(document, runtime);
    return values.map(check);
  } catch (error) {
    if (error instanceof RegistryError && error.message.includes('depending on the way in')) return ['refused'];
    throw error;
  }
}
