import { _, type Code, type CodeKeywordDefinition, type KeywordCxt, Name, stringify } from 'ajv';
import { not } from 'ajv/dist/compile/codegen/index.js';
import { alwaysValidSchema } from 'ajv/dist/compile/util.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../../core/json/value.ts';
import { OUTLINES, type UnionOutlines } from './outlines.ts';
import { failOutside } from './values.ts';

/** What `_runtime` has for what the error of a union says of its branches. */
export const BRANCHES = 'ofBranches';

const [ERRORS, CALLED] = [new Name('errors'), new Name(BRANCHES)] as const;

type UnionKeyword = 'anyOf' | 'oneOf';

/**
 * `anyOf` and `oneOf` with one branch after the other, where ajv's stand within each other and would nest too deep, and
 * with constants as a list. Its error says where the errors of each branch end, and what each branch is at first sight, so
 * that `_runtime` can tell those of the closest one.
 */
export function unionKeyword(keyword: UnionKeyword): CodeKeywordDefinition {
  return {
    keyword,
    schemaType: 'array',
    trackErrors: true,
    before: 'not',
    code(cxt) {
      const branches = cxt.schema as readonly JsonValue[];
      const values = constantsOf(branches);
      cxt.setParams({ said: _`{count: ${branches.length}}` });
      if (values !== undefined) failOutside(cxt, values);
      else if (keyword === 'oneOf') oneOf(cxt, branches);
      else if (!branches.some((branch) => alwaysValidSchema(cxt.it, branch as JsonObject | boolean))) anyOf(cxt, branches);
    },
    error: { message: keyword, params: ({ params }) => params['said'] as Code },
  };
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
  const valid = cxt.gen.name('_valid');
  const ends = branches.slice(1).map(() => cxt.gen.name('end'));
  for (const [index, end] of [...ends, undefined].entries()) {
    if (index === 0) judgeBranch(cxt, index, { valid, end });
    else cxt.gen.if(not(valid), () => judgeBranch(cxt, index, { valid, end }));
  }
  judged(cxt, valid, ends);
}

function oneOf(cxt: KeywordCxt, branches: readonly JsonValue[]): void {
  const { gen } = cxt;
  const [passed, valid] = [gen.let('passed', 0), gen.name('_valid')];
  const ends = branches.slice(1).map(() => gen.name('end'));
  for (const [index, end] of [...ends, undefined].entries()) {
    judgeBranch(cxt, index, { valid, end });
    gen.if(valid, () => gen.code(_`${passed}++`));
  }
  judged(cxt, _`${passed} === 1`, ends);
}

/** Judge by a branch, and note in `end` how many errors there are after it; after the last one it is told at once. */
function judgeBranch(cxt: KeywordCxt, index: number, { valid, end }: { readonly valid: Name; readonly end: Name | undefined }): void {
  cxt.subschema({ keyword: cxt.keyword, schemaProp: index, compositeRule: true }, valid);
  if (end !== undefined) cxt.gen.var(end, ERRORS);
}

function judged(cxt: KeywordCxt, valid: Code | Name, ends: readonly Name[]): void {
  const { gen, keyword, parentSchema, errsCount } = cxt;
  const { types, listed, telling } = (parentSchema as { readonly [OUTLINES]: Readonly<Record<string, UnionOutlines>> })[OUTLINES][
    keyword
  ] as UnionOutlines;
  const constant = (value: JsonValue): Name => gen.scopeValue('obj', { ref: value, key: JSON.stringify(value), code: stringify(value) });
  const outlines = [types, ...(listed.length > 0 ? [listed] : []), ...(telling.length > 0 ? [telling] : [])].map(constant);
  const args = [_`[${joined([errsCount as Name, ...ends, ERRORS])}]`, ...outlines];
  cxt.setParams({ said: _`{count: ${types.length}, more: ${CALLED}(${joined(args)})}` });
  cxt.result(
    valid,
    () => cxt.reset(),
    () => cxt.error(true),
  );
}

function joined(parts: readonly (Code | Name)[]): Code | Name {
  return parts.reduce((list, part) => _`${list}, ${part}`);
}
