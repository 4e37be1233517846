import { _, type Ajv, type CodeKeywordDefinition, type KeywordCxt, type Name } from 'ajv';
import { not, or } from 'ajv/dist/compile/codegen/index.js';
import { alwaysValidSchema } from 'ajv/dist/compile/util.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../../core/json/value.ts';

/** Of more branches than these ajv's code would nest too deep: each stands within the one before it. */
const MAX_NESTED = 100;

/**
 * Let `anyOf` and `oneOf` have thousands of branches: one after the other instead of one within the other, and constants as
 * a list.
 */
export function allowManyBranches(ajv: Ajv, failOutside: (cxt: KeywordCxt, values: readonly JsonValue[]) => void): void {
  for (const [keyword, flat] of [['anyOf', anyOf] as const, ['oneOf', oneOf] as const]) {
    // The instance's own copy.
    const definition = ajv.getKeyword(keyword) as CodeKeywordDefinition;
    const nested = definition.code.bind(definition);
    Object.assign(definition, {
      code: (cxt: KeywordCxt, type?: string) => {
        const branches = cxt.schema as readonly JsonValue[];
        if (branches.length <= MAX_NESTED) return nested(cxt, type);
        const values = constantsOf(branches);
        if (values === undefined) return flat(cxt, branches);
        cxt.setParams({ passing: _`null` });
        return failOutside(cxt, values);
      },
    });
  }
}

/** The values, all different, where each branch is one and nothing else; undefined otherwise. */
function constantsOf(branches: readonly JsonValue[]): readonly JsonValue[] | undefined {
  if (!branches.every(isConstant)) return undefined;
  const values = branches.map((branch) => branch['const'] as JsonValue);
  const isDistinct = values.every((value) => typeof value !== 'object') && new Set(values).size === values.length;
  return isDistinct ? values : undefined;
}

function isConstant(branch: JsonValue): branch is JsonObject {
  if (!isJsonObject(branch) || !Object.hasOwn(branch, 'const')) return false;
  const { type, const: value, ...others } = branch;
  return Object.keys(others).length === 0 && (type === undefined || type === typeof value);
}

function anyOf(cxt: KeywordCxt, branches: readonly JsonValue[]): void {
  const { gen, it, keyword } = cxt;
  if (branches.some((branch) => alwaysValidSchema(it, branch as JsonObject | boolean))) return;
  const [valid, branchValid] = [gen.let('valid', false), gen.name('_valid')];
  for (const index of branches.keys()) {
    gen.if(not(valid), () => {
      cxt.subschema({ keyword, schemaProp: index, compositeRule: true }, branchValid);
      gen.assign(valid, branchValid);
    });
  }
  judged(cxt, valid);
}

function oneOf(cxt: KeywordCxt, branches: readonly JsonValue[]): void {
  const { gen, keyword } = cxt;
  const [valid, passing, branchValid] = [gen.let('valid', false), gen.let('passing', null), gen.name('_valid')];
  cxt.setParams({ passing });
  for (const index of branches.keys()) {
    // Two that pass are enough.
    gen.if(or(_`${passing} === null`, valid), () => {
      cxt.subschema({ keyword, schemaProp: index, compositeRule: true }, branchValid);
      gen.if(branchValid, () => {
        gen.assign(passing, _`${passing} === null ? ${index} : [${passing}, ${index}]`);
        gen.assign(valid, not(valid));
      });
    });
  }
  judged(cxt, valid);
}

function judged(cxt: KeywordCxt, valid: Name): void {
  cxt.result(
    valid,
    () => cxt.reset(),
    () => cxt.error(true),
  );
}
