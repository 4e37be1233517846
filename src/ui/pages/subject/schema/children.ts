import { isJsonObject, type JsonObject, type JsonValue } from '../../../../core/json/value.ts';
import { listOf } from './keyword-values.ts';
import type { Place, SchemaPlaces } from './schema-places.ts';

/** What a node stands for in the one above it. */
export type NodeRole = 'root' | 'member' | 'pattern' | 'words';

/** A node before its references are followed. */
export interface Draft {
  readonly key: string;
  readonly role: NodeRole;
  readonly name: string;
  readonly isRequired: boolean;
  /** Schemas that hold together. */
  readonly parts: readonly Place[];
  /** Pointers that references on the way to here led to. */
  readonly seen: ReadonlySet<string>;
}

/** Keywords with one subschema, and what it is in words. */
const ONE: readonly (readonly [string, string])[] = [
  ['additionalProperties', 'any other member'],
  ['unevaluatedProperties', 'any other member'],
  ['propertyNames', 'names of members'],
  ['items', 'each item'],
  ['additionalItems', 'each further item'],
  ['unevaluatedItems', 'each further item'],
  ['contains', 'at least one item'],
  ['not', 'must not be'],
];
const MANY: readonly (readonly [string, string])[] = [
  ['oneOf', 'alternative'],
  ['anyOf', 'option'],
];
const MAPS: readonly string[] = ['properties', 'patternProperties'];
const CONDITION: readonly (readonly [string, string])[] = [
  ['if', 'if'],
  ['then', 'then'],
  ['else', 'else'],
];

/** Whether there is anything below a schema. */
export function declares(schema: JsonObject, role: NodeRole): boolean {
  if (MAPS.some((name) => isJsonObject(schema[name]) && Object.keys(schema[name]).length > 0)) return true;
  if (ONE.some(([name]) => isJsonObject(schema[name])) || MANY.some(([name]) => listOf(schema[name]).length > 0)) return true;
  if (listOf(schema['prefixItems']).length > 0 || listOf(schema['items']).length > 0 || schema['if'] !== undefined) return true;
  if (dependents(schema).length > 0) return true;
  return role === 'root' && definitions(schema).length > 0;
}

/** What is below a node: members, items, alternatives, conditions, and below the root its definitions. */
export function childrenOf(places: SchemaPlaces, node: Draft): readonly Draft[] {
  const { parts } = node;
  const words = (name: string, step: string, found: readonly Place[], isRequired = false): Draft => ({
    ...{ key: `${node.key}/${step}`, role: 'words', name, isRequired, parts: found, seen: node.seen },
  });
  const each = (read: (part: Place, schema: JsonObject) => readonly Draft[]): readonly Draft[] =>
    parts.flatMap((part, at) => (isJsonObject(part.schema) ? read(part, part.schema).map((draft) => ({ ...draft, key: `${draft.key}~${at}` })) : []));
  return [
    ...members(places, node),
    ...each((part, schema) =>
      Object.entries(isJsonObject(schema['patternProperties']) ? schema['patternProperties'] : {}).map(([pattern, member]) => ({
        ...words(pattern, `patternProperties ${pattern}`, [places.below(part, member, 'patternProperties', pattern)]),
        role: 'pattern' as const,
      })),
    ),
    ...each((part, schema) =>
      tuple(schema).map(({ keyword, item, at }) => words(`item ${at + 1}`, `${keyword} ${at}`, [places.below(part, item, keyword, at)])),
    ),
    ...each((part, schema) =>
      ONE.flatMap(([keyword, name]) => {
        const member = schema[keyword];
        if (!isJsonObject(member)) return [];
        return [words(keyword === 'items' && tuple(schema).length > 0 ? 'each further item' : name, keyword, [places.below(part, member, keyword)])];
      }),
    ),
    ...each((part, schema) =>
      MANY.flatMap(([keyword, name]) => alternatives(places, { part, node, name, keyword, branches: listOf(schema[keyword]) })),
    ),
    ...each((part, schema) =>
      schema['if'] === undefined
        ? []
        : CONDITION.flatMap(([keyword, name]) =>
            schema[keyword] === undefined ? [] : [words(name, keyword, [places.below(part, schema[keyword], keyword)])],
          ),
    ),
    ...each((part, schema) =>
      dependents(schema).map(({ keyword, name, member }) =>
        words(`where ${name} is there`, `${keyword} ${name}`, [places.below(part, member, keyword, name)]),
      ),
    ),
    ...(node.role === 'root'
      ? each((part, schema) =>
          definitions(schema).map(({ keyword, name, member }) =>
            words(`definition ${name}`, `${keyword} ${name}`, [places.below(part, member, keyword, name)]),
          ),
        )
      : []),
  ];
}

/** Members of all parts, one with the same name in several of them once. */
function members(places: SchemaPlaces, { key, parts, seen }: Draft): readonly Draft[] {
  const found = new Map<string, Place[]>();
  const required = new Set<JsonValue>();
  for (const part of parts) {
    if (!isJsonObject(part.schema)) continue;
    for (const name of listOf(part.schema['required'])) required.add(name);
    const properties = part.schema['properties'];
    for (const [name, member] of Object.entries(isJsonObject(properties) ? properties : {})) {
      const place = places.below(part, member, 'properties', name);
      const known = found.get(name);
      if (known === undefined) found.set(name, [place]);
      else known.push(place);
    }
  }
  return [...found].map(([name, held]) => ({
    key: `${key}/${JSON.stringify(name)}`,
    role: 'member',
    name,
    isRequired: required.has(name),
    parts: held,
    seen,
  }));
}

interface Alternatives {
  readonly part: Place;
  readonly node: Draft;
  readonly name: string;
  readonly keyword: string;
  readonly branches: readonly JsonValue[];
}

/** Each branch is a node of its own, called by its number; its title stands beside it. */
function alternatives(places: SchemaPlaces, { part, node, name, keyword, branches }: Alternatives): readonly Draft[] {
  return branches.map((branch, at) => ({
    ...{ key: `${node.key}/${keyword} ${at}`, role: 'words', isRequired: false, seen: node.seen },
    name: `${name} ${at + 1} of ${branches.length}`,
    parts: [places.below(part, branch, keyword, at)],
  }));
}

interface Tuple {
  readonly keyword: string;
  readonly item: JsonValue;
  readonly at: number;
}

function tuple(schema: JsonObject): readonly Tuple[] {
  const keyword = Array.isArray(schema['items']) ? 'items' : 'prefixItems';
  return listOf(schema[keyword]).map((item, at) => ({ keyword, item, at }));
}

interface Named {
  readonly keyword: string;
  readonly name: string;
  readonly member: JsonValue;
}

function dependents(schema: JsonObject): readonly Named[] {
  return namedIn(schema, ['dependentSchemas', 'dependencies']).filter(({ member }) => !Array.isArray(member));
}

function definitions(schema: JsonObject): readonly Named[] {
  return namedIn(schema, ['$defs', 'definitions']);
}

function namedIn(schema: JsonObject, keywords: readonly string[]): readonly Named[] {
  return keywords.flatMap((keyword) => {
    const map = schema[keyword];
    return isJsonObject(map) ? Object.entries(map).map(([name, member]) => ({ keyword, name, member })) : [];
  });
}
