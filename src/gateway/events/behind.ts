import type { Entry, EventId } from '../../queue/queue.ts';
import type { Gateway } from '../gateway.ts';

/** Finds the dead event that a delivery waits behind; undefined where nothing dead keeps it. */
export type FindBlocker = (entry: Entry) => Promise<EventId | undefined>;

/** Looks once for each order key and target, so for as long as an answer takes. A look goes through what is dead, by an index. */
export function blockerFinder({ queue, routes }: Pick<Gateway, 'queue' | 'routes'>): FindBlocker {
  const known = new Map<string, Promise<Entry | undefined>>();
  return async ({ id, state, route, target, orderKey }) => {
    const blocks = routes.get(route)?.durable?.order?.afterDead === 'block';
    if (queue === undefined || state !== 'waiting' || orderKey === undefined || !blocks) return undefined;
    const key = JSON.stringify([route, target, orderKey]);
    const looking = known.get(key) ?? queue.list({ states: ['dead'], route, target, orderKey, limit: 1 }).then(([oldest]) => oldest);
    known.set(key, looking);
    const dead = await looking;
    return dead !== undefined && dead.id < id ? dead.eventId : undefined;
  };
}
