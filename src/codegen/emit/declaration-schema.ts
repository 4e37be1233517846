import type { JsonObject, JsonValue } from '../../core/json/value.ts';
import type { Declaration, Doc, Type } from '../model/type.ts';
import { commentText } from '../quote.ts';

/** A schema of the plain kind that json-schema-to-typescript prints rightly. */
export type PlainSchema = JsonObject;

/**
 * The declarations as definitions of one draft-07 schema whose root refers to all of them. Only names of ours, types,
 * literals and descriptions made harmless are in it; nothing of the schema they came from.
 */
export function declarationSchema(declarations: readonly Declaration[]): PlainSchema {
  const definitions = declarations.map(({ name, type, doc }) => [name, { ...plainSchema(type), ...plainDoc(doc) }] as const);
  const properties = declarations.map(({ name }) => [name, reference(name)] as const);
  return { type: 'object', properties: Object.fromEntries(properties), additionalProperties: false, definitions: Object.fromEntries(definitions) };
}

function plainSchema(type: Type): PlainSchema {
  switch (type.kind) {
    case 'unknown':
      return {};
    case 'scalar':
      return { type: type.name };
    case 'literal':
      return { enum: [type.value] };
    case 'named':
      return reference(type.name);
    case 'union':
      return unionSchema(type.members);
    case 'array':
      return { type: 'array', items: plainSchema(type.items) };
    case 'tuple':
      return tupleSchema(type);
    case 'object':
      return objectSchema(type);
  }
}

function unionSchema(members: readonly Type[]): PlainSchema {
  const literals = members.flatMap((member) => (member.kind === 'literal' ? [member.value] : []));
  if (literals.length === members.length && members.length > 0) return { enum: literals };
  return { anyOf: members.map(plainSchema) };
}

function tupleSchema({ prefix, required, rest }: Extract<Type, { kind: 'tuple' }>): PlainSchema {
  const bounds: Record<string, JsonValue> = { minItems: required, additionalItems: rest === undefined ? false : plainSchema(rest) };
  return { type: 'array', items: prefix.map(plainSchema), ...bounds, ...(prefix.length === 0 ? { maxItems: 0 } : {}) };
}

function objectSchema({ properties, rest }: Extract<Type, { kind: 'object' }>): PlainSchema {
  const entries = properties.map(({ name, type, doc }) => {
    // Beside a reference a description would make json-schema-to-typescript copy what it refers to.
    return [name, type.kind === 'named' ? plainSchema(type) : { ...plainSchema(type), ...plainDoc(doc) }] as const;
  });
  return {
    type: 'object',
    properties: Object.fromEntries(entries),
    required: properties.filter(({ required }) => required).map(({ name }) => name),
    additionalProperties: rest === undefined ? false : plainSchema(rest),
  };
}

function plainDoc({ description, deprecated }: Doc): PlainSchema {
  return {
    ...(description === undefined ? {} : { description: commentText(description) }),
    ...(deprecated === true ? { deprecated: true } : {}),
  };
}

function reference(name: string): PlainSchema {
  return { $ref: `#/definitions/${name}` };
}
