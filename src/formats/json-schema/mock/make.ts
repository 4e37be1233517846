import { childList, childMap, childSchema, compilePattern, type SchemaNode } from '../../../containment/index.ts';
import { canonicalJson } from '../../../core/json/canonical.ts';
import type { JsonObject, JsonValue } from '../../../core/json/value.ts';
import type { Random } from '../../../core/seeded-random.ts';
import { makeNumber, makeText } from './scalars.ts';

/** How far optional members and further items go below the event. */
const MAX_DEPTH = 5;
const HARD_DEPTH = 30;
const MAX_ITEMS = 1_000;

/** What may still be made, in values; a long text is many. Small schemas lead to the same subschemas again and again, and so to huge values. */
export interface Effort {
  left: number;
}

const CHARACTERS_OF_A_VALUE = 100;

/** Chance, and what is left of the effort. */
interface Luck {
  readonly random: Random;
  readonly effort: Effort;
}

/**
 * A value that is valid under all of `nodes`, as far as a look at one keyword after the other can tell: it is a guess, to be judged by the evaluator.
 * Undefined where a branch leads nowhere, or the effort is used up.
 */
export function guessInstance(nodes: readonly SchemaNode[], luck: Luck, depth = 0): JsonValue | undefined {
  const { random, effort } = luck;
  if (depth > HARD_DEPTH || effort.left <= 0) return undefined;
  effort.left -= 1;
  const facets = facetsOf(nodes, random);
  if (facets === undefined) return undefined;
  const schemas = facets.map(({ schema }) => schema as JsonObject);
  const listed = listedOf(schemas);
  if (listed !== undefined) return random.pick(listed);
  const samples = schemas.flatMap(({ examples, default: preset }) => [
    ...(Array.isArray(examples) ? (examples as JsonValue[]) : []),
    ...(preset === undefined ? [] : [preset]),
  ]);
  if (samples.length > 0 && random.chance(0.5)) return random.pick(samples);
  switch (typeOf(schemas, facets, random)) {
    case 'null':
      return null;
    case 'boolean':
      return random.chance(0.5);
    case 'integer':
      return makeNumber(schemas, random, { isWhole: true });
    case 'number':
      return makeNumber(schemas, random, { isWhole: false });
    case 'array':
      return guessArray(facets, luck, depth);
    case 'object':
      return guessObject(facets, luck, depth);
    default:
      return spent(effort, makeText(schemas, random));
  }
}

function spent(effort: Effort, text: string): string {
  effort.left -= text.length / CHARACTERS_OF_A_VALUE;
  return text;
}

/** The subschemas that judge the same value, with one branch of each choice; undefined where one of them is `false`. */
function facetsOf(nodes: readonly SchemaNode[], random: Random): readonly SchemaNode[] | undefined {
  const facets = new Set<SchemaNode>();
  const pending = [...nodes];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node.schema === false) return undefined;
    if (node.schema === true || facets.has(node)) continue;
    facets.add(node);
    pending.push(...node.references.flatMap(({ target }) => (target === undefined ? [] : [target])), ...childList(node, 'allOf'));
    for (const keyword of ['anyOf', 'oneOf'])
      pending.push(...optional(random.pick(childList(node, keyword).filter(({ schema }) => schema !== false))));
    pending.push(...conditional(node, random));
  }
  return [...facets];
}

function conditional(node: SchemaNode, random: Random): readonly SchemaNode[] {
  const condition = childSchema(node, 'if');
  const [then, otherwise] = [childSchema(node, 'then'), childSchema(node, 'else')];
  if (condition === undefined || (then === undefined && otherwise === undefined)) return [];
  return random.chance(0.5) ? [condition, ...optional(then)] : optional(otherwise);
}

function optional<Item>(item: Item | undefined): Item[] {
  return item === undefined ? [] : [item];
}

/** The values that every `enum` and `const` lists; undefined where there is none. */
function listedOf(schemas: readonly JsonObject[]): readonly JsonValue[] | undefined {
  const lists = schemas.flatMap(({ enum: values, const: only }) => [
    ...(Array.isArray(values) ? [values as JsonValue[]] : []),
    ...(only === undefined ? [] : [[only]]),
  ]);
  const [first, ...rest] = lists;
  return first?.filter((value) => rest.every((list) => list.some((other) => canonicalJson(other) === canonicalJson(value))));
}

const BY_KEYWORD: readonly (readonly [type: string, keywords: readonly string[]])[] = [
  ['object', ['properties', 'required', 'patternProperties', 'additionalProperties', 'minProperties', 'propertyNames', 'dependentRequired']],
  ['array', ['items', 'prefixItems', 'contains', 'minItems', 'uniqueItems']],
  ['string', ['format', 'pattern', 'minLength', 'maxLength']],
  ['number', ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf']],
];

function typeOf(schemas: readonly JsonObject[], facets: readonly SchemaNode[], random: Random): string | undefined {
  const lists = schemas.flatMap(({ type }) => (type === undefined ? [] : [[type].flat() as string[]]));
  if (lists.length > 0) {
    const [first = [], ...rest] = lists;
    const common = first.filter((type) => rest.every((list) => list.includes(type) || (type === 'integer' && list.includes('number'))));
    const whole = first.includes('number') && rest.some((list) => list.includes('integer')) ? ['integer'] : [];
    return random.pick([...common, ...whole]);
  }
  const hinted = BY_KEYWORD.find(([, keywords]) =>
    facets.some(({ written }) => typeof written === 'object' && keywords.some((keyword) => Object.hasOwn(written, keyword))),
  );
  return hinted?.[0] ?? random.pick(['string', 'integer', 'boolean', 'object']);
}

function guessObject(facets: readonly SchemaNode[], luck: Luck, depth: number): JsonObject | undefined {
  const { random } = luck;
  const schemas = facets.map(({ schema }) => schema as JsonObject);
  const required = new Set(schemas.flatMap(({ required: names }) => (Array.isArray(names) ? (names as string[]) : [])));
  const declared = facets.flatMap((facet) => [...childMap(facet, 'properties').keys()]);
  const names = new Set(required);
  for (const name of declared) if (depth < MAX_DEPTH && random.chance(0.6)) names.add(name);
  for (const { dependentRequired, dependencies } of schemas)
    for (const name of dependents({ ...(dependencies as object), ...(dependentRequired as object) }, names)) names.add(name);
  const least = Math.max(0, ...schemas.flatMap(({ minProperties }) => (typeof minProperties === 'number' ? [minProperties] : [])));
  for (const name of declared) if (names.size < least) names.add(name);
  for (let index = 1; names.size < least && index <= MAX_ITEMS; index += 1) names.add(`member${index}`);
  const members: [string, JsonValue][] = [];
  for (const name of [...declared, ...names]) {
    if (!names.delete(name)) continue;
    const value = guessInstance(
      facets.flatMap((facet) => judgesOfMember(facet, name)),
      luck,
      depth + 1,
    );
    if (value === undefined && required.has(name)) return undefined;
    if (value !== undefined) members.push([name, value]);
  }
  return Object.fromEntries(members);
}

function dependents(table: Readonly<Record<string, unknown>>, names: ReadonlySet<string>): string[] {
  return Object.entries(table).flatMap(([name, needed]) => (names.has(name) && Array.isArray(needed) ? (needed as string[]) : []));
}

function judgesOfMember(facet: SchemaNode, name: string): SchemaNode[] {
  const own = childMap(facet, 'properties').get(name);
  const matching = [...childMap(facet, 'patternProperties')].filter(([source]) => compilePattern(source)(name)).map(([, node]) => node);
  const judges = [...optional(own), ...matching];
  return judges.length > 0 ? judges : optional(childSchema(facet, 'additionalProperties') ?? childSchema(facet, 'unevaluatedProperties'));
}

function guessArray(facets: readonly SchemaNode[], luck: Luck, depth: number): JsonValue[] | undefined {
  const { random } = luck;
  const schemas = facets.map(({ schema }) => schema as JsonObject);
  const bound = (keyword: string): number[] => schemas.flatMap((schema) => (typeof schema[keyword] === 'number' ? [schema[keyword]] : []));
  const contains = facets.flatMap((facet) => optional(childSchema(facet, 'contains')));
  const least = Math.min(MAX_ITEMS, Math.max(0, ...bound('minItems'), ...(contains.length > 0 ? [1, ...bound('minContains')] : [])));
  const most = Math.max(least, Math.min(...bound('maxItems'), least + (depth < MAX_DEPTH ? 2 : 0)));
  const isUnique = schemas.some(({ uniqueItems }) => uniqueItems === true);
  const items: JsonValue[] = [];
  const length = random.whole(least, most);
  for (let tries = 0; items.length < length && tries < 4 * length + 8; tries += 1) {
    const index = items.length;
    const wanted = contains.length > 0 && index < Math.max(1, ...bound('minContains')) ? contains : [];
    const item = guessInstance([...facets.flatMap((facet) => judgesOfItem(facet, index)), ...wanted], luck, depth + 1);
    if (item === undefined) break;
    if (!isUnique || !items.some((other) => canonicalJson(other) === canonicalJson(item))) items.push(item);
  }
  return items.length < least ? undefined : items;
}

function judgesOfItem(facet: SchemaNode, index: number): SchemaNode[] {
  const first = [...childList(facet, 'prefixItems'), ...childList(facet, 'items')];
  return optional(first[index] ?? childSchema(facet, first.length > 0 && childList(facet, 'items').length > 0 ? 'additionalItems' : 'items'));
}
