import { _, type Code, type CodeKeywordDefinition, type KeywordCxt, Name, stringify } from 'ajv';
import { not, or } from 'ajv/dist/compile/codegen/index.js';
import type { JsonValue } from '../../core/json/value.ts';

const EQUAL = new Name('equal');

/** More values than these stand in a list of their own: one comparison after the other would be long, and deep. */
const MAX_COMPARED = 20;

/** `enum` and `const` whose code holds the values and not the whole schema. */
export function valuesKeyword(keyword: 'enum' | 'const'): CodeKeywordDefinition {
  const param = keyword === 'enum' ? 'allowedValues' : 'allowedValue';
  return {
    keyword,
    code(cxt) {
      cxt.setParams({ values: stringify(cxt.schema) });
      failOutside(cxt, (keyword === 'enum' ? cxt.schema : [cxt.schema]) as readonly JsonValue[]);
    },
    error: { message: keyword, params: ({ params }) => _`{${new Name(param)}: ${params['values']}}` },
  };
}

/** Fail where the value is none of these; many stand in a list, which becomes the parameter `values`. */
export function failOutside(cxt: KeywordCxt, values: readonly JsonValue[]): void {
  if (values.length === 0) return cxt.fail();
  if (values.length <= MAX_COMPARED) return cxt.fail(not(or(...values.map((value) => equals(cxt.data, value)))));
  const list = cxt.gen.scopeValue('obj', { ref: values, code: stringify(values) });
  cxt.setParams({ ...cxt.params, values: list });
  const isScalars = values.every((value) => typeof value !== 'object' || value === null);
  cxt.fail(isScalars ? _`!${list}.includes(${cxt.data})` : _`!${list}.some((value) => ${EQUAL}(value, ${cxt.data}))`);
}

function equals(data: Name, value: JsonValue): Code {
  return typeof value === 'object' && value !== null ? _`${EQUAL}(${data}, ${stringify(value)})` : _`${data} === ${value}`;
}
