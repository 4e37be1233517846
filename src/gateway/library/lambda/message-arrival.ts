import type { Arrival } from '../../arrival.ts';
import { STRUCTURED_TYPE } from '../../binding/cloudevents-structured.ts';
import { singleHeader, type RawHeaders } from '../../headers.ts';
import type { Door } from '../door.ts';
import { arrive } from '../read-arrival.ts';

const JSON_TYPE = 'application/json';

/** Of a message: SQS writes their values one way, SNS the other. */
export type MessageAttributes = Readonly<Record<string, { readonly stringValue?: unknown; readonly Value?: unknown } | null>>;

export interface EventBridgeEvent {
  readonly id?: unknown;
  readonly source?: unknown;
  readonly time?: unknown;
  readonly 'detail-type': string;
  readonly detail: unknown;
}

/**
 * A message as the request that it would be: its attributes are the headers. Without the attribute `content-type` it is a
 * structured CloudEvent; a binary one where there is a `ce-type`; on `webhook` sources plain JSON.
 */
export function bodyArrival(bytes: Buffer, attributes: MessageAttributes | null | undefined, door: Door): Arrival {
  const headers = Object.entries(attributes ?? {}).flatMap(([name, attribute]) => headerOf(name, attribute?.stringValue ?? attribute?.Value));
  const isPlain = door.sourceKind !== 'cloudevents' || headers.some((name, index) => index % 2 === 0 && name.toLowerCase() === 'ce-type');
  return toArrival(headers, bytes, isPlain ? JSON_TYPE : STRUCTURED_TYPE, door);
}

/**
 * An event from EventBridge: `detail` is the data, or a whole CloudEvent. On `webhook` sources `detail-type` and `source` are
 * headers; on `cloudevents` the type is `source` and `detail-type`, joined by a dot.
 */
export function eventBridgeArrival(event: EventBridgeEvent, door: Door): Arrival {
  const { id, source, time, 'detail-type': type, detail } = event;
  if (door.sourceKind === 'webhook')
    return toArrival([...headerOf('detail-type', type), ...headerOf('source', source)], toBytes(detail), JSON_TYPE, door);
  if (isCloudEvent(detail)) return structuredArrival(detail, door);
  const attributes = { specversion: '1.0', id, source, type: `${String(source)}.${type}`, time };
  return toArrival(
    Object.entries(attributes).flatMap(([name, value]) => headerOf(`ce-${name}`, value)),
    toBytes(detail),
    JSON_TYPE,
    door,
  );
}

/** What a vendor's envelope is, whole, on a source of that kind. */
export function wholeArrival(envelope: unknown, door: Door): Arrival {
  return toArrival([], toBytes(envelope), JSON_TYPE, door);
}

/** A CloudEvent that was parsed already. */
export function structuredArrival(event: unknown, door: Door): Arrival {
  return toArrival([], toBytes(event), STRUCTURED_TYPE, door);
}

function toArrival(headers: RawHeaders, bytes: Buffer, defaultType: string, door: Door): Arrival {
  const contentType = singleHeader(headers, 'content-type') ?? defaultType;
  return arrive({ method: 'POST', url: '', headers, contentType, bytes }, door.maxBodyBytes);
}

// Those of an event are percent-decoded when they are read; here nobody has encoded them yet. Half a surrogate pair cannot be, and is refused then.
function headerOf(name: string, value: unknown): readonly string[] {
  if (typeof value !== 'string') return [];
  return [name, name.toLowerCase().startsWith('ce-') && !/\p{Surrogate}/u.test(value) ? encodeURIComponent(value) : value];
}

function toBytes(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value) ?? '');
}

function isCloudEvent(detail: unknown): boolean {
  return typeof detail === 'object' && detail !== null && 'specversion' in detail;
}
