import { Buffer } from 'node:buffer';
import { eventOf } from '../delivery-ids.ts';
import { optionalOf, type EventColumns } from '../event-columns.ts';
import type { Entry, QueuedEvent, Reason } from '../queue.ts';
import { entryState, STATE } from '../states.ts';
import type { Names } from './names.ts';
import { textFrom } from '../text.ts';

/** @internal Written by us, so read without checking again. */
export interface EventRow extends EventColumns {
  readonly received_at: number;
  readonly route: number;
  readonly type: string;
  readonly head: Buffer;
  readonly body: Buffer;
}

/** @internal What of an event is looked at with its deliveries. */
export const EVENT_COLUMNS = 'e.received_at, e.route, e.version, e.type, e.source, e.event_id, e.order_key';

/** @internal */
export interface EntryRow extends EventColumns, Pick<EventRow, 'received_at' | 'type'> {
  readonly id: number;
  readonly target: number;
  readonly state: number;
  readonly owner: string | null;
  readonly due: number;
  readonly since: number;
  readonly attempts: number;
  readonly size: number;
  readonly reason: string | null;
}

/** @internal */
export const ENTRY_COLUMNS =
  'd.id, d.target, d.state, d.owner, d.due, d.since, d.attempts, d.size, d.reason, e.received_at, e.version, e.type, e.source, e.event_id, e.order_key';

/** @internal The rest of a request beside its bytes, as JSON. */
export function headOf({ request: { requestId, method, query, headers } }: QueuedEvent): Buffer {
  return Buffer.from(JSON.stringify([requestId, method, query, headers]));
}

/** @internal */
export function eventRowOf(names: Names, row: EventRow): QueuedEvent {
  const [requestId, method, query, headers] = JSON.parse(row.head.toString()) as [string, string, string, string[]];
  return {
    route: names.targetRef(row.route).route,
    type: textFrom(row.type),
    ...optionalOf(row),
    receivedAt: row.received_at,
    request: { method, query, headers, bytes: row.body, requestId },
  };
}

/** @internal */
export function entryOf(names: Names, row: EntryRow): Entry {
  const { eventId, ...others } = optionalOf(row);
  return {
    id: row.id,
    ...names.targetRef(row.target),
    state: row.owner === null ? entryState(row.state) : 'taken',
    eventId: eventOf(row.id),
    type: textFrom(row.type),
    ...others,
    ...(eventId === undefined ? {} : { cloudEventId: eventId }),
    receivedAt: row.received_at,
    since: row.since,
    attempts: row.attempts,
    ...(row.state < STATE.held ? { due: row.due } : {}),
    ...(row.reason === null ? {} : { reason: JSON.parse(row.reason) as Reason }),
    bytes: row.size,
  };
}
