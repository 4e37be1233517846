import type { SchemaNode } from '../../containment/index.ts';
import type { JsonObject } from '../../core/json/value.ts';
import type { Doc } from './type.ts';

const SHOWN = ['format', 'pattern', 'minimum', 'exclusiveMinimum', 'maximum', 'exclusiveMaximum', 'minLength', 'maxLength', 'multipleOf', 'default'];

/** What a schema says to people: its description, and the limits that a type does not show. */
export function docOf({ schema }: SchemaNode): Doc {
  if (typeof schema === 'boolean') return {};
  const description = [textOf(schema), tagsOf(schema)].filter((part) => part !== '').join('\n\n');
  return { ...(description === '' ? {} : { description }), ...(schema['deprecated'] === true ? { deprecated: true } : {}) };
}

function textOf({ description, title }: JsonObject): string {
  const text = typeof description === 'string' ? description : title;
  return typeof text === 'string' ? text.trim() : '';
}

function tagsOf(schema: JsonObject): string {
  const limits = SHOWN.filter((keyword) => ['string', 'number', 'boolean'].includes(typeof schema[keyword]));
  return limits.map((keyword) => `@${keyword} ${typeof schema[keyword] === 'string' ? schema[keyword] : JSON.stringify(schema[keyword])}`).join('\n');
}
