import { isJsonObject, type JsonObject, type JsonValue } from '../../../../core/json/value.ts';
import type { Dialect } from '../../../../core/version.ts';
import { childrenOf, declares, type Draft, type NodeRole } from './children.ts';
import { expand } from './expand.ts';
import { listOf, textsOf } from './keyword-values.ts';
import { factsOf } from './schema-facts.ts';
import { schemaPlaces, type SchemaPlaces } from './schema-places.ts';
import { typeOf } from './schema-type.ts';

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

function valuesOf(objects: readonly JsonObject[]): readonly JsonValue[] | undefined {
  for (const schema of objects) {
    if (schema['const'] !== undefined) return [schema['const']];
    if (Array.isArray(schema['enum'])) return schema['enum'] as readonly JsonValue[];
  }
  return undefined;
}
