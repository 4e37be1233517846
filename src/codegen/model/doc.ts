import type { SchemaNode } from '../../containment/index.ts';
import type { JsonObject, JsonValue } from '../../core/json/value.ts';
import type { Doc } from './type.ts';

const LIMITS = ['format', 'pattern', 'minimum', 'exclusiveMinimum', 'maximum', 'exclusiveMaximum', 'multipleOf'];
const COUNTS = ['minLength', 'maxLength', 'minItems', 'maxItems', 'uniqueItems', 'minProperties', 'maxProperties', 'contentMediaType'];
const SHOWN = [...LIMITS, ...COUNTS, 'contentEncoding', 'readOnly', 'writeOnly'];

const MAX_DEFAULT = 200;

const IS_SHOWN: ReadonlySet<string> = new Set(SHOWN);

/** What a schema says to people: its description, and the limits that a type does not show. */
export function docOf({ schema }: SchemaNode): Doc {
  if (typeof schema === 'boolean') return {};
  const description = textOf(schema);
  const tags = tagsOf(schema);
  return {
    ...(description === '' ? {} : { description }),
    ...(tags.length === 0 ? {} : { tags }),
    ...(schema['deprecated'] === true ? { deprecated: true } : {}),
  };
}

function textOf({ description, title }: JsonObject): string {
  const text = typeof description === 'string' ? description : title;
  return typeof text === 'string' ? text.trim() : '';
}

function tagsOf(schema: JsonObject): readonly string[] {
  const written = Object.keys(schema).some((keyword) => IS_SHOWN.has(keyword)) ? SHOWN : [];
  const limits = written.filter((keyword) => ['string', 'number', 'boolean'].includes(typeof schema[keyword]) && schema[keyword] !== false);
  const tags = limits.map((keyword) => (schema[keyword] === true ? `@${keyword}` : `@${keyword} ${textOfValue(schema[keyword])}`));
  const integer = [schema['type']].flat().includes('integer') ? ['@type integer'] : [];
  const initial = Object.hasOwn(schema, 'default') ? [`@default ${JSON.stringify(schema['default'])}`] : [];
  return [...integer, ...tags, ...initial.filter((tag) => tag.length <= MAX_DEFAULT)];
}

function textOfValue(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
