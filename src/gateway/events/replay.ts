import { RegistryError } from '../../core/errors.ts';
import type { ExactObject } from '../../core/json/value.ts';
import type { DeliveryDraft, DeliveryId, Entry, EventId, Queue, Readmission, Readmitted, Reason } from '../../queue/queue.ts';
import { Breather } from '../breather.ts';
import { draftDeliveries } from '../durable/drafts.ts';
import type { Gateway } from '../gateway.ts';
import { openStored } from './contents.ts';
import type { EventFilter } from './filter.ts';
import { present } from './present.ts';
import { hasNoTarget, isKnown, reachOf, strandedAdvice, type Reach } from './stranded.ts';
import { asHeld, tryContents, type Bench, type TrialVerdict } from './trial.ts';
import { walk } from './walk.ts';

export interface ReplayOptions {
  /** By what held events are judged before they are let in. */
  readonly bench: Extract<Bench, { kind: 'live' | 'version' }>;
  /** Entries that are replayed at most. */
  readonly limit: number;
  /** Also where the order key has moved on. */
  readonly force: boolean;
  /** Begin after this one. */
  readonly cursor?: DeliveryId;
  /** The target of their route that deliveries are sent to instead of their own. */
  readonly to?: string;
}

/** What became of one entry. `parked`: held before, and its key has moved on, so a person decides; `still_invalid`: it stays held; `no_target`: its route has none of that name, so it would wait for nobody. */
type Outcome = 'replayed' | 'no_target' | 'moved_on' | 'parked' | 'still_invalid' | 'unreadable' | 'gone';

/**
 * Let what is parked or dead wait again for its target, and what is held and passes now get its deliveries: one after the other in
 * the order of acceptance, so in that of each key. Bytes are those that came. A line for each, then a summary, with the cursor of what was
 * left out. To break it off leaves what is done as it is; to do it again goes on with the rest.
 */
export async function* replay(gateway: Gateway, queue: Queue, filter: EventFilter, options: ReplayOptions): AsyncGenerator<ExactObject> {
  const counts = new Map<Outcome, number>();
  const letInNow = new Set<EventId>();
  const underWay: { readonly entry: Entry; readonly result: Promise<Result> }[] = [];
  const breather = new Breather();
  const reach = await reachOf(gateway.routes, queue);
  let looked = 0;
  let cursor: DeliveryId | undefined;
  let [isCut, hasFailed] = [false, false];
  for await (const entry of walk(queue, filter, options.cursor)) {
    if (letInNow.has(entry.eventId)) continue; // What a held event got just now.
    isCut = looked === options.limit;
    if (isCut) break;
    const readmit = await breather.begin(() => prepare(gateway, queue, entry, { ...options, reach }));
    if (hasFailed) break; // A later one of its key must not overtake it.
    const result = readmit();
    result.catch(() => (hasFailed = true)); // Thrown where its turn comes.
    underWay.push({ entry, result });
    if (entry.state === 'held') letInNow.add(entry.eventId);
    looked += 1;
    cursor = entry.id;
    if (underWay.length >= WINDOW) yield await next();
  }
  while (underWay.length > 0) yield await next();
  yield present({ kind: 'summary', looked, counts: Object.fromEntries(counts), cursor: isCut ? cursor : undefined });

  async function next(): Promise<ExactObject> {
    const { entry, result } = underWay.shift() as (typeof underWay)[number];
    const told = await result;
    counts.set(told.outcome, (counts.get(told.outcome) ?? 0) + 1);
    return present({ kind: 'item', id: entry.eventId, target: entry.target === '' ? undefined : entry.target, was: entry.state, ...told });
  }
}

interface Result {
  readonly outcome: Outcome;
  readonly code?: string;
  readonly detail?: string;
  readonly [name: string]: string | undefined;
}

/** Handed to the queue in order, of which it makes one commit. */
const WINDOW = 64;

/** Judge where that is needed; what is returned asks the queue at once when it is called. */
async function prepare(
  gateway: Gateway,
  queue: Queue,
  entry: Entry,
  { bench, force, to, reach }: ReplayOptions & { readonly reach: Reach },
): Promise<() => Promise<Result>> {
  if (to !== undefined && to !== entry.target) return prepareMove(gateway, queue, entry, { to, force });
  if (entry.state === 'held') return prepareHeld(gateway, queue, entry.eventId, { bench, force });
  if (hasNoTarget(reach, entry))
    return as({ outcome: 'no_target', code: 'route_not_found', detail: strandedAdvice(entry, gateway.routes.get(entry.route)) });
  const readmission = { kind: 'delivery', id: entry.id, now: gateway.timing.now(), ...(force ? { force } : {}) } as const;
  return async () => resultOf(await queue.readmit(readmission));
}

function prepareMove(
  gateway: Gateway,
  queue: Queue,
  { id, route }: Entry,
  { to: target, force }: { readonly to: string; readonly force: boolean },
): () => Promise<Result> {
  if (!isKnown(gateway.routes, { route, target }))
    return as({ outcome: 'no_target', code: 'route_not_found', detail: `${route} has no target ${target}` });
  const readmission = { kind: 'delivery', id, now: gateway.timing.now(), target, ...(force ? { force } : {}) } as const;
  return async () => {
    const readmitted = await queue.readmit(readmission);
    return readmitted === 'moved_on' ? { outcome: 'moved_on', code: MOVED_ON.code, detail: UNKNOWN_PLACE } : resultOf(readmitted);
  };
}

const UNKNOWN_PLACE =
  'whether later events of its order key went to that target already nobody knows: send it there with force where the function bears that';

const MOVED_ON: Reason = {
  code: 'key_moved_on',
  message: 'a later event of its order key was delivered, or is under way: replay it with force where the function bears that, or discard it',
};

function resultOf(readmitted: Readmitted): Result {
  switch (readmitted) {
    case 'readmitted':
      return { outcome: 'replayed' };
    case 'moved_on':
      return { outcome: 'moved_on', code: MOVED_ON.code, detail: MOVED_ON.message };
    case 'gone':
      return { outcome: 'gone' };
  }
}

async function prepareHeld(
  gateway: Gateway,
  queue: Queue,
  id: EventId,
  { bench, force }: Pick<ReplayOptions, 'bench' | 'force'>,
): Promise<() => Promise<Result>> {
  try {
    const stored = await queue.read(id);
    if (stored === undefined) return as({ outcome: 'gone' });
    const { route, contents } = openStored(gateway, stored);
    const verdict = asHeld(await tryContents(gateway, route, contents, bench), stored);
    const { version } = verdict;
    if (!verdict.passes || version === undefined) return as(stillInvalid(verdict));
    const deliveries = await draftDeliveries(gateway, route, contents);
    return () => letIn(queue, { kind: 'event', id, version, deliveries, now: gateway.timing.now(), ...(force ? { force } : {}) });
  } catch (thrown) {
    const error = RegistryError.from(thrown);
    if (error.status >= 500 && error.code !== 'queue_key_missing' && error.code !== 'target_unreadable') throw error;
    return as({ outcome: 'unreadable', code: error.code, detail: error.message });
  }
}

function as(result: Result): () => Promise<Result> {
  return () => Promise.resolve(result);
}

/** Where its key has moved on it is parked, for a person. */
async function letIn(queue: Queue, readmission: Extract<Readmission, { kind: 'event' }>): Promise<Result> {
  const readmitted = await queue.readmit(readmission);
  if (readmitted !== 'moved_on') return resultOf(readmitted);
  const parked = await queue.readmit({ ...readmission, deliveries: readmission.deliveries.map(park), force: true });
  return parked === 'gone' ? { outcome: 'gone' } : { outcome: 'parked', code: MOVED_ON.code, detail: MOVED_ON.message };
}

function park(draft: DeliveryDraft): DeliveryDraft {
  return { parked: MOVED_ON, ...draft };
}

function stillInvalid(verdict: TrialVerdict): Result {
  if (verdict.passes) return { outcome: 'still_invalid', code: 'unknown_subject', detail: 'no version judges it; it stays held' };
  return { outcome: 'still_invalid', code: verdict.code, detail: verdict.detail };
}
