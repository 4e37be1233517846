import { RegistryError } from '../../core/errors.ts';
import type { EventId, Queue, StoredEvent } from '../../queue/queue.ts';
import type { RouteConfig } from '../config/config.ts';
import { arrivalOf } from '../durable/arrival-of.ts';
import { readEvents, type Contents } from '../durable/read-events.ts';
import type { Gateway } from '../gateway.ts';

/** A kept event, read again as its route reads events now. */
export interface Kept {
  readonly stored: StoredEvent;
  readonly route: RouteConfig;
  readonly contents: Contents;
}

/** Throws `event_not_found`, and `queue_key_missing`. */
export async function requireStored(queue: Queue, id: EventId): Promise<StoredEvent> {
  const stored = await queue.read(id);
  if (stored !== undefined) return stored;
  throw new RegistryError('event_not_found', `no event ${id} is kept here: it was delivered, discarded or erased, or there never was one`);
}

/** Throws `route_not_found` where its route is gone, and what makes it none of its route. */
export function openStored({ routes }: Pick<Gateway, 'routes'>, stored: StoredEvent): Kept {
  const { event } = stored;
  const route = routes.get(event.route);
  if (route === undefined) {
    throw new RegistryError(
      'route_not_found',
      `the event came on ${event.route}, which is no route of this gateway any more; configure it again, or take it away with \`sluice events discard ${stored.id} --reason TEXT\``,
    );
  }
  return { stored, route, contents: readEvents(route.source, arrivalOf(event)) };
}
