import { optionalOf, type EventColumns } from '../event-columns.ts';
import type { QueuedEvent, Reason } from '../queue.ts';
import type { Names } from './names.ts';

/** @internal As the tables hold them: written by us, so read without checking again. */
export interface EventRow extends EventColumns {
  readonly id: number;
  readonly route: number;
  readonly type: number;
  readonly received_at: number;
  readonly request_id: string;
  readonly method: string;
  readonly query: string;
  readonly headers: string;
  readonly bytes: Buffer;
}

/** @internal */
export interface DeliveryRow {
  readonly id: number;
  readonly target: number;
  readonly type: number;
  readonly state: number;
  readonly due: number;
  readonly size: number;
  readonly since: number;
  readonly attempts: number;
  readonly after_dead: number;
  readonly passed: number;
  readonly alone: number;
  readonly first_attempt: number | null;
  readonly order_key: string | null;
  readonly reason: string | null;
}

/** @internal */
export function eventRowOf(names: Names, row: EventRow): QueuedEvent {
  return {
    route: names.targetRef(row.route).route,
    type: names.typeName(row.type),
    ...optionalOf(row),
    receivedAt: row.received_at,
    request: {
      method: row.method,
      query: row.query,
      headers: JSON.parse(row.headers) as string[],
      bytes: row.bytes,
      requestId: row.request_id,
    },
  };
}

/** @internal */
export function reasonText(reason: Reason | undefined): string | null {
  return reason === undefined ? null : JSON.stringify(reason);
}
