import { isJsonObject, type JsonObject, type JsonValue } from '../../../../core/json/value.ts';
import { listOf, textsOf } from './keyword-values.ts';

/** What schemas that hold together say of a value, in short sentences for people; none of what the tree shows by itself. */
export function factsOf(schemas: readonly JsonObject[]): readonly string[] {
  return [...new Set(schemas.flatMap(factsOfOne))];
}

function factsOfOne(schema: JsonObject): readonly string[] {
  return [
    ...range(schema, { min: 'minLength', max: 'maxLength', one: 'character', many: 'characters' }),
    ...textsOf([schema], 'pattern').map((pattern) => `pattern ${pattern}`),
    ...bounds(schema),
    ...numbers(schema, 'multipleOf').map((step) => `a multiple of ${step}`),
    ...range(schema, { min: 'minItems', max: 'maxItems', one: 'item', many: 'items' }),
    ...(schema['uniqueItems'] === true ? ['no item twice'] : []),
    ...(schema['contains'] === undefined ? [] : range(schema, { min: 'minContains', max: 'maxContains', one: 'such item', many: 'such items' })),
    ...range(schema, { min: 'minProperties', max: 'maxProperties', one: 'member', many: 'members' }),
    ...(isClosed(schema) ? ['no other members'] : []),
    ...(schema['items'] === false || schema['additionalItems'] === false || schema['unevaluatedItems'] === false ? ['no further items'] : []),
    ...(listOf(schema['oneOf']).length > 1 ? ['exactly one alternative holds'] : []),
    ...(listOf(schema['anyOf']).length > 1 ? ['at least one option holds'] : []),
    ...undeclared(schema),
    ...needs(schema),
    ...textsOf([schema], 'contentMediaType').map((type) => `contains ${type}`),
    ...textsOf([schema], 'contentEncoding').map((encoding) => `encoded as ${encoding}`),
  ];
}

function isClosed(schema: JsonObject): boolean {
  return schema['additionalProperties'] === false || schema['unevaluatedProperties'] === false;
}

interface Range {
  readonly min: string;
  readonly max: string;
  readonly one: string;
  readonly many: string;
}

function range(schema: JsonObject, { min, max, one, many }: Range): readonly string[] {
  const [[least], [most]] = [numbers(schema, min), numbers(schema, max)];
  if (least !== undefined && most !== undefined) {
    if (least === most) return [`exactly ${least} ${least === 1 ? one : many}`];
    return [`${least} to ${most} ${many}`];
  }
  if (most !== undefined) return [`at most ${most} ${most === 1 ? one : many}`];
  return least === undefined || least === 0 ? [] : [`at least ${least} ${least === 1 ? one : many}`];
}

/** In draft-04 `exclusiveMinimum` is true beside the bound that it is about. */
function bounds(schema: JsonObject): readonly string[] {
  const [above, below] = [schema['exclusiveMinimum'] === true ? '>' : '≥', schema['exclusiveMaximum'] === true ? '<' : '≤'];
  return [
    ...numbers(schema, 'minimum').map((bound) => `${above} ${bound}`),
    ...numbers(schema, 'exclusiveMinimum').map((bound) => `> ${bound}`),
    ...numbers(schema, 'maximum').map((bound) => `${below} ${bound}`),
    ...numbers(schema, 'exclusiveMaximum').map((bound) => `< ${bound}`),
  ];
}

/** Names that are needed and that no `properties` beside them declares. */
function undeclared(schema: JsonObject): readonly string[] {
  const declared = isJsonObject(schema['properties']) ? schema['properties'] : {};
  const names = strings(schema['required']).filter((name) => !Object.hasOwn(declared, name));
  return names.length === 0 ? [] : [`needs ${names.join(', ')}`];
}

function needs(schema: JsonObject): readonly string[] {
  return ['dependentRequired', 'dependencies'].flatMap((keyword) => {
    const map = schema[keyword];
    return Object.entries(isJsonObject(map) ? map : {}).flatMap(([name, wanted]) =>
      Array.isArray(wanted) ? [`with ${name}: needs ${strings(wanted).join(', ')}`] : [],
    );
  });
}

function numbers(schema: JsonObject, keyword: string): readonly number[] {
  return typeof schema[keyword] === 'number' ? [schema[keyword]] : [];
}

function strings(value: JsonValue | undefined): readonly string[] {
  return listOf(value).filter((item) => typeof item === 'string');
}
