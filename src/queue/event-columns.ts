import type { QueuedEvent } from './queue.ts';
import { textFrom } from './text.ts';

/** @internal What may be absent of an event, as the tables of every driver have it. */
export interface EventColumns {
  readonly version: number | null;
  readonly source: string | null;
  readonly event_id: string | null;
  readonly order_key: string | null;
}

/** @internal */
export function optionalOf({
  version,
  source,
  event_id: eventId,
  order_key: orderKey,
}: EventColumns): Pick<QueuedEvent, 'version' | 'source' | 'eventId' | 'orderKey'> {
  return {
    ...(version === null ? {} : { version }),
    ...(source === null ? {} : { source: textFrom(source) }),
    ...(eventId === null ? {} : { eventId: textFrom(eventId) }),
    ...(orderKey === null ? {} : { orderKey: textFrom(orderKey) }),
  };
}
