import { RegistryError } from '../../core/errors.ts';
import { createPacer } from '../../core/pacing.ts';
import type { DeliveryId, Entry, EventId, Queue } from '../../queue/queue.ts';
import { matches, type EventFilter } from './filter.ts';

/** Asked for at once: reasons may hold a hundred findings each, and what is read in one go keeps everybody waiting. */
const AT_ONCE = 50;
/** So many entries are looked at for one page of an answer; where times leave most of them out, the page is short. */
const MAX_LOOKED_AT = 20_000;

export interface Page {
  readonly entries: readonly Entry[];
  /** Where the next page begins; absent: there is none. A page may be short, or empty, and have one. */
  readonly cursor?: DeliveryId;
}

/** What a filter means, in the order of acceptance, from after `cursor`. */
export async function pageOf(
  queue: Queue,
  filter: EventFilter,
  { cursor = -1, limit }: { readonly cursor?: number; readonly limit: number },
): Promise<Page> {
  const entries: Entry[] = [];
  let looked = 0;
  let last = cursor;
  for await (const entry of lookThrough(queue, filter, cursor)) {
    if (entries.length === limit || looked === MAX_LOOKED_AT) return { entries, cursor: last };
    looked += 1;
    last = entry.id;
    if (passes(filter, entry)) entries.push(entry);
  }
  return { entries };
}

/** All that a filter means, in the order of acceptance, from after `start`; what was changed meanwhile is what it is then. */
export async function* walk(queue: Queue, filter: EventFilter, start?: number): AsyncGenerator<Entry> {
  for await (const entry of lookThrough(queue, filter, start)) if (passes(filter, entry)) yield entry;
}

/** Whatever the times; others get their turn in between. */
async function* lookThrough(queue: Queue, filter: EventFilter, after = -1): AsyncGenerator<Entry> {
  const pacer = createPacer();
  if (filter.ids === undefined) {
    for (let cursor: number | undefined = after; cursor !== undefined;) {
      const entries: readonly Entry[] = await listed(queue, filter, cursor);
      yield* entries;
      cursor = entries.length < AT_ONCE ? undefined : entries.at(-1)?.id;
      await pacer.breathe();
    }
    return;
  }
  for (const id of filter.ids) {
    const found = await entriesOf(queue, filter.states, id);
    yield* found.filter((entry) => entry.id > after && matches(filter, entry));
    await pacer.breathe();
  }
}

function listed(queue: Queue, { states, route, target, type, key, code, waitingFor }: EventFilter, after: number): Promise<readonly Entry[]> {
  return queue.list({
    states,
    ...(route === undefined ? {} : { route }),
    ...(target === undefined ? {} : { target }),
    ...(type === undefined ? {} : { type }),
    ...(key === undefined ? {} : { orderKey: key }),
    ...(code === undefined ? {} : { code }),
    ...(waitingFor === undefined ? {} : { waitingFor }),
    after,
    limit: AT_ONCE,
  });
}

/** What is encrypted with a key that is not here cannot be read whole, but is listed. */
async function entriesOf(queue: Queue, states: EventFilter['states'], id: EventId): Promise<readonly Entry[]> {
  try {
    return (await queue.read(id))?.entries ?? [];
  } catch (thrown) {
    if (RegistryError.from(thrown).code !== 'queue_key_missing') throw thrown;
  }
  const found: Entry[] = [];
  for await (const entry of walk(queue, { states })) {
    if (entry.eventId > id) break;
    if (entry.eventId === id) found.push(entry);
  }
  return found;
}

function passes({ before = Infinity, after = -Infinity, isMeant: isWanted }: EventFilter, entry: Entry): boolean {
  return entry.receivedAt >= after && entry.receivedAt < before && isWanted?.(entry) !== false;
}
