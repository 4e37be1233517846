import { unreachable } from '../../core/errors.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../core/json/value.ts';
import { quote } from '../quote.ts';
import { EVALUATED, type EvaluationPlan } from './evaluated.ts';
import { evaluatedTest } from './evaluated-test.ts';
import { listOf, literal, objectOf } from './literal.ts';
import { OUTLINES, type UnionOutlines } from './outlines.ts';
import { listIn, takesAll } from './schema.ts';
import { declaredIn, type WriterContext } from './statements.ts';
import { CALL, LISTED_ITEMS } from './unit.ts';

/** The rule that stands for `false`, by where it stands. */
type Nothing = 'noValue' | 'noMember' | 'noOtherMember' | 'noUnevaluatedMember' | 'noItem' | 'noUnevaluatedItem';

/** Writes what a keyword says for its rule in `_runtime`; undefined where there is nothing to explain. */
type WriteSaid = (said: JsonValue, schema: JsonObject, context: WriterContext) => string | undefined;

const plainly: WriteSaid = (said) => literal(said);
const schemaOf: WriteSaid = (said, _, context) => rulesOf(said, context);
const listed =
  (nothing: Nothing): WriteSaid =>
  (said, _, context) =>
    listOf((said as readonly JsonValue[]).map((one) => rulesOf(one, context, nothing)));
const unless =
  (isSilent: (said: JsonValue) => boolean, write: WriteSaid): WriteSaid =>
  (said, schema, context) =>
    isSilent(said) ? undefined : write(said, schema, context);

const byName =
  (nothing: Nothing): WriteSaid =>
  (said, _, context) => {
    const judged = Object.fromEntries(Object.entries(said as JsonObject).filter(([, one]) => !takesAll(one)));
    return Object.keys(judged).length === 0 ? undefined : objectOf(judged, (one) => rulesOf(one, context, nothing));
  };

const otherMembers: WriteSaid = (said, schema, context) => {
  const { names, patterns } = declaredIn(schema, context.module);
  const declared = patterns.length > 0 ? [names ?? 'null', listOf(patterns)] : names === undefined ? [] : [names];
  return listOf([rulesOf(said, context, 'noOtherMember'), ...declared]);
};

const items: WriteSaid = (said, schema, context) => {
  const { length } = listIn(schema, 'prefixItems');
  const rules = rulesOf(said, context, 'noItem');
  return length === 0 ? rules : listOf([rules, String(length)]);
};

const union =
  (keyword: 'anyOf' | 'oneOf'): WriteSaid =>
  (said, schema, context) => {
    const { types, listed: lists, telling } = (schema[OUTLINES] as Readonly<Record<string, UnionOutlines>>)[keyword] as UnionOutlines;
    const listing = lists.map((one) => Object.entries(one));
    const outlines = [types, ...(lists.length + telling.length > 0 ? [listing] : []), ...(telling.length > 0 ? [telling] : [])];
    const branches = (said as readonly JsonValue[]).map((one) => rulesOf(one, context));
    return listOf([listOf(branches), ...outlines.map((one) => literal(one as unknown as JsonValue))]);
  };

const contained: WriteSaid = (said, { minContains, maxContains }, context) =>
  listOf([
    rulesOf(said, context),
    ...(minContains === undefined ? [quote('contains'), '1'] : [quote('minContains'), literal(minContains)]),
    ...(maxContains === undefined ? [] : [literal(maxContains)]),
  ]);

const dependencies: WriteSaid = (said, _, context) => {
  const entries = Object.entries(said as JsonObject);
  const [names, schemas] = [entries.filter(([, one]) => Array.isArray(one)), entries.filter(([, one]) => !Array.isArray(one))];
  return listOf([literal(Object.fromEntries(names)), objectOf(Object.fromEntries(schemas), (one) => rulesOf(one, context))]);
};

const condition: WriteSaid = (said, { then, else: otherwise }, context) =>
  then === undefined && otherwise === undefined ? undefined : listOf([said, then ?? true, otherwise ?? true].map((one) => rulesOf(one, context)));

const unevaluated =
  (keyword: 'unevaluatedItems' | 'unevaluatedProperties', nothing: Nothing): WriteSaid =>
  (said, schema, context) => {
    const test = evaluatedTest(schema[EVALUATED] as EvaluationPlan, keyword, context);
    return test === undefined ? undefined : listOf([rulesOf(said, context, nothing), test]);
  };

/** The rule of a keyword, where several go by its name or another one does. */
function ruleFor(keyword: string, schema: JsonObject): string {
  if (keyword === CALL) return 'ref';
  const isOld = schema[LISTED_ITEMS] === true;
  if (keyword === 'prefixItems') return isOld ? 'listedItems' : keyword;
  if (keyword !== 'items' || schema['prefixItems'] === undefined) return keyword;
  return isOld ? 'additionalItems' : 'otherItems';
}

/** In the order in which the evaluator judges. */
const WRITERS: readonly (readonly [keyword: string, write: WriteSaid])[] = [
  ...['type', 'const', 'enum', 'maximum', 'exclusiveMaximum', 'minimum', 'exclusiveMinimum', 'multipleOf'].map(
    (keyword) => [keyword, plainly] as const,
  ),
  ...['maxLength', 'minLength', 'pattern'].map((keyword) => [keyword, plainly] as const),
  ['format', (said, _, { assertsFormat }) => (assertsFormat(said as string) ? literal(said) : undefined)],
  ...['required', 'dependentRequired', 'maxProperties', 'minProperties', 'maxItems', 'minItems'].map((keyword) => [keyword, plainly] as const),
  ['properties', byName('noMember')],
  ['patternProperties', byName('noMember')],
  ['additionalProperties', unless(takesAll, otherMembers)],
  ['propertyNames', unless(takesAll, schemaOf)],
  ['prefixItems', listed('noItem')],
  ['items', unless(takesAll, items)],
  ['contains', contained],
  ['uniqueItems', unless((said) => said !== true, plainly)],
  [CALL, (said, _, { calls }) => calls.nameOf(said as number)],
  ['allOf', listed('noValue')],
  ['anyOf', union('anyOf')],
  ['oneOf', union('oneOf')],
  ['not', schemaOf],
  ['if', condition],
  ['dependentSchemas', byName('noValue')],
  ['dependencies', dependencies],
  ['unevaluatedItems', unless(takesAll, unevaluated('unevaluatedItems', 'noUnevaluatedItem'))],
  ['unevaluatedProperties', unless(takesAll, unevaluated('unevaluatedProperties', 'noUnevaluatedMember'))],
];

const RANKS: ReadonlyMap<string, number> = new Map(WRITERS.map(([keyword], rank) => [keyword, rank]));

/** What a schema asks for, by which `_runtime` explains what it refuses: rules, each before what its keyword says. `nothing`: how a schema that takes nothing is told here. */
export function rulesOf(schema: JsonValue, context: WriterContext, nothing: Nothing = 'noValue'): string {
  if (!isJsonObject(schema)) return schema === false ? listOf([context.module.useRule(nothing), 'false']) : '[]';
  const rules: string[] = [];
  for (const rank of ranksOf(schema)) {
    const [keyword, write] = WRITERS[rank] ?? unreachable('a rank without a keyword');
    const text = write(schema[keyword] as JsonValue, schema, context);
    if (text !== undefined) rules.push(context.module.useRule(ruleFor(keyword, schema)), text);
  }
  return listOf(rules);
}

/** The places of a schema's keywords in the order. */
function ranksOf(schema: JsonObject): readonly number[] {
  const ranks: number[] = [];
  for (const keyword of Object.keys(schema)) {
    const rank = RANKS.get(keyword);
    if (rank !== undefined) ranks.push(rank);
  }
  return ranks.length > 1 ? ranks.toSorted((a, b) => a - b) : ranks;
}
