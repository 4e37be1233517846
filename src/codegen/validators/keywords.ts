import { _, type Ajv, type CodeKeywordDefinition, type KeywordCxt, Name } from 'ajv';
import { not } from 'ajv/dist/compile/codegen/index.js';
import { resetErrorsCount } from 'ajv/dist/compile/errors.js';
import { alwaysValidSchema } from 'ajv/dist/compile/util.js';
import { CONTAINS, ITEMS, PREFIX_ITEMS, UNIQUE_ITEMS } from './array-keywords.ts';
import { EVALUATED_START, unevaluatedItems, unevaluatedProperties } from './unevaluated.ts';
import { unionKeyword } from './unions.ts';
import { CALL } from './unit.ts';
import type { Calls } from './calls.ts';
import { valuesKeyword } from './values.ts';

// The definitions below use the names that stand in every function that ajv writes.
const [vErrors, errors] = [new Name('vErrors'), new Name('errors')] as const;

const IS_MULTIPLE_OF = new Name('isMultipleOf');
const WITH_ERRORS = new Name('withErrors');

/**
 * Keywords of ours in place of ajv's: `enum` and `const` whose code holds the values and not the whole schema,
 * `anyOf` and `oneOf` that say where the errors of each branch end,
 * `multipleOf` by decimal arithmetic, `uniqueItems` by equality alone, `prefixItems` that hides nothing after it,
 * `items` of which each is told that is refused, `contains` that remembers nothing, `propertyNames` with one error for a name,
 * `unevaluated*` by what the standard counts as evaluated, and the call of another unit's function by its key in `calls`.
 */
export function ownKeywords(calls: Calls): readonly CodeKeywordDefinition[] {
  return [
    valuesKeyword('enum'),
    valuesKeyword('const'),
    unionKeyword('anyOf'),
    unionKeyword('oneOf'),
    MULTIPLE_OF,
    UNIQUE_ITEMS,
    PREFIX_ITEMS,
    ITEMS,
    CONTAINS,
    PROPERTY_NAMES,
    EVALUATED_START,
    unevaluatedProperties(calls),
    unevaluatedItems(calls),
    callKeyword(calls),
  ];
}

/** Let errors of members that go with others say no more than which is missing. */
export function nameMissingMember(ajv: Ajv): void {
  for (const keyword of ['dependentRequired', 'dependencies']) {
    // The instance's own copy.
    const definition = ajv.getKeyword(keyword) as CodeKeywordDefinition;
    Object.assign(definition, {
      error: { message: keyword, params: ({ params }: KeywordCxt) => _`{missingProperty: ${params['missingProperty']}}` },
    });
  }
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

// What fails in a name is told in one error, whose functions know nothing of the name.
const PROPERTY_NAMES: CodeKeywordDefinition = {
  keyword: 'propertyNames',
  type: 'object',
  schemaType: ['object', 'boolean'],
  code(cxt) {
    const { gen, data, keyword, it } = cxt;
    if (alwaysValidSchema(it, cxt.schema)) return;
    const valid = gen.name('valid');
    gen.forIn('key', data, (key) => {
      const before = gen.const('before', errors);
      cxt.subschema({ keyword, data: key, dataTypes: ['string'], compositeRule: true, createErrors: false, allErrors: false }, valid);
      gen.if(not(valid), () => {
        resetErrorsCount(gen, before);
        cxt.setParams({ propertyName: key });
        cxt.error(true);
        if (it.allErrors !== true) gen.break();
      });
    });
    cxt.ok(valid);
  },
  error: { message: 'propertyNames', params: ({ params }) => _`{propertyName: ${params['propertyName']}}` },
};

function callKeyword(calls: Calls): CodeKeywordDefinition {
  return {
    keyword: CALL,
    schemaType: 'number',
    code(cxt) {
      const { gen, data, schema, it } = cxt;
      const call = calls.callOf(schema as number, data);
      if (it.createErrors === false) return cxt.pass(call);
      gen.if(not(call), () => {
        gen.assign(vErrors, _`${WITH_ERRORS}(${vErrors}, ${calls.nameOf(schema as number)}, ${it.errorPath})`);
        gen.code(_`${errors}++`);
      });
    },
  };
}
