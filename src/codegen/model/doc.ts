import type { SchemaNode } from '../../containment/index.ts';
import type { JsonObject } from '../../core/json/value.ts';
import type { Doc } from './type.ts';

const SHOWN = ['format', 'pattern', 'minimum', 'exclusiveMinimum', 'maximum', 'exclusiveMaximum', 'minLength', 'maxLength', 'multipleOf', 'default'];

/** What a schema says to people: its description, and the limits that a type does not show. */
export function docOf({ written }: SchemaNode): Doc {
  if (typeof written === 'boolean') return {};
  const description = [textOf(written), tagsOf(written)].filter((part) => part !== '').join('\n\n');
  return { ...(description === '' ? {} : { description }), ...(written['deprecated'] === true ? { deprecated: true } : {}) };
}

function textOf({ description, title }: JsonObject): string {
  const text = typeof description === 'string' ? description : title;
  return typeof text === 'string' ? text.trim() : '';
}

function tagsOf(schema: JsonObject): string {
  const limits = SHOWN.filter((keyword) => ['string', 'number', 'boolean'].includes(typeof schema[keyword]));
  return limits.map((keyword) => `@${keyword} ${typeof schema[keyword] === 'string' ? schema[keyword] : JSON.stringify(schema[keyword])}`).join('\n');
}
