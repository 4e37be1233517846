import type { QueuedEvent } from '../../queue/queue.ts';
import type { RouteConfig } from '../config/config.ts';
import type { Gateway } from '../gateway.ts';

/** Those that were told already, by the route. */
const TOLD = new WeakMap<RouteConfig, Set<string>>();

/** Subjects that a route tells apart in the log; of a route with more the metric says it. */
const MAX_TOLD = 1_000;

/**
 * Count an event that a route with an order has taken and that has nothing at the place of its key; the log says it once for each route
 * and subject. Others are left alone.
 */
export function noteUnordered({ routes, counters, court, log }: Pick<Gateway, 'routes' | 'counters' | 'court' | 'log'>, event: QueuedEvent): void {
  const route = routes.get(event.route);
  const place = route?.durable?.order?.place;
  if (route === undefined || place === undefined || event.orderKey !== undefined) return;
  // A type that no contract has is whatever a sender says.
  const subject = court.supply.catalogue?.find(event.type) === undefined ? '' : event.type;
  counters.countUnordered(event.route, subject);
  const told = TOLD.get(route) ?? new Set();
  if (told.has(subject) || told.size >= MAX_TOLD) return;
  TOLD.set(route, told.add(subject));
  const where = place.kind === 'pointer' ? `nothing at ${place.pointer}` : `no attribute ${place.name}`;
  log.warn(
    { route: event.route, ...(subject === '' ? {} : { subject }) },
    `an event of ${subject === '' ? 'a type without a contract' : subject} came on ${event.route} with ${where}, where the key of its order is: it waits for nobody, and nobody for it. Said once; sluice_gateway_unordered_total counts them`,
  );
}
