import { describe, expect, test } from 'vitest';
import { compileSchema, type EvaluateOptions } from '../../src/containment/index.ts';
import { RegistryError } from '../../src/core/errors.ts';
import { parseJson } from '../../src/core/json/parse.ts';
import type { ExactValue, JsonValue } from '../../src/core/json/value.ts';
import type { Dialect } from '../../src/core/version.ts';

interface Case {
  readonly schema: JsonValue;
  readonly dialect?: Dialect;
  readonly options?: EvaluateOptions;
}

function judge({ schema, dialect = 'draft-2020-12', options = {} }: Case, instance: ExactValue) {
  return compileSchema({ schema, dialect }, options).evaluate(instance);
}

function errorOf(run: () => unknown): RegistryError | undefined {
  try {
    run();
  } catch (error) {
    return RegistryError.from(error);
  }
  return undefined;
}

describe('a finding names place, keyword and code', () => {
  const address = { type: 'object', required: ['city'], properties: { city: { type: 'string' } } };
  const rows: readonly (Case & {
    readonly instance: ExactValue;
    readonly findings: readonly (readonly [pointer: string, location: string, code: string])[];
  })[] = [
    { schema: { type: 'string' }, instance: 1, findings: [['', '/type', 'type_mismatch']] },
    { schema: { type: ['string', 'null'] }, instance: 1, findings: [['', '/type', 'type_mismatch']] },
    { schema: { const: { a: 1 } }, instance: { a: 2 }, findings: [['', '/const', 'const_mismatch']] },
    { schema: { enum: ['a', 'b'] }, instance: 'c', findings: [['', '/enum', 'enum_mismatch']] },
    { schema: { maximum: 3 }, instance: 4, findings: [['', '/maximum', 'above_maximum']] },
    { schema: { exclusiveMaximum: 3 }, instance: 3, findings: [['', '/exclusiveMaximum', 'above_exclusive_maximum']] },
    { schema: { minimum: 3 }, instance: 2, findings: [['', '/minimum', 'below_minimum']] },
    { schema: { exclusiveMinimum: 3 }, instance: 3, findings: [['', '/exclusiveMinimum', 'below_exclusive_minimum']] },
    {
      schema: { minimum: 3, exclusiveMinimum: true },
      dialect: 'draft-04',
      instance: 3,
      findings: [['', '/exclusiveMinimum', 'below_exclusive_minimum']],
    },
    {
      schema: { maximum: 3, exclusiveMaximum: true },
      dialect: 'draft-04',
      instance: 3,
      findings: [['', '/exclusiveMaximum', 'above_exclusive_maximum']],
    },
    { schema: { minimum: 3, exclusiveMinimum: false }, dialect: 'draft-04', instance: 2, findings: [['', '/minimum', 'below_minimum']] },
    { schema: { minimum: 3, exclusiveMinimum: false }, dialect: 'draft-04', instance: 3, findings: [] },
    { schema: { multipleOf: 2 }, instance: 3, findings: [['', '/multipleOf', 'not_multiple']] },
    { schema: { maxLength: 1 }, instance: '😀😀', findings: [['', '/maxLength', 'too_long']] },
    { schema: { minLength: 2 }, instance: '😀', findings: [['', '/minLength', 'too_short']] },
    { schema: { pattern: '^a' }, instance: 'b', findings: [['', '/pattern', 'pattern_mismatch']] },
    { schema: address, instance: {}, findings: [['', '/required', 'required_missing']] },
    {
      schema: { required: ['a', 'toString'] },
      instance: {},
      findings: [
        ['', '/required', 'required_missing'],
        ['', '/required', 'required_missing'],
      ],
    },
    { schema: { dependentRequired: { a: ['b'] } }, instance: { a: 1 }, findings: [['', '/dependentRequired', 'dependent_required_missing']] },
    {
      schema: { dependencies: { a: ['b'] } },
      dialect: 'draft-07',
      instance: { a: 1 },
      findings: [['', '/dependencies', 'dependent_required_missing']],
    },
    { schema: { maxProperties: 0 }, instance: { a: 1 }, findings: [['', '/maxProperties', 'too_many_properties']] },
    { schema: { minProperties: 1 }, instance: {}, findings: [['', '/minProperties', 'too_few_properties']] },
    { schema: { maxItems: 0 }, instance: [1], findings: [['', '/maxItems', 'too_many_items']] },
    { schema: { minItems: 1 }, instance: [], findings: [['', '/minItems', 'too_few_items']] },
    {
      schema: { uniqueItems: true },
      instance: [
        { a: 1, b: 2 },
        { b: 2, a: 1 },
      ],
      findings: [['', '/uniqueItems', 'items_not_unique']],
    },
    {
      schema: { properties: { to: address } },
      instance: { to: { city: 1 } },
      findings: [['/to/city', '/properties/to/properties/city/type', 'type_mismatch']],
    },
    { schema: { properties: { a: false } }, instance: { a: 1 }, findings: [['/a', '/properties/a', 'property_forbidden']] },
    {
      schema: { patternProperties: { '^x': { type: 'null' } } },
      instance: { x1: 1 },
      findings: [['/x1', '/patternProperties/^x/type', 'type_mismatch']],
    },
    { schema: { additionalProperties: false }, instance: { 'a/b': 1 }, findings: [['/a~1b', '/additionalProperties', 'additional_property']] },
    { schema: { propertyNames: { maxLength: 1 } }, instance: { ab: 1 }, findings: [['/ab', '/propertyNames', 'property_name_invalid']] },
    { schema: { items: { type: 'null' } }, instance: [null, 1], findings: [['/1', '/items/type', 'type_mismatch']] },
    { schema: { prefixItems: [true, { type: 'null' }] }, instance: [1, 1], findings: [['/1', '/prefixItems/1/type', 'type_mismatch']] },
    {
      schema: { items: [true], additionalItems: false },
      dialect: 'draft-07',
      instance: [1, 1],
      findings: [['/1', '/additionalItems', 'additional_item']],
    },
    { schema: { contains: { const: 1 } }, instance: [2], findings: [['', '/contains', 'contains_too_few']] },
    { schema: { contains: { const: 1 }, minContains: 2 }, instance: [1], findings: [['', '/minContains', 'contains_too_few']] },
    { schema: { contains: { const: 1 }, maxContains: 1 }, instance: [1, 1], findings: [['', '/maxContains', 'contains_too_many']] },
    { schema: { unevaluatedItems: false }, instance: [1], findings: [['/0', '/unevaluatedItems', 'unevaluated_item']] },
    {
      schema: { allOf: [{ properties: { a: true } }], unevaluatedProperties: false },
      instance: { a: 1, b: 1 },
      findings: [['/b', '/unevaluatedProperties', 'unevaluated_property']],
    },
    { schema: { not: { type: 'null' } }, instance: null, findings: [['', '/not', 'not_matched']] },
    // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
    { schema: { if: { type: 'string' }, then: { minLength: 2 } }, instance: 'a', findings: [['', '/then/minLength', 'too_short']] },
    {
      schema: { dependentSchemas: { a: { required: ['b'] } } },
      instance: { a: 1 },
      findings: [['', '/dependentSchemas/a/required', 'required_missing']],
    },
    { schema: { $ref: '#/$defs/a', $defs: { a: { type: 'null' } } }, instance: 1, findings: [['', '/$defs/a/type', 'type_mismatch']] },
    { schema: { oneOf: [{ type: 'integer' }, { minimum: 0 }] }, instance: 1, findings: [['', '/oneOf', 'one_of_ambiguous']] },
    {
      schema: { oneOf: [{ properties: { kind: { const: 'a' }, n: { type: 'null' } } }, { properties: { kind: { const: 'b' } } }] },
      instance: { kind: 'c', n: 1 },
      findings: [
        ['', '/oneOf', 'one_of_unmatched'],
        ['/kind', '/oneOf', 'discriminator_unmatched'],
      ],
    },
    { schema: { format: 'date' }, options: { formats: 'assert' }, instance: '2023-02-29', findings: [['', '/format', 'format_mismatch']] },
    { schema: { format: 'date' }, instance: '2023-02-29', findings: [] },
    { schema: false, instance: 1, findings: [['', '', 'schema_false']] },
  ];
  for (const { instance, findings, ...rest } of rows) {
    test(`${JSON.stringify(rest.schema)} on ${JSON.stringify(instance)}`, () => {
      const found = judge(rest, instance).findings;
      expect(found.map(({ instancePointer, keywordLocation, code }) => [instancePointer, keywordLocation, code])).toEqual(findings);
    });
  }
});

describe('a union reports the branch that was meant', () => {
  const card = { properties: { kind: { const: 'card' }, number: { type: 'string' }, cvc: { type: 'string' } }, required: ['kind', 'number', 'cvc'] };
  const iban = { properties: { kind: { const: 'iban' }, iban: { type: 'string' } }, required: ['kind', 'iban'] };
  const rows: readonly {
    readonly title: string;
    readonly schema: JsonValue;
    readonly instance: ExactValue;
    readonly locations: readonly string[];
  }[] = [
    {
      title: 'by its members, though another has fewer findings',
      schema: {
        oneOf: [
          { properties: { b: {} }, required: ['b'], additionalProperties: { type: 'object' } },
          { properties: { a: { required: ['x', 'y'] } }, required: ['a'] },
        ],
      },
      instance: { a: {} },
      locations: ['/oneOf', '/oneOf/1/properties/a/required', '/oneOf/1/properties/a/required'],
    },
    {
      title: 'by its constant, though another has fewer findings',
      schema: { oneOf: [iban, card] },
      instance: { kind: 'card' },
      locations: ['/oneOf', '/oneOf/1/required', '/oneOf/1/required'],
    },
    {
      title: 'by its type',
      schema: { anyOf: [{ type: 'null' }, { type: 'object', required: ['a'] }] },
      instance: {},
      locations: ['/anyOf', '/anyOf/1/required'],
    },
    { title: 'none if no type fits', schema: { anyOf: [{ type: 'null' }, { type: 'string' }] }, instance: 5, locations: ['/anyOf'] },
  ];
  for (const { title, schema, instance, locations } of rows) {
    test(title, () => expect(judge({ schema }, instance).findings.map(({ keywordLocation }) => keywordLocation)).toEqual(locations));
  }
});

describe('exact values', () => {
  const rows: readonly [schema: JsonValue, instance: string, valid: boolean][] = [
    [{ type: 'integer' }, '1.0', true],
    [{ type: 'integer' }, '1e400', true],
    [{ type: 'integer' }, '1e-400', false],
    [{ multipleOf: 0.1 }, '0.3', true],
    [{ multipleOf: 0.5 }, '1e308', true],
    [{ multipleOf: 3 }, '1e1000000000', false],
    [{ maximum: 9007199254740992 }, '9007199254740993', false],
    [{ const: 9007199254740992 }, '9007199254740993', false],
    [{ enum: [1] }, '1.0', true],
    [{ uniqueItems: true }, '[1, 1.0]', false],
    [{ uniqueItems: true }, '[1, true, "1", [1], {"1": 1}]', true],
    [{ uniqueItems: true }, '[9007199254740993, 9007199254740992]', true],
    [{ maxLength: 1 }, '"😀"', true],
    [{ required: ['toString'] }, '{}', false],
    [{ properties: { constructor: { type: 'null' } } }, '{}', true],
    [{ additionalProperties: false }, '{"hasOwnProperty": 1}', false],
  ];
  for (const [schema, text, valid] of rows) {
    test(`${JSON.stringify(schema)} on ${text}: ${valid}`, () => expect(judge({ schema }, parseJson(text)).valid).toBe(valid));
  }

  test('__proto__ is a name like any other', () => {
    const schema = JSON.parse('{"properties": {"__proto__": {"type": "null"}}, "required": ["__proto__"]}');
    const judgements = ['{"__proto__": 1}', '{"__proto__": null}', '{}'].map((text) => judge({ schema }, JSON.parse(text)).valid);
    expect(judgements).toEqual([false, true, false]);
  });
});

describe('what is shown of a value', () => {
  const secret = { type: 'object', 'x-sensitive': true, properties: { pin: { type: 'string' } } };
  const rows: readonly (Case & { readonly title: string; readonly instance: ExactValue; readonly found: JsonValue })[] = [
    { title: 'nothing but type and size', schema: { maxLength: 1 }, instance: 'abc', found: { type: 'string', length: 3 } },
    {
      title: 'a scalar on request',
      schema: { maxLength: 1 },
      options: { showValues: true },
      instance: 'abc',
      found: { type: 'string', length: 3, value: 'abc' },
    },
    {
      title: 'never an object',
      schema: { required: ['a'] },
      options: { showValues: true },
      instance: { b: 1 },
      found: { type: 'object', length: 1 },
    },
    {
      title: 'a big number by its text',
      schema: { type: 'null' },
      options: { showValues: true },
      instance: parseJson('1e400'),
      found: { type: 'integer', value: '1e400' },
    },
    {
      title: 'nothing below what is sensitive',
      schema: { properties: { card: secret } },
      options: { showValues: true },
      instance: { card: { pin: 1 } },
      found: { type: 'integer' },
    },
    {
      title: 'nothing that another branch calls sensitive',
      schema: { properties: { a: { type: 'string' } }, anyOf: [{ patternProperties: { '^a': { 'x-sensitive': true } } }] },
      options: { showValues: true },
      instance: { a: 1 },
      found: { type: 'integer' },
    },
  ];
  for (const { title, instance, found, ...rest } of rows) test(title, () => expect(judge(rest, instance).findings[0]?.found).toEqual(found));
});

describe('undeclared members are refused on request', () => {
  const order = { properties: { id: {}, lines: { items: { properties: { sku: {} } } } }, required: ['total'] };
  const rows: readonly {
    readonly title: string;
    readonly schema: JsonValue;
    readonly instance: ExactValue;
    readonly undeclared: readonly (readonly [string, string])[];
  }[] = [
    { title: 'declared by properties and required', schema: order, instance: { id: 1, total: 2 }, undeclared: [] },
    { title: 'at the root', schema: order, instance: { extra: 1 }, undeclared: [['/extra', '']] },
    { title: 'below items', schema: order, instance: { lines: [{ sku: 1 }, { x: 1 }] }, undeclared: [['/lines/1/x', '/properties/lines/items']] },
    { title: 'not in a free-form object', schema: { properties: { a: { type: 'object' } } }, instance: { a: { x: 1 } }, undeclared: [] },
    { title: 'not in a map', schema: { properties: { a: {} }, additionalProperties: true }, instance: { x: 1 }, undeclared: [] },
    {
      title: 'a schema for the rest makes a map',
      schema: { properties: { a: {} }, additionalProperties: { type: 'integer' } },
      instance: { x: 1 },
      undeclared: [],
    },
    {
      title: 'names of every branch count',
      schema: { properties: { a: {} }, anyOf: [{ properties: { b: {} } }, { not: { required: ['c'] } }] },
      instance: { b: 1, d: 1 },
      undeclared: [['/d', '']],
    },
    { title: 'patterns declare', schema: { patternProperties: { '^x-': {} } }, instance: { 'x-a': 1, y: 1 }, undeclared: [['/y', '']] },
    {
      title: 'to a fixpoint',
      schema: { properties: { next: { $ref: '#' } } },
      instance: { next: { next: { last: 1 } } },
      undeclared: [['/next/next/last', '']],
    },
    {
      title: 'a name and a pattern that it matches both count',
      schema: { properties: { ab: { properties: { x: {} } } }, patternProperties: { '^a': { properties: { y: {} } } } },
      instance: { ab: { x: 1, y: 1 } },
      undeclared: [],
    },
  ];
  for (const { title, schema, instance, undeclared } of rows) {
    test(title, () => {
      const findings = judge({ schema, options: { undeclared: 'reject' } }, instance).findings.filter(({ code }) => code === 'undeclared_property');
      expect(findings.map(({ instancePointer, keywordLocation }) => [instancePointer, keywordLocation])).toEqual(undeclared);
    });
  }
});

describe('compileSchema() refuses', () => {
  const rows: readonly (Case & { readonly title: string; readonly code: string; readonly pointer: string })[] = [
    { title: 'a wrong type', schema: { properties: { a: { type: 'strin' } } }, code: 'schema_invalid', pointer: '/properties/a/type' },
    { title: 'a number for a schema', schema: { properties: { a: 1 } }, code: 'schema_invalid', pointer: '/properties/a' },
    { title: 'a wrong pattern', schema: { items: { pattern: '(' } }, code: 'schema_invalid', pointer: '/items/pattern' },
    { title: 'a wrong pattern of names', schema: { patternProperties: { '[': {} } }, code: 'schema_invalid', pointer: '/patternProperties/[' },
    { title: 'a pattern that is none under the flag u', schema: { pattern: '\\-' }, code: 'schema_invalid', pointer: '/pattern' },
    {
      title: 'a fault where only a $ref makes it a schema',
      schema: { $ref: '#/x/a', x: { a: { type: 5 } } },
      code: 'schema_invalid',
      pointer: '/x/a/type',
    },
    {
      title: 'a fault in an embedded resource of another dialect',
      schema: { $defs: { a: { $id: 'http://e/a', $schema: 'http://json-schema.org/draft-07/schema#', items: 1 } } },
      code: 'schema_invalid',
      pointer: '/$defs/a/items',
    },
    { title: 'in draft-04: an empty list of names', dialect: 'draft-04', schema: { required: [] }, code: 'schema_invalid', pointer: '/required' },
    { title: 'in draft-04: a boolean for a document', dialect: 'draft-04', schema: true, code: 'schema_invalid', pointer: '' },
    {
      title: 'in draft-04: a boolean for a schema',
      dialect: 'draft-04',
      schema: { properties: { a: true } },
      code: 'schema_invalid',
      pointer: '/properties/a',
    },
    {
      title: 'in draft-04: a bound at exclusiveMinimum',
      dialect: 'draft-04',
      schema: { minimum: 1, exclusiveMinimum: 1 },
      code: 'schema_invalid',
      pointer: '/exclusiveMinimum',
    },
    {
      title: 'in draft-04: exclusiveMinimum without minimum',
      dialect: 'draft-04',
      schema: { exclusiveMinimum: true },
      code: 'schema_invalid',
      pointer: '',
    },
    {
      title: 'in draft-04: a fault in an embedded resource of it',
      schema: { $defs: { a: { id: 'http://e/a', $schema: 'http://json-schema.org/draft-04/schema#', required: [] } } },
      code: 'schema_invalid',
      pointer: '/$defs/a/required',
    },
    { title: 'a $ref that leads nowhere', schema: { $ref: 'http://e/absent' }, code: 'reference_unresolved', pointer: '/$ref' },
  ];
  for (const { title, code, pointer, ...rest } of rows) {
    test(title, () => {
      const error = errorOf(() => judge(rest, 1));
      expect([error?.code, error?.data['pointer']]).toEqual([code, pointer]);
    });
  }

  test('not what the dialect of an embedded resource allows', () => {
    const old = { $id: 'http://e/a', $schema: 'http://json-schema.org/draft-07/schema#', items: [{ type: 'null' }] };
    expect(judge({ schema: { $ref: 'http://e/a', $defs: { old } } }, [1]).valid).toBe(false);
  });
});

function nested(levels: number): ExactValue {
  let value: ExactValue = 'leaf';
  for (let level = 0; level < levels; level += 1) value = { a: value };
  return value;
}

describe('limits', () => {
  const schema = { anyOf: [{ type: 'string' }, { type: 'object', properties: { a: { $ref: '#' } } }] };

  test('200 levels are judged', () => expect(judge({ schema }, nested(200)).valid).toBe(true));
  test('more than the stack would bear is too_deep', () => expect(errorOf(() => judge({ schema }, nested(5_000)))?.code).toBe('too_deep'));
  test('an in-place cycle that only a dynamic reference closes is too_deep', () => {
    const inner = { $id: 'inner', $dynamicRef: '#x', $defs: { x: { $dynamicAnchor: 'x' } } };
    const cyclic = { $id: 'http://e/outer', $ref: 'inner', $dynamicAnchor: 'x', $defs: { inner } };
    expect(errorOf(() => judge({ schema: cyclic }, 1))?.code).toBe('too_deep');
  });
  test('findings are capped', () => {
    const compiled = compileSchema({ schema: { items: { type: 'string' } }, dialect: 'draft-2020-12' });
    const instance = Array.from({ length: 500 }, () => 1);
    expect([compiled.evaluate(instance).findings.length, compiled.evaluate(instance, { maxFindings: 3 }).findings.length]).toEqual([100, 3]);
    expect(compiled.evaluate(instance, { maxFindings: 0 })).toEqual({ valid: false, findings: [] });
  });
});

test('branches that overlap and refer to the same subschema are judged once', () => {
  const branch = (kind: string): JsonValue => ({ properties: { child: { $ref: '#' }, kind: { const: kind } }, required: ['kind'] });
  const schema = { type: 'object', oneOf: [branch('a'), branch('b'), branch('c')] };
  const tree = Array.from({ length: 60 }).reduce<JsonValue>((child) => ({ child, kind: 'c' }), { kind: 'c' });
  expect(compileSchema({ schema, dialect: 'draft-2020-12' }).evaluate(tree, { maxFindings: 0 }).valid).toBe(true);
});

test('what a reference was found to say in one dynamic scope says nothing of another, in events of many steps as well', () => {
  const list = { $id: 'list', items: { $dynamicRef: '#item' }, $defs: { item: { $dynamicAnchor: 'item' } } };
  const listOf = (type: string): JsonValue => ({ $id: `${type}s`, $ref: 'list', $defs: { item: { $dynamicAnchor: 'item', type } } });
  const schema: JsonValue = {
    $id: 'https://example.com/root',
    properties: { texts: { items: { $ref: 'strings' } }, numbers: { items: { $ref: 'integers' } } },
    $defs: { list, strings: listOf('string'), integers: listOf('integer') },
  };
  const compiled = compileSchema({ schema, dialect: 'draft-2020-12' });
  const one = ['a'];
  const many = Array.from({ length: 3_000 }, () => one);
  const isValid = (event: JsonValue): boolean => compiled.evaluate(event, { maxFindings: 0 }).valid;
  // The same array in both places, as a program may hand it over.
  expect([isValid({ texts: many }), isValid({ texts: many, numbers: [[1]] }), isValid({ texts: many, numbers: [one] })]).toEqual([true, true, false]);
});

test('a chain of references longer than the stack is too deep', () => {
  const links = Array.from({ length: 3_000 }, (_, index) => [`d${index}`, { $ref: `#/$defs/d${index + 1}` }] as const);
  const schema = { $ref: '#/$defs/d0', $defs: Object.fromEntries([...links, ['d3000', {}]]) };
  expect(() => compileSchema({ schema, dialect: 'draft-2020-12' }).evaluate('x')).toThrow(expect.objectContaining({ code: 'too_deep' }));
});
