import { isJsonObject, type JsonObject, type JsonValue } from '../../../core/json/value.ts';
import type { Dialect } from '../../../core/version.ts';
import { factsOf, textsOf } from './schema-facts.ts';
import { schemaPlaces, type Place, type SchemaPlaces } from './schema-places.ts';
import { typeOf } from './schema-type.ts';

/** What a node stands for in the one above it. */
export type NodeRole = 'root' | 'member' | 'pattern' | 'words';

/** A value that a schema describes: all that holds for it, whatever branch of `allOf` or reference says so. */
export interface SchemaNode {
  /** Unlike every other in the tree. */
  readonly key: string;
  readonly role: NodeRole;
  /** The name of a member, a pattern of names, or words such as "each item". */
  readonly name: string;
  readonly isRequired: boolean;
  /** Where it is declared, and where the references from there lead: JSON Pointers into the document. */
  readonly pointers: readonly string[];
  readonly type: string;
  /** Names of what it refers to. */
  readonly refersTo: readonly string[];
  /** The name of a schema above that this one is again: it is not unrolled a second time. */
  readonly again: string | undefined;
  /** References that the document does not answer. */
  readonly outside: readonly string[];
  readonly title: string | undefined;
  readonly description: string | undefined;
  /** "5 to 40 characters", "pattern ^a". */
  readonly facts: readonly string[];
  readonly isDeprecated: boolean;
  readonly isSensitive: boolean;
  readonly isReadOnly: boolean;
  readonly isWriteOnly: boolean;
  /** `enum` or `const`. */
  readonly values: readonly JsonValue[] | undefined;
  readonly defaults: readonly JsonValue[];
  readonly examples: readonly JsonValue[];
  /** All that hold together, as they are written. */
  readonly schemas: readonly JsonObject[];
  readonly hasChildren: boolean;
  /** Made when they are asked for; a schema may lead to many more than anybody looks at. */
  readonly children: () => readonly SchemaNode[];
}

/** The root of a bundled document. Nothing below it is looked at yet. */
export function schemaTree(document: JsonValue, dialect?: Dialect): SchemaNode {
  const places = schemaPlaces(document, dialect);
  return nodeOf(places, { key: '', role: 'root', name: 'event', isRequired: false, parts: [places.root], seen: new Set() });
}

interface Draft {
  readonly key: string;
  readonly role: NodeRole;
  readonly name: string;
  readonly isRequired: boolean;
  /** Schemas that hold together. */
  readonly parts: readonly Place[];
  /** Pointers that references on the way to here led to. */
  readonly seen: ReadonlySet<string>;
}

/** What a node is made of, once references and `allOf` were followed. */
interface Expanded {
  readonly parts: readonly Place[];
  readonly seen: ReadonlySet<string>;
  readonly refersTo: readonly string[];
  readonly again: string | undefined;
  readonly outside: readonly string[];
}

// `allOf` and references may multiply; nobody reads so many at one place.
const MAX_PARTS = 500;

function nodeOf(places: SchemaPlaces, draft: Draft): SchemaNode {
  const { parts, seen, refersTo, again, outside } = expand(places, draft);
  const schemas = parts.map(({ schema }) => schema);
  const objects = schemas.filter(isJsonObject);
  let made: readonly SchemaNode[] | undefined;
  const drafts = (): readonly Draft[] => childrenOf(places, { ...draft, parts, seen });
  return {
    ...{ key: draft.key, role: draft.role, name: draft.name, isRequired: draft.isRequired, refersTo, again, outside },
    pointers: [...draft.parts, ...parts].map(({ pointer }) => pointer),
    type: typeOf(parts, (place) => expand(places, { parts: [place], seen })),
    title: textsOf(objects, 'title')[0],
    description: textsOf(objects, 'description')[0],
    facts: factsOf(objects),
    isDeprecated: objects.some((schema) => schema['deprecated'] === true),
    isSensitive: objects.some((schema) => schema['x-sensitive'] === true),
    isReadOnly: objects.some((schema) => schema['readOnly'] === true),
    isWriteOnly: objects.some((schema) => schema['writeOnly'] === true),
    values: valuesOf(objects),
    defaults: objects.flatMap((schema) => (schema['default'] === undefined ? [] : [schema['default']])).slice(0, 1),
    examples: objects.flatMap(({ examples, example }) => [...listOf(examples), ...(example === undefined ? [] : [example])]),
    schemas: objects,
    hasChildren: parts.some(({ schema }) => isJsonObject(schema) && declares(schema, draft.role)),
    children: () => (made ??= drafts().map((child) => nodeOf(places, child))),
  };
}

function expand(places: SchemaPlaces, draft: Pick<Draft, 'parts' | 'seen'>): Expanded {
  const seen = new Set(draft.seen);
  const [parts, refersTo, outside]: [Place[], string[], string[]] = [[], [], []];
  let again: string | undefined;
  const waiting = [...draft.parts];
  for (const part of waiting) {
    if (parts.length >= MAX_PARTS) break;
    if (!isJsonObject(part.schema)) {
      parts.push(part);
      continue;
    }
    const references = ['$ref', '$dynamicRef', '$recursiveRef'].flatMap((name) => textsOf([part.schema as JsonObject], name));
    const isBare = references.length > 0 && !places.readsSiblings;
    parts.push(isBare ? { ...part, schema: annotationsOf(part.schema) } : part);
    if (!isBare) waiting.push(...listOf(part.schema['allOf']).map((branch, at) => places.below(part, branch, 'allOf', at)));
    for (const reference of references) {
      const target = places.follow(part, reference);
      if (target === undefined) outside.push(reference);
      else if (seen.has(target.pointer)) again = nameOf(target);
      else {
        seen.add(target.pointer);
        refersTo.push(nameOf(target));
        waiting.push(target);
      }
    }
  }
  return { parts, seen: parts.some(({ pointer }) => pointer === '') ? seen.add('') : seen, refersTo, again, outside };
}

/** What is said beside a `$ref` to people still helps them where it means nothing to validators. */
function annotationsOf(schema: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(schema).filter(([name]) => ['title', 'description', 'deprecated', 'default', 'examples', 'x-sensitive'].includes(name)),
  );
}

/** What a schema is called: its title, else the last step to it. */
function nameOf({ schema, pointer }: Place): string {
  const title = isJsonObject(schema) ? schema['title'] : undefined;
  if (typeof title === 'string' && title !== '') return title;
  return pointer === '' ? 'the event' : (pointer.split('/').at(-1) ?? '').replaceAll('~1', '/').replaceAll('~0', '~');
}

function valuesOf(objects: readonly JsonObject[]): readonly JsonValue[] | undefined {
  for (const schema of objects) {
    if (schema['const'] !== undefined) return [schema['const']];
    if (Array.isArray(schema['enum'])) return schema['enum'] as readonly JsonValue[];
  }
  return undefined;
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

function declares(schema: JsonObject, role: NodeRole): boolean {
  if (MAPS.some((name) => isJsonObject(schema[name]) && Object.keys(schema[name]).length > 0)) return true;
  if (ONE.some(([name]) => isJsonObject(schema[name])) || MANY.some(([name]) => listOf(schema[name]).length > 0)) return true;
  if (listOf(schema['prefixItems']).length > 0 || listOf(schema['items']).length > 0 || schema['if'] !== undefined) return true;
  if (dependents(schema).length > 0) return true;
  return role === 'root' && definitions(schema).length > 0;
}

function childrenOf(places: SchemaPlaces, node: Draft): readonly Draft[] {
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

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]) : [];
}
