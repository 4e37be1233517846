import { RegistryError } from '../../../core/errors.ts';
import type { Arrival } from '../../arrival.ts';
import type { Door } from '../door.ts';
import { isHttp, type HttpEvent } from './http.ts';
import {
  bodyArrival,
  eventBridgeArrival,
  structuredArrival,
  wholeArrival,
  type EventBridgeEvent,
  type MessageAttributes,
} from './message-arrival.ts';

/** What Lambda was invoked with. */
export type Envelope = { readonly kind: 'http'; readonly request: HttpEvent } | Messages;

export interface Messages {
  readonly kind: 'messages';
  /** How failures are told: `items` names each, `first` only the first, after which all come again; `throw`: the invocation fails. */
  readonly report: 'items' | 'first' | 'throw';
  readonly messages: readonly Message[];
}

export interface Message {
  /** As Lambda gave it. */
  readonly record: unknown;
  /** What the service calls it where it is to be sent again. */
  readonly id: string;
  /** Messages of one group are in order: after one that failed, none is handled. */
  readonly group?: string;
  readonly read: () => Arrival;
}

/** A record of SQS, Kinesis or SNS; nothing of it was looked into. */
interface MessageRecord {
  readonly eventSource?: unknown;
  readonly EventSource?: unknown;
  readonly messageId?: unknown;
  readonly body?: unknown;
  readonly attributes?: { readonly MessageGroupId?: unknown } | null;
  readonly messageAttributes?: MessageAttributes | null;
  readonly kinesis?: { readonly sequenceNumber?: unknown; readonly data?: unknown } | null;
  readonly Sns?: { readonly MessageId?: unknown; readonly Message?: unknown; readonly MessageAttributes?: MessageAttributes | null } | null;
}

interface Envelopes extends HttpEvent, Partial<EventBridgeEvent> {
  readonly Records?: readonly (MessageRecord | null)[];
  readonly specversion?: unknown;
}

/** Tell what an invocation is. Throws `envelope_invalid` for what is none of those that `lambda` names. */
export function readEnvelope(given: unknown, door: Door): Envelope {
  const event = (typeof given === 'object' && given !== null ? given : {}) as Envelopes;
  if (isHttp(event)) return { kind: 'http', request: event };
  if (Array.isArray(event.Records) && event.Records.length > 0) return readRecords(event.Records, door) ?? whole(given, door);
  if (isVendors(door)) return whole(given, door);
  if (typeof event['detail-type'] === 'string') {
    const bridged = event as EventBridgeEvent;
    return { kind: 'messages', report: 'throw', messages: [{ record: given, id: '', read: () => eventBridgeArrival(bridged, door) }] };
  }
  if ('specversion' in event) {
    return { kind: 'messages', report: 'throw', messages: [{ record: given, id: '', read: () => structuredArrival(given, door) }] };
  }
  throw unknownEnvelope(describeInvocation(given));
}

// What the source knows as a whole is one message.
function whole(given: unknown, door: Door): Messages {
  return { kind: 'messages', report: 'throw', messages: [{ record: given, id: '', read: () => wholeArrival(given, door) }] };
}

function isVendors({ sourceKind }: Door): boolean {
  return sourceKind !== 'cloudevents' && sourceKind !== 'webhook';
}

/** Undefined for what is no queue, stream or topic, but what the source knows. */
function readRecords(given: NonNullable<Envelopes['Records']>, door: Door): Messages | undefined {
  const records = given.map((record) => record ?? {});
  const source = records[0]?.eventSource ?? records[0]?.EventSource;
  switch (source) {
    case 'aws:sqs':
      return { kind: 'messages', report: 'items', messages: records.map((record) => readSqs(record, door)) };
    case 'aws:kinesis':
      return { kind: 'messages', report: 'first', messages: records.map((record) => readKinesis(record, door)) };
    case 'aws:sns':
      return { kind: 'messages', report: 'throw', messages: records.map((record) => readSns(record, door)) };
    default:
      if (isVendors(door)) return undefined;
      throw unknownEnvelope(`records of ${JSON.stringify(source ?? null)}`);
  }
}

function readSqs(record: MessageRecord, door: Door): Message {
  const { messageId, body, attributes, messageAttributes } = record;
  const group = attributes?.MessageGroupId;
  return {
    record,
    id: requireText(messageId, 'messageId'),
    ...(typeof group === 'string' ? { group } : {}),
    read: () => bodyArrival(Buffer.from(requireText(body, 'body')), messageAttributes, door),
  };
}

// A shard is in order as a whole.
function readKinesis(record: MessageRecord, door: Door): Message {
  const { sequenceNumber, data } = record.kinesis ?? {};
  return {
    record,
    id: requireText(sequenceNumber, 'kinesis.sequenceNumber'),
    group: '',
    read: () => bodyArrival(Buffer.from(requireText(data, 'kinesis.data'), 'base64'), {}, door),
  };
}

function readSns(record: MessageRecord, door: Door): Message {
  const { Message: text, MessageAttributes: attributes } = record.Sns ?? {};
  if (door.sourceKind === 'sns') return { record, id: '', read: () => wholeArrival(record.Sns, door) };
  return { record, id: '', read: () => bodyArrival(Buffer.from(requireText(text, 'Sns.Message')), attributes, door) };
}

function requireText(value: unknown, place: string): string {
  if (typeof value === 'string') return value;
  throw new RegistryError('envelope_invalid', `${place} of the record: expected a string; found ${value === null ? 'null' : typeof value}`);
}

function unknownEnvelope(found: string): RegistryError {
  return new RegistryError(
    'envelope_invalid',
    `expected an invocation by API Gateway, a function URL, a load balancer, EventBridge, SNS, SQS or Kinesis, or with a CloudEvent; found ${found}`,
  );
}

function describeInvocation(given: unknown): string {
  if (given === null || given === undefined) return 'nothing';
  if (typeof given !== 'object') return `a ${typeof given}`;
  const names = Object.keys(given);
  return names.length === 0 ? 'an object without members' : `an object with the members ${names.slice(0, 10).join(', ')}`;
}
