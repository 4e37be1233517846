import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { buildSchemaGraph, compileSchema, findSchemaFaults, SUPPORTED_DIALECTS } from '../../src/containment/index.ts';
import type { JsonObject, JsonValue } from '../../src/core/json/value.ts';
import type { SchemaDocument } from '../../src/core/schema-document.ts';
import type { Dialect } from '../../src/core/version.ts';
import { AJV_DEVIATIONS, deviationsIn, type Deviation } from '../../src/formats/json-schema/ajv-deviations.ts';
import { compileWithAjv } from '../../src/formats/json-schema/ajv-judge.ts';
import { arraySchemas, instances, logicSchemas, objectSchemas, schemas } from '../containment/laws-generator.ts';
import { asDoubles, FOLDERS, HOW_TO_GET_IT, reachedFrom, readGroups, readRemotes, SUITE, testFiles } from './json-schema-suite.ts';

interface Row {
  readonly title: string;
  /** The deviations that flag the schema. */
  readonly ids: readonly string[];
  readonly dialect?: Dialect;
  readonly schema: JsonValue;
  readonly instance: JsonValue;
  /** What the specification says. */
  readonly valid: boolean;
}

// JSON.parse gives an object a member of this name; a literal would give it a prototype.
const proto = (value: JsonValue): JsonValue => JSON.parse(`{ "__proto__": ${JSON.stringify(value)} }`) as JsonValue;

/** What the official suite does not ask. */
const rows: readonly Row[] = [
  { title: '0.3 is a multiple of 0.1', ids: ['multiple_of_fraction'], schema: { multipleOf: 0.1 }, instance: 0.3, valid: true },
  { title: '1e308 is a multiple of 0.5', ids: ['multiple_of_fraction'], schema: { multipleOf: 0.5 }, instance: 1e308, valid: true },
  { title: '1e21 is a multiple of 1', ids: ['multiple_of_large'], schema: { multipleOf: 1 }, instance: 1e21, valid: true },
  { title: '1e20 is no multiple of 3', ids: ['multiple_of_large'], schema: { multipleOf: 3 }, instance: 1e20, valid: false },
  {
    title: 'a constant with a member constructor',
    ids: ['equality'],
    schema: { const: { constructor: {} } },
    instance: { constructor: {} },
    valid: true,
  },
  {
    title: 'equal items with a member constructor',
    ids: ['equality'],
    schema: { uniqueItems: true },
    instance: [{ constructor: {} }, { constructor: {} }],
    valid: false,
  },
  { title: 'a member toString', ids: ['equality'], schema: { enum: [{ a: 1 }] }, instance: { toString: 1 }, valid: false },
  {
    title: '__proto__ twice',
    ids: ['unique_proto'],
    schema: { items: { type: 'string' }, uniqueItems: true },
    instance: ['__proto__', '__proto__'],
    valid: false,
  },
  {
    title: 'equal first items',
    ids: ['unique_prefix', 'short_tuple'],
    schema: { prefixItems: [true, true], items: { type: 'string' }, uniqueItems: true },
    instance: [1, 1],
    valid: false,
  },
  {
    title: 'contains beside a longer list',
    ids: ['short_tuple'],
    schema: { prefixItems: [{ type: 'number' }], contains: { type: 'string' } },
    instance: [],
    valid: false,
  },
  {
    title: 'contains in an empty item',
    ids: ['contains_again'],
    schema: { items: { contains: { type: 'integer' } } },
    instance: [[1], []],
    valid: false,
  },
  {
    title: 'uniqueItems beside a longer list, draft-07',
    ids: ['short_tuple'],
    dialect: 'draft-07',
    schema: { items: [{}, {}, { type: 'number' }], uniqueItems: true },
    instance: [1, 1],
    valid: false,
  },
  {
    title: 'dependencies of __proto__',
    ids: ['proto_property'],
    dialect: 'draft-07',
    schema: { dependencies: proto(['a']) },
    instance: proto(1),
    valid: false,
  },
  { title: 'the empty name is required', ids: ['required_empty_name'], schema: { required: [''] }, instance: {}, valid: false },
  {
    title: 'the empty name is required beside another',
    ids: ['required_empty_name'],
    dialect: 'draft-07',
    schema: { dependencies: { a: [''] } },
    instance: { a: 1 },
    valid: false,
  },
  {
    title: 'a pattern beside unevaluatedProperties',
    ids: ['unevaluated'],
    schema: { patternProperties: { '^a': true }, unevaluatedProperties: false },
    instance: { toString: 1 },
    valid: false,
  },
  { title: 'nullable says nothing', ids: ['nullable'], schema: { type: 'string', nullable: true }, instance: null, valid: false },
  { title: '$async says nothing', ids: ['async'], schema: { $async: true, type: 'string' }, instance: 'a', valid: true },
  // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
  { title: 'if says nothing in draft-06', ids: ['if_in_draft_06'], dialect: 'draft-06', schema: { if: true, then: false }, instance: 1, valid: true },
  {
    title: '$recursiveRef is no keyword of 2020-12',
    ids: ['dynamic_reference'],
    schema: { type: 'object', properties: { a: { $recursiveRef: '#' } } },
    instance: { a: 1 },
    valid: true,
  },
  {
    title: 'draft-07 within 2020-12',
    ids: ['reference_siblings', 'mixed_dialects'],
    schema: {
      $ref: 'https://example.com/old',
      $defs: {
        old: {
          $id: 'https://example.com/old',
          $schema: 'http://json-schema.org/draft-07/schema#',
          properties: { a: { $ref: '#/definitions/any', type: 'string' } },
          definitions: { any: true },
        },
      },
    },
    instance: { a: 1 },
    valid: true,
  },
  { title: 'id says nothing after draft-04', ids: ['id_of_draft_04'], schema: { id: 'order' }, instance: 1, valid: true },
];

/** Words that mean something to some validator or dialect. */
const words = fc.dictionary(
  fc.constantFrom('deprecated', 'format', 'default', 'then', 'additionalItems', 'minContains', 'const', 'prefixItems', 'dependentRequired', 'x-a'),
  fc.constantFrom<JsonValue>(true, 'a', 1, ['a'], { type: 'string' }, { a: ['b'] }),
  { maxKeys: 2 },
);

for (const dialect of SUPPORTED_DIALECTS) {
  test(`ajv and the evaluator agree on ${dialect} where the list says nothing`, () => {
    let compared = 0;
    fc.assert(
      fc.property(
        fc.oneof(schemas, arraySchemas, objectSchemas, logicSchemas),
        words,
        fc.array(instances, { minLength: 8 }),
        (generated, more, values) => {
          const document = { schema: plain(typeof generated === 'boolean' ? generated : { ...more, ...(generated as JsonObject) }), dialect };
          fc.pre(findSchemaFaults(buildSchemaGraph(document)).length === 0);
          const ask = askAjv(document);
          const evaluator = compileSchema(document);
          for (const instance of values.map(plain)) {
            const answer = ask(instance);
            if (answer === 'refused' || flags(document, instance, answer).length > 0) continue;
            compared += 1;
            expect(answer).toBe(evaluator.evaluate(instance).valid);
          }
        },
      ),
      { numRuns: Number(process.env['LAW_RUNS'] ?? 150) },
    );
    expect(compared).toBeGreaterThan(150);
  });
}

// Some of what is generated has no prototype, on which ajv stumbles for another reason.
function plain(value: JsonValue): JsonValue {
  return JSON.parse(JSON.stringify(value)) as JsonValue;
}

type Answer = boolean | 'refused' | 'failed';

/** How ajv answers when nobody holds it back. */
function askAjv(document: SchemaDocument): (instance: JsonValue) => Answer {
  try {
    const validate = compileWithAjv(document, 'annotate');
    return (instance) => answerOf(validate, instance);
  } catch {
    return () => 'refused';
  }
}

function answerOf(validate: (instance: JsonValue) => unknown, instance: JsonValue): Answer {
  try {
    const answer = validate(instance);
    return typeof answer === 'boolean' ? answer : 'failed';
  } catch {
    return 'failed';
  }
}

function flags(document: SchemaDocument, instance: JsonValue, answer: Answer): readonly Deviation[] {
  const used = new Set(deviationsIn(document).map(({ deviation }) => deviation));
  return [...used].filter((deviation) => (deviation.effect === 'misreads' || answer === 'refused') && deviation.instances?.(instance) !== false);
}

for (const { title, ids, schema, dialect = 'draft-2020-12', instance, valid } of rows) {
  test(`ajv errs where the list says so: ${title}`, () => {
    const document = { schema, dialect };
    const answer = askAjv(document)(instance);
    expect(compileSchema(document).evaluate(instance).valid).toBe(valid);
    expect(answer).not.toBe(valid);
    expect(new Set(flags(document, instance, answer).map(({ id }) => id))).toEqual(new Set(ids));
  });
}

const unflagged: readonly { readonly title: string; readonly dialect?: Dialect; readonly schema: JsonValue }[] = [
  { title: 'plain keywords', schema: { type: 'object', properties: { a: { type: 'string', maxLength: 3 } }, required: ['a'] } },
  {
    title: 'unevaluatedProperties beside properties alone',
    schema: {
      properties: { a: { properties: { b: true }, unevaluatedProperties: { type: 'string' } } },
      required: ['a'],
      unevaluatedProperties: false,
    },
  },
  { title: 'keywords as names of properties', schema: { properties: { unevaluatedProperties: true, $dynamicRef: true, nullable: true, id: true } } },
  { title: 'keywords within values', schema: { const: [1], default: { multipleOf: 0.1 }, examples: [{ nullable: true }] } },
  {
    title: 'annotations beside $ref in draft-07',
    dialect: 'draft-07',
    schema: { definitions: { a: true }, $ref: '#/definitions/a', description: 'd', 'x-owner': 'o' },
  },
  { title: 'a metaschema of the dialect', schema: { $schema: 'https://json-schema.org/draft/2020-12/schema#', type: 'string' } },
];

for (const { title, schema, dialect = 'draft-2020-12' } of unflagged) {
  test(`the list does not flag ${title}`, () => expect(deviationsIn({ schema, dialect })).toEqual([]));
}

test('a use is told with its place', () => {
  const document = { schema: { properties: { a: { items: { nullable: true } } } }, dialect: 'draft-2020-12' } as const;
  expect(deviationsIn(document).map(({ deviation, location }) => `${deviation.id} ${location}`)).toEqual(['nullable /properties/a/items']);
});

test('each entry is justified by a row here or by the official suite', () => {
  const own = new Map(rows.map(({ title, ids }) => [`own | ${title}`, ids]));
  for (const { id, foundBy } of AJV_DEVIATIONS) {
    expect(foundBy, id).not.toEqual([]);
    for (const name of foundBy.filter((one) => one.startsWith('own | '))) expect(own.get(name) ?? [], `${id}: ${name}`).toContain(id);
  }
});

describe.skipIf(SUITE === '')(`ajv and the official JSON Schema suite${SUITE === '' ? `: ${HOW_TO_GET_IT}` : ''}`, () => {
  /** `file | group` → the deviations that flag a disagreement there. */
  const disagreements = new Map<string, Set<string>>();

  for (const [folder, dialect] of SUITE === '' ? [] : Object.entries(FOLDERS)) {
    const remotes = readRemotes(dialect, folder);
    for (const name of testFiles(folder).filter((file) => !file.startsWith('optional/'))) {
      test(`every disagreement is listed: ${folder}/${name}`, () => {
        for (const group of readGroups(folder, name)) {
          const title = `${name} | ${group.description}`;
          const document = { schema: group.schema, dialect, documents: remotes };
          const ask = askAjv({ ...document, documents: reachedFrom(document) });
          for (const { description, data, valid } of group.tests) {
            const instance = asDoubles(data);
            const answer = ask(instance);
            if (answer === valid) continue;
            const ids = flags(document, instance, answer).map(({ id }) => id);
            expect.soft(ids, `${folder}/${title} | ${description}: ajv says ${answer}`).not.toEqual([]);
            disagreements.set(title, new Set([...(disagreements.get(title) ?? []), ...ids]));
          }
        }
      });
    }
  }

  test('each group that an entry names shows it', () => {
    for (const { id, foundBy } of AJV_DEVIATIONS) {
      for (const name of foundBy.filter((one) => !one.startsWith('own | ')))
        expect([...(disagreements.get(name) ?? [])], `${id}: ${name}`).toContain(id);
    }
  });
});
