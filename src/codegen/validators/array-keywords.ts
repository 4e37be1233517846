import { _, type AnySchema, type CodeKeywordDefinition, type KeywordCxt, Name } from 'ajv';
import { not } from 'ajv/dist/compile/codegen/index.js';
import { alwaysValidSchema, Type } from 'ajv/dist/compile/util.js';

const IS_UNIQUE = new Name('isUnique');

export const UNIQUE_ITEMS: CodeKeywordDefinition = {
  keyword: 'uniqueItems',
  type: 'array',
  schemaType: 'boolean',
  code(cxt) {
    if (cxt.schema === true) cxt.fail(_`!${IS_UNIQUE}(${cxt.data})`);
  },
  error: { message: 'uniqueItems', params: () => _`{expected: true}` },
};

export const PREFIX_ITEMS: CodeKeywordDefinition = {
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

// ajv tells one item of those that `false` refuses after others.
export const ITEMS: CodeKeywordDefinition = {
  keyword: 'items',
  type: 'array',
  schemaType: ['object', 'boolean'],
  before: 'uniqueItems',
  code(cxt) {
    const { gen, data, keyword, it } = cxt;
    if (alwaysValidSchema(it, cxt.schema)) return;
    const { prefixItems = [] } = cxt.parentSchema as { readonly prefixItems?: readonly AnySchema[] };
    const length = gen.const('len', _`${data}.length`);
    const valid = gen.var('valid', true);
    gen.forRange('i', prefixItems.length, length, (index) => {
      cxt.subschema({ keyword, dataProp: index, dataPropType: Type.Num }, valid);
      if (it.allErrors !== true) gen.if(not(valid), () => gen.break());
    });
    cxt.ok(valid);
  },
};

// ajv declares what one array contained outside of the loop over several, where an empty one finds it.
export const CONTAINS: CodeKeywordDefinition = {
  keyword: 'contains',
  type: 'array',
  schemaType: ['object', 'boolean'],
  before: 'uniqueItems',
  trackErrors: true,
  code(cxt) {
    const { gen, data, keyword } = cxt;
    const { minContains, maxContains: max } = cxt.parentSchema as { readonly minContains?: number; readonly maxContains?: number };
    const min = minContains ?? 1;
    const count = gen.let('count', 0);
    gen.forRange('i', 0, _`${data}.length`, (index) => {
      const valid = gen.name('valid');
      cxt.subschema({ keyword, dataProp: index, dataPropType: Type.Num, compositeRule: true, createErrors: false, allErrors: false }, valid);
      gen.if(valid, () => gen.code(_`${count}++`));
      if (max === undefined) gen.if(_`${count} >= ${min}`, () => gen.break());
    });
    const isEnough = _`${count} >= ${min}`;
    cxt.result(
      max === undefined ? isEnough : _`${isEnough} && ${count} <= ${max}`,
      () => cxt.reset(),
      () => {
        cxt.reset();
        const tooFew = (): void => failAs(cxt, minContains === undefined ? 'contains' : 'minContains', min);
        if (max === undefined) tooFew();
        else gen.if(isEnough, () => failAs(cxt, 'maxContains', max), tooFew);
      },
    );
  },
  error: { message: 'contains', params: ({ params }) => _`{limit: ${params['limit']}}` },
};

/** Fail by the keyword that gives the limit. */
function failAs(cxt: KeywordCxt, keyword: string, limit: number): void {
  Object.assign(cxt, { keyword });
  cxt.error(true, { limit: _`${limit}` });
}
