import { appendPointer } from '../core/json/pointer.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../core/json/value.ts';
import type { SchemaUse } from './model.ts';
import type { Placed, Resolver } from './references.ts';

/** How bindings write the attribute `type` as a header: Kafka, HTTP, AMQP 1.0 (two ways), MQTT and NATS. */
const TYPE_HEADERS = ['ce_type', 'ce-type', 'cloudEvents:type', 'cloudEvents_type', 'type'];

const MAX_PARTS = 50;

export interface TypeSources {
  readonly payload: SchemaUse | undefined;
  readonly headers: SchemaUse | undefined;
  readonly isEnvelope: boolean;
}

/** The CloudEvents type that a message always has; undefined where nothing says it, or it may be one of several. */
export function cloudEventsType(resolver: Resolver, message: JsonObject, { payload, headers, isEnvelope }: TypeSources): string | undefined {
  const { 'x-cloudevents-type': written, 'x-cloudevents': group } = message;
  const said = written ?? (isJsonObject(group) ? group['type'] : undefined);
  if (typeof said === 'string' && said !== '') return said;
  // A header that is merely called type is CloudEvents' only beside its other attributes.
  const names = headers === undefined ? [] : TYPE_HEADERS.filter((name) => name !== 'type' || declares(resolver, headers, 'specversion'));
  for (const name of names) {
    const value = headers === undefined ? undefined : onlyValue(resolver, headers, name);
    if (value !== undefined) return value;
  }
  return isEnvelope && payload !== undefined ? onlyValue(resolver, payload, 'type') : undefined;
}

/**
 * The schema of `data` where a payload is a whole CloudEvent: it says so by its content type, or declares the attributes that each one
 * has. Undefined where it is none, or says nothing of its data.
 */
export function dataOfEnvelope(resolver: Resolver, payload: SchemaUse, contentType: string | undefined): SchemaUse | undefined {
  if (payload.kind !== 'asyncapi' && payload.kind !== 'json-schema') return undefined;
  const isStructured = /^application\/cloudevents(?!-batch)\b/i.test(contentType ?? '');
  if (!isStructured && !['specversion', 'type', 'source'].every((name) => declares(resolver, payload, name))) return undefined;
  const found = declarationsOf(resolver, payload, 'data').filter(({ value }) => !saysNothing(value));
  const [only] = found;
  if (only === undefined) return undefined;
  if (found.length > 1) return { ...payload, pointer: `${payload.pointer}/properties/data`, schema: { allOf: found.map(({ value }) => value) } };
  const schema = resolver.follow(only) ?? only;
  return { ...payload, pointer: schema.pointer, schema: schema.value };
}

/** `data: {}` or `data: { description }` of a common envelope, which every event narrows. */
function saysNothing(value: JsonValue): boolean {
  return value === true || (isJsonObject(value) && Object.keys(value).every((name) => ['title', 'description', '$comment'].includes(name)));
}

function declares(resolver: Resolver, schema: SchemaUse, name: string): boolean {
  return declarationsOf(resolver, schema, name).length > 0;
}

function onlyValue(resolver: Resolver, schema: SchemaUse, name: string): string | undefined {
  for (const placed of declarationsOf(resolver, schema, name)) {
    const found = resolver.follow(placed)?.value;
    if (!isJsonObject(found)) continue;
    const values = Array.isArray(found['enum']) ? (found['enum'] as readonly JsonValue[]) : [];
    const value = found['const'] ?? (values.length === 1 ? values[0] : undefined);
    if (typeof value === 'string' && value !== '') return value;
  }
  return undefined;
}

/** The schemas of a property in a schema and in all that it is an `allOf` of. */
function declarationsOf(resolver: Resolver, { schema, pointer }: SchemaUse, name: string): readonly Placed[] {
  const pending: Placed[] = [{ value: schema, pointer }];
  const found: Placed[] = [];
  for (let count = 0; count < MAX_PARTS; count += 1) {
    const next = pending.shift();
    if (next === undefined) break;
    const part = resolver.follow(next);
    if (part === undefined || !isJsonObject(part.value)) continue;
    const { properties, allOf } = part.value;
    if (isJsonObject(properties) && Object.hasOwn(properties, name)) {
      found.push({ value: properties[name] ?? true, pointer: appendPointer(`${part.pointer}/properties`, name) });
    }
    if (Array.isArray(allOf))
      pending.push(...(allOf as readonly JsonValue[]).map((value, index) => ({ value, pointer: `${part.pointer}/allOf/${index}` })));
  }
  return found;
}
