import { _, type AnySchema, type Code, type CodeKeywordDefinition, type KeywordCxt, Name, stringify } from 'ajv';
import { not, or, strConcat } from 'ajv/dist/compile/codegen/index.js';
import { alwaysValidSchema, Type } from 'ajv/dist/compile/util.js';
import type { JsonValue } from '../../core/json/value.ts';
import { unevaluatedItems, unevaluatedProperties } from './unevaluated.ts';
import { CALL } from './unit.ts';

// The definitions below use the names that stand in every function that ajv writes.
const [instancePath, vErrors, errors] = [new Name('instancePath'), new Name('vErrors'), new Name('errors')] as const;

const EQUAL = new Name('equal');
const IS_MULTIPLE_OF = new Name('isMultipleOf');
const IS_UNIQUE = new Name('isUnique');

/**
 * Keywords of ours in place of ajv's: `enum` and `const` whose code holds the values and not the whole schema,
 * `multipleOf` by decimal arithmetic, `uniqueItems` by equality alone, `prefixItems` that hides nothing after it,
 * `contains` that remembers nothing,
 * `unevaluated*` by what the standard counts as evaluated, and the call of another unit's function by its key in `calls`.
 */
export function ownKeywords(calls: () => readonly string[]): readonly CodeKeywordDefinition[] {
  return [
    valuesKeyword('enum'),
    valuesKeyword('const'),
    MULTIPLE_OF,
    UNIQUE_ITEMS,
    PREFIX_ITEMS,
    CONTAINS,
    unevaluatedProperties(calls),
    unevaluatedItems(calls),
    callKeyword(calls),
  ];
}

/** More values than these stand in a list of their own: one comparison after the other would be long, and deep. */
const MAX_COMPARED = 20;

function valuesKeyword(keyword: 'enum' | 'const'): CodeKeywordDefinition {
  const param = keyword === 'enum' ? 'allowedValues' : 'allowedValue';
  return {
    keyword,
    code(cxt) {
      const values = (keyword === 'enum' ? cxt.schema : [cxt.schema]) as readonly JsonValue[];
      cxt.setParams({ values: stringify(cxt.schema) });
      if (values.length === 0) cxt.fail();
      else if (values.length > MAX_COMPARED) failOutside(cxt, values);
      else cxt.fail(not(or(...values.map((value) => equals(cxt.data, value)))));
    },
    error: { message: keyword, params: ({ params }) => _`{${new Name(param)}: ${params['values']}}` },
  };
}

/** Fail where the value is none of a list, which stands in the code once. */
export function failOutside(cxt: KeywordCxt, values: readonly JsonValue[]): void {
  const list = cxt.gen.scopeValue('obj', { ref: values, code: stringify(values) });
  cxt.setParams({ ...cxt.params, values: list });
  const isScalars = values.every((value) => typeof value !== 'object' || value === null);
  cxt.fail(isScalars ? _`!${list}.includes(${cxt.data})` : _`!${list}.some((value) => ${EQUAL}(value, ${cxt.data}))`);
}

function equals(data: Name, value: JsonValue): Code {
  return typeof value === 'object' && value !== null ? _`${EQUAL}(${data}, ${stringify(value)})` : _`${data} === ${value}`;
}

const MULTIPLE_OF: CodeKeywordDefinition = {
  keyword: 'multipleOf',
  type: 'number',
  schemaType: 'number',
  code(cxt) {
    cxt.fail(_`!${IS_MULTIPLE_OF}(${cxt.data}, ${cxt.schema})`);
  },
  error: { message: 'multipleOf', params: ({ schema }) => _`{multipleOf: ${schema}}` },
};

const UNIQUE_ITEMS: CodeKeywordDefinition = {
  keyword: 'uniqueItems',
  type: 'array',
  schemaType: 'boolean',
  code(cxt) {
    if (cxt.schema === true) cxt.fail(_`!${IS_UNIQUE}(${cxt.data})`);
  },
  error: { message: 'uniqueItems', params: () => _`{}` },
};

const PREFIX_ITEMS: CodeKeywordDefinition = {
  keyword: 'prefixItems',
  type: 'array',
  schemaType: 'array',
  before: 'uniqueItems',
  code(cxt) {
    const { gen, data, keyword, it } = cxt;
    const length = gen.const('length', _`${data}.length`);
    for (const [index, schema] of (cxt.schema as readonly AnySchema[]).entries()) {
      if (alwaysValidSchema(it, schema)) continue;
      // ajv forgets the else: an array that ends before this item would end the checks where one error is enough.
      const valid = gen.var('valid', true);
      gen.if(_`${length} > ${index}`, () => cxt.subschema({ keyword, schemaProp: index, dataProp: index }, valid));
      cxt.ok(valid);
    }
  },
};

// ajv declares what one array contained outside of the loop over several, where an empty one finds it.
const CONTAINS: CodeKeywordDefinition = {
  keyword: 'contains',
  type: 'array',
  schemaType: ['object', 'boolean'],
  before: 'uniqueItems',
  trackErrors: true,
  code(cxt) {
    const { gen, data, keyword } = cxt;
    const { minContains: min = 1, maxContains: max } = cxt.parentSchema as { readonly minContains?: number; readonly maxContains?: number };
    cxt.setParams({ min, max });
    const count = gen.let('count', 0);
    gen.forRange('i', 0, _`${data}.length`, (index) => {
      const valid = gen.name('valid');
      cxt.subschema({ keyword, dataProp: index, dataPropType: Type.Num, compositeRule: true }, valid);
      gen.if(valid, () => gen.code(_`${count}++`));
      if (max === undefined) gen.if(_`${count} >= ${min}`, () => gen.break());
    });
    cxt.result(max === undefined ? _`${count} >= ${min}` : _`${count} >= ${min} && ${count} <= ${max}`, () => cxt.reset());
  },
  error: {
    message: 'contains',
    params: ({ params: { min, max } }) => (max === undefined ? _`{minContains: ${min}}` : _`{minContains: ${min}, maxContains: ${max}}`),
  },
};

function callKeyword(calls: () => readonly string[]): CodeKeywordDefinition {
  return {
    keyword: CALL,
    schemaType: 'number',
    code({ gen, data, schema, it }) {
      const called = new Name(calls()[schema as number] ?? '');
      gen.if(_`!${called}(${data}, {${instancePath}: ${strConcat(instancePath, it.errorPath)}})`, () => {
        gen.assign(vErrors, _`${vErrors} === null ? ${called}.errors : ${vErrors}.concat(${called}.errors)`);
        gen.assign(errors, _`${vErrors}.length`);
      });
    },
  };
}
