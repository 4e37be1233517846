import type { JsonObject, JsonValue } from '../../../core/json/value.ts';
import type { SchemaNode } from './schema/schema-tree.ts';

const MAX_DEPTH = 8;

/**
 * An event for people to start from: the first example of the schema, else one made of what is required. It may break the schema where
 * that says more than types, bounds, lengths, values and formats; ask before showing it as valid.
 */
export function exampleEvent(node: SchemaNode, depth = 0): JsonValue {
  const [given] = [...node.examples, ...node.defaults, ...(node.values ?? [])];
  if (given !== undefined) return given;
  const type = node.type.replace(/ .*/, '');
  switch (type) {
    case 'object':
    case 'one':
      return depth > MAX_DEPTH ? {} : objectOf(node, depth);
    case 'array':
      return depth > MAX_DEPTH ? [] : arrayOf(node, depth);
    case 'string':
      return textOf(node.schemas);
    case 'integer':
    case 'number':
      return numberOf(node.schemas);
    case 'boolean':
      return true;
    default:
      return type === 'null' ? null : {};
  }
}

function objectOf(node: SchemaNode, depth: number): JsonValue {
  const children = node.children();
  const first = children.find(({ name }) => /^(alternative|option) 1 /.test(name));
  const chosen = first === undefined ? {} : exampleEvent(first, depth + 1);
  if (typeof chosen !== 'object' || chosen === null || Array.isArray(chosen)) return chosen;
  const members = children.filter(({ role, isRequired }) => role === 'member' && isRequired);
  return Object.fromEntries([...Object.entries(chosen), ...members.map((member) => [member.name, exampleEvent(member, depth + 1)])]) as JsonObject;
}

function arrayOf(node: SchemaNode, depth: number): JsonValue {
  const items = node.children().filter(({ role, name }) => role === 'words' && /^(item \d+|each item|at least one item)$/.test(name));
  return items.map((item) => exampleEvent(item, depth + 1));
}

const FORMATS: Readonly<Record<string, string>> = {
  'date-time': '2030-01-31T12:00:00Z',
  date: '2030-01-31',
  time: '12:00:00Z',
  duration: 'P1D',
  email: 'ada@example.com',
  hostname: 'example.com',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  uri: 'https://example.com/',
  'uri-reference': '/a',
  uuid: '123e4567-e89b-12d3-a456-426614174000',
};

function textOf(schemas: readonly JsonObject[]): string {
  const format = schemas.map((schema) => schema['format']).find((name) => typeof name === 'string' && Object.hasOwn(FORMATS, name));
  if (typeof format === 'string') return FORMATS[format] ?? '';
  const most = Math.min(...said(schemas, 'maxLength'), 1_000);
  return 'text'.padEnd(Math.min(Math.max(0, ...said(schemas, 'minLength')), 1_000), '.').slice(0, most);
}

function numberOf(schemas: readonly JsonObject[]): number {
  const least = Math.max(...said(schemas, 'minimum'), ...said(schemas, 'exclusiveMinimum').map((bound) => bound + 1));
  const most = Math.min(...said(schemas, 'maximum'), ...said(schemas, 'exclusiveMaximum').map((bound) => bound - 1));
  const step = said(schemas, 'multipleOf')[0] ?? 1;
  const start = Number.isFinite(least) ? least : Number.isFinite(most) ? Math.min(most, 1) : 1;
  return Math.ceil(start / step) * step;
}

function said(schemas: readonly JsonObject[], keyword: string): readonly number[] {
  return schemas.flatMap((schema) => (typeof schema[keyword] === 'number' ? [schema[keyword]] : []));
}
