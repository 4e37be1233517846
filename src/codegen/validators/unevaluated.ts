import { _, type Code, type CodeKeywordDefinition, type JSONType, type KeywordCxt, Name, nil } from 'ajv';
import { and, not, or } from 'ajv/dist/compile/codegen/index.js';
import { alwaysValidSchema, Type } from 'ajv/dist/compile/util.js';
import { usePattern } from 'ajv/dist/vocabularies/code.js';
import type { Calls } from './calls.ts';
import { EVALUATED, type EvaluationPlan } from './evaluated.ts';

const ERRORS = new Name('errors');

/**
 * The keyword that holds the plan: judges nothing, but remembers before the others how many errors there are, since what
 * has failed has evaluated nothing, and `unevaluated*` would only repeat it.
 */
export const EVALUATED_START: CodeKeywordDefinition = {
  keyword: EVALUATED,
  schemaType: 'object',
  before: '$ref',
  code({ gen, it }) {
    STARTS.set(it, gen.const('start', ERRORS));
  },
};

const STARTS = new WeakMap<KeywordCxt['it'], Name>();

/** `unevaluatedProperties` by the plan beside it. */
export function unevaluatedProperties(calls: Calls): CodeKeywordDefinition {
  return {
    keyword: 'unevaluatedProperties',
    type: 'object',
    schemaType: ['boolean', 'object'],
    trackErrors: true,
    error: { message: 'unevaluatedProperties', params: ({ params }) => _`{unevaluatedProperty: ${params['key']}}` },
    code(cxt) {
      const { gen, data, it } = cxt;
      const plan = prepare(planBeside(cxt), cxt, calls);
      if (plan.isAll('members') || alwaysValidSchema(it, cxt.schema)) return;
      ifNothingFailed(cxt, () => gen.forIn('key', data, (key) => judgeRest(cxt, plan.hasEvaluatedMember(key), { at: key, type: Type.Str })));
      cxt.ok(_`${cxt.errsCount ?? nil} === ${ERRORS}`);
    },
  };
}

/** `unevaluatedItems` by the plan beside it. */
export function unevaluatedItems(calls: Calls): CodeKeywordDefinition {
  return {
    keyword: 'unevaluatedItems',
    type: 'array',
    schemaType: ['boolean', 'object'],
    trackErrors: true,
    error: { message: 'unevaluatedItems', params: ({ params }) => _`{unevaluatedItem: ${params['key']}}` },
    code(cxt) {
      const { gen, data, it } = cxt;
      const plan = prepare(planBeside(cxt), cxt, calls);
      if (plan.isAll('items') || alwaysValidSchema(it, cxt.schema)) return;
      ifNothingFailed(cxt, () =>
        gen.forRange('i', 0, _`${data}.length`, (index) => judgeRest(cxt, plan.hasEvaluatedItem(index), { at: index, type: Type.Num })),
      );
      cxt.ok(_`${cxt.errsCount ?? nil} === ${ERRORS}`);
    },
  };
}

/** Judge what is left unless a keyword beside has failed; of `type` the code knows it. */
function ifNothingFailed(cxt: KeywordCxt, judge: () => void): void {
  const { type = cxt.def.type } = cxt.parentSchema as { readonly type?: string | readonly string[] };
  const types = [cxt.def.type].flat();
  if (![type].flat().some((one) => types.includes(one as JSONType))) return;
  cxt.gen.if(_`${ERRORS} === ${STARTS.get(cxt.it) ?? nil}`, judge);
}

function planBeside(cxt: KeywordCxt): EvaluationPlan {
  return (cxt.parentSchema as Record<string, unknown>)[EVALUATED] as EvaluationPlan;
}

function judgeRest(cxt: KeywordCxt, isEvaluated: Code, { at, type }: { readonly at: Name; readonly type: Type }): void {
  cxt.gen.if(not(isEvaluated), () => {
    if (cxt.schema === false) {
      cxt.setParams({ key: at });
      cxt.error();
    } else {
      cxt.subschema({ keyword: cxt.keyword, dataProp: at, dataPropType: type }, cxt.gen.name('valid'));
    }
  });
}

/** A plan whose conditions were asked, each once, into constants of the generated function. */
interface PreparedPlan {
  readonly isAll: (kind: 'members' | 'items') => boolean;
  readonly hasEvaluatedMember: (key: Name) => Code;
  readonly hasEvaluatedItem: (index: Name) => Code;
}

function prepare(plan: EvaluationPlan, cxt: KeywordCxt, calls: Calls): PreparedPlan {
  const { gen, data } = cxt;
  const branches = plan.conditions.flatMap(({ condition, positive, negative }) => {
    const test = typeof condition === 'number' ? calls.callOf(condition, data) : _`Object.prototype.hasOwnProperty.call(${data}, ${condition})`;
    const holds = gen.const('holds', test);
    const branch = { when: and(holds), plan: prepare(positive, cxt, calls) };
    return negative === null ? [branch] : [branch, { when: not(holds), plan: prepare(negative, cxt, calls) }];
  });
  const anyOf = (own: readonly Code[], ofBranch: (branch: PreparedPlan) => Code): Code => {
    const all = [...own, ...branches.map(({ when, plan: branch }) => and(when, ofBranch(branch)))];
    return all.length === 0 ? _`false` : or(...all);
  };
  return {
    isAll: (kind) => (kind === 'members' ? plan.allMembers : plan.allItems),
    hasEvaluatedMember: (key) => {
      if (plan.allMembers) return _`true`;
      const own = [
        ...plan.names.map((name) => _`${key} === ${name}`),
        ...plan.patterns.map((pattern) => _`${usePattern(cxt, pattern)}.test(${key})`),
      ];
      return anyOf(own, (branch) => branch.hasEvaluatedMember(key));
    },
    hasEvaluatedItem: (index) => {
      if (plan.allItems) return _`true`;
      const own = [
        ...(plan.prefix > 0 ? [_`${index} < ${plan.prefix}`] : []),
        ...plan.contained.map((number) => calls.callOf(number, _`${data}[${index}]`)),
      ];
      return anyOf(own, (branch) => branch.hasEvaluatedItem(index));
    },
  };
}
