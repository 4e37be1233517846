import { RegistryError } from '../../core/errors.ts';
import { compareNames } from '../../core/text-order.ts';
import type { EntryState, EventId, Queue, StoredEvent } from '../../queue/queue.ts';
import type { Gateway } from '../gateway.ts';
import type { EventFilter } from './filter.ts';
import { isStranded, reachOf, strandedAdvice, type Reach } from './stranded.ts';

const MAX_NAMED = 20;

/**
 * Refuse a filter that could never match, since "nothing" would sound as if all were well: a route or a target that is neither
 * configured nor has anything kept (`request_invalid`), and numbers of which none is kept (`event_not_found`), or is in a state that is
 * meant (`event_not_stuck`).
 */
export async function requireKnown(gateway: Gateway, queue: Queue, filter: EventFilter): Promise<void> {
  await requireNames(gateway, queue, filter);
  if (filter.ids !== undefined) await requireKept(gateway, queue, { ...filter, ids: filter.ids });
}

async function requireNames({ config }: Gateway, queue: Queue, { route, target }: EventFilter): Promise<void> {
  if (route === undefined && target === undefined) return;
  const configured = config.routes.filter(({ durable }) => durable !== undefined);
  const isMeant = (path: string): boolean => route === undefined || path === route;
  const routes = new Set(configured.map(({ path }) => path));
  const targets = new Set(configured.filter(({ path }) => isMeant(path)).flatMap((one) => one.targets.map(({ name }) => name)));
  if ((route === undefined || routes.has(route)) && (target === undefined || targets.has(target))) return;
  // What was renamed or taken out of the configuration may still have something kept.
  for (const kept of await queue.count()) {
    routes.add(kept.route);
    if (kept.target !== '' && isMeant(kept.route)) targets.add(kept.target);
  }
  if (route !== undefined && !routes.has(route)) throw unknown(`no durable route ${JSON.stringify(route)}`, routes);
  if (target === undefined || targets.has(target)) return;
  throw unknown(`no target ${JSON.stringify(target)}${route === undefined ? '' : ` on ${route}`}`, targets);
}

function unknown(what: string, names: ReadonlySet<string>): RegistryError {
  const shown = [...names].toSorted(compareNames).slice(0, MAX_NAMED);
  const more = names.size > shown.length ? ` and ${names.size - shown.length} more` : '';
  return new RegistryError('request_invalid', `${what}; there is ${shown.length === 0 ? 'none' : shown.join(', ') + more}`);
}

interface Named extends EventFilter {
  readonly ids: readonly EventId[];
}

/** Where some are kept the others were delivered meanwhile: what was begun is done again with the rest. */
async function requireKept({ routes }: Gateway, queue: Queue, { ids, states, isMeant }: Named): Promise<void> {
  let other: StoredEvent | undefined;
  for (const id of ids) {
    const kept = await findKept(queue, id);
    if (kept === 'unreadable' || kept?.entries.some((entry) => states.includes(entry.state) && isMeant?.(entry) !== false) === true) return;
    other ??= kept;
  }
  const [first = 0, ...others] = ids;
  if (other !== undefined) throw inOtherState(await reachOf(routes, queue), other, { states, others: others.length });
  const what =
    others.length === 0 ? `no event ${first} is kept here: it was` : `none of the ${ids.length} events from ${first} on is kept here: they were`;
  throw new RegistryError(
    'event_not_found',
    `${what} delivered, discarded or erased, or there never ${others.length === 0 ? 'was one' : 'were any'}`,
  );
}

function inOtherState(
  reach: Reach,
  { id, entries }: StoredEvent,
  { states, others }: { readonly states: readonly EntryState[]; readonly others: number },
): RegistryError {
  const stranded = entries.find((entry) => isStranded(reach, entry));
  const found = entries.map(({ state, target }) => `${state}${target === '' ? '' : ` for ${target}`}`);
  const isOnItsWay = entries.every(({ state }) => state === 'waiting' || state === 'taken');
  const advice =
    stranded !== undefined
      ? strandedAdvice(stranded, reach.routes.get(stranded.route))
      : isOnItsWay
        ? 'It is on its way, and is delivered by itself'
        : 'Nothing was changed';
  const more = others === 0 ? '' : `, and none of the other ${others} numbers is in these states`;
  return new RegistryError(
    'event_not_stuck',
    `event ${id} is ${found.join(', ')}: expected it to be ${states.join(', ')}${more}. ${advice}; \`sluice events why ${id}\` says what it waits for`,
    { data: { id, states: entries.map(({ state }) => state) } },
  );
}

async function findKept(queue: Queue, id: EventId): Promise<StoredEvent | 'unreadable' | undefined> {
  try {
    return await queue.read(id);
  } catch (thrown) {
    // It cannot be read whole, but it is there.
    if (RegistryError.from(thrown).code === 'queue_key_missing') return 'unreadable';
    throw thrown;
  }
}
