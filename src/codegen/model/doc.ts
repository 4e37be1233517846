import type { SchemaNode } from '../../containment/index.ts';
import type { JsonObject, JsonValue } from '../../core/json/value.ts';
import type { Doc } from './type.ts';

const LIMITS = ['format', 'pattern', 'minimum', 'exclusiveMinimum', 'maximum', 'exclusiveMaximum', 'multipleOf'];
const COUNTS = ['minLength', 'maxLength', 'minItems', 'maxItems', 'uniqueItems', 'minProperties', 'maxProperties', 'contentMediaType'];
const SHOWN = [...LIMITS, ...COUNTS, 'contentEncoding', 'readOnly', 'writeOnly'];

const MAX_DEFAULT = 200;

const RANKS: ReadonlyMap<string, number> = new Map(SHOWN.map((keyword, rank) => [keyword, rank]));

const TOLD: ReadonlySet<string> = new Set([...SHOWN, 'description', 'title', 'type', 'default', 'deprecated']);

const NOTHING: Doc = {};

/** What a schema says to people: its description, and the limits that a type does not show. */
export function docOf({ schema }: SchemaNode): Doc {
  if (typeof schema === 'boolean' || !hasDoc(schema)) return NOTHING;
  const description = textOf(schema);
  const tags = tagsOf(schema);
  return {
    ...(description === '' ? {} : { description }),
    ...(tags.length === 0 ? {} : { tags }),
    ...(schema['deprecated'] === true ? { deprecated: true } : {}),
  };
}

function hasDoc(schema: JsonObject): boolean {
  for (const keyword of Object.keys(schema)) if (TOLD.has(keyword) && (keyword !== 'type' || schema[keyword] !== 'string')) return true;
  return false;
}

function textOf({ description, title }: JsonObject): string {
  const text = typeof description === 'string' ? description : title;
  return typeof text === 'string' ? text.trim() : '';
}

function tagsOf(schema: JsonObject): readonly string[] {
  const written = Object.keys(schema).filter((keyword) => RANKS.has(keyword) && isShown(schema[keyword]));
  if (written.length > 1) written.sort((a, b) => (RANKS.get(a) ?? 0) - (RANKS.get(b) ?? 0));
  const tags = written.map((keyword) => (schema[keyword] === true ? `@${keyword}` : `@${keyword} ${textOfValue(schema[keyword])}`));
  const { type } = schema;
  const integer = type === 'integer' || (Array.isArray(type) && type.includes('integer')) ? ['@type integer'] : [];
  const initial = Object.hasOwn(schema, 'default') ? [`@default ${JSON.stringify(schema['default'])}`] : [];
  return [...integer, ...tags, ...initial.filter((tag) => tag.length <= MAX_DEFAULT)];
}

function isShown(value: JsonValue | undefined): boolean {
  return typeof value === 'string' || typeof value === 'number' || value === true;
}

function textOfValue(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
