import { isJsonObject, type JsonObject, type JsonValue } from '../../core/json/value.ts';
import { quote } from '../quote.ts';
import { EVALUATED, type EvaluationPlan } from './evaluated.ts';
import { evaluatedTest } from './evaluated-test.ts';
import { listOf, literal, objectOf } from './literal.ts';
import { OUTLINES, type UnionOutlines } from './outlines.ts';
import { listIn, takesAll } from './schema.ts';
import { declaredIn, type WriterContext } from './statements.ts';
import { CALL } from './unit.ts';

/** Writes what a keyword says for its rule in `_runtime`; undefined where there is nothing to explain. */
type WriteSaid = (said: JsonValue, schema: JsonObject, context: WriterContext) => string | undefined;

const plainly: WriteSaid = (said) => literal(said);
const schemaOf: WriteSaid = (said, _, context) => rulesOf(said, context);
const listed: WriteSaid = (said, _, context) => listOf((said as readonly JsonValue[]).map((one) => rulesOf(one, context)));
const unless =
  (isSilent: (said: JsonValue) => boolean, write: WriteSaid): WriteSaid =>
  (said, schema, context) =>
    isSilent(said) ? undefined : write(said, schema, context);

const byName: WriteSaid = (said, _, context) => {
  const judged = Object.fromEntries(Object.entries(said as JsonObject).filter(([, one]) => !takesAll(one)));
  return Object.keys(judged).length === 0 ? undefined : objectOf(judged, (one) => rulesOf(one, context));
};

const rest: WriteSaid = (said, schema, context) => {
  const { names, patterns } = declaredIn(schema, context.module);
  const declared = patterns.length > 0 ? [names ?? 'null', listOf(patterns)] : names === undefined ? [] : [names];
  return listOf([rulesOf(said, context), ...declared]);
};

const union =
  (keyword: 'anyOf' | 'oneOf'): WriteSaid =>
  (said, schema, context) => {
    const { types, listed: lists, telling } = (schema[OUTLINES] as Readonly<Record<string, UnionOutlines>>)[keyword] as UnionOutlines;
    const outlines = [types, ...(lists.length + telling.length > 0 ? [lists] : []), ...(telling.length > 0 ? [telling] : [])];
    const branches = (said as readonly JsonValue[]).map((one) => rulesOf(one, context));
    return listOf([listOf(branches), ...outlines.map((one) => literal(one as JsonValue))]);
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
  (keyword: 'unevaluatedItems' | 'unevaluatedProperties'): WriteSaid =>
  (said, schema, context) => {
    const test = evaluatedTest(schema[EVALUATED] as EvaluationPlan, keyword, context);
    return test === undefined ? undefined : listOf([rulesOf(said, context), test]);
  };

/** In the order in which the evaluator judges. */
const WRITERS: readonly (readonly [keyword: string, write: WriteSaid])[] = [
  ...['type', 'const', 'enum', 'maximum', 'exclusiveMaximum', 'minimum', 'exclusiveMinimum', 'multipleOf'].map(
    (keyword) => [keyword, plainly] as const,
  ),
  ...['maxLength', 'minLength', 'pattern'].map((keyword) => [keyword, plainly] as const),
  ['format', (said, _, { assertsFormat }) => (assertsFormat(said as string) ? literal(said) : undefined)],
  ...['required', 'dependentRequired', 'maxProperties', 'minProperties', 'maxItems', 'minItems'].map((keyword) => [keyword, plainly] as const),
  ['properties', byName],
  ['patternProperties', byName],
  ['additionalProperties', unless(takesAll, rest)],
  ['propertyNames', unless(takesAll, schemaOf)],
  ['prefixItems', listed],
  ['items', unless(takesAll, (said, schema, context) => listOf([rulesOf(said, context), ...prefixOf(schema)]))],
  ['contains', contained],
  ['uniqueItems', unless((said) => said !== true, plainly)],
  [CALL, (said, _, { calls }) => calls.nameOf(said as number)],
  ['allOf', listed],
  ['anyOf', union('anyOf')],
  ['oneOf', union('oneOf')],
  ['not', schemaOf],
  ['if', condition],
  ['dependentSchemas', byName],
  ['dependencies', dependencies],
  ['unevaluatedItems', unless(takesAll, unevaluated('unevaluatedItems'))],
  ['unevaluatedProperties', unless(takesAll, unevaluated('unevaluatedProperties'))],
];

function prefixOf(schema: JsonObject): readonly string[] {
  const { length } = listIn(schema, 'prefixItems');
  return length === 0 ? [] : [String(length)];
}

/** What a schema asks for, by which `_runtime` explains what it refuses: rules, each before what its keyword says; or false. */
export function rulesOf(schema: JsonValue, context: WriterContext): string {
  if (!isJsonObject(schema)) return schema === false ? 'false' : '[]';
  return listOf(
    WRITERS.flatMap(([keyword, write]) => {
      const said = schema[keyword];
      const text = said === undefined ? undefined : write(said, schema, context);
      return text === undefined ? [] : [context.module.useRule(keyword === CALL ? 'ref' : keyword), text];
    }),
  );
}
