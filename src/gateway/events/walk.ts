import { RegistryError } from '../../core/errors.ts';
import type { DeliveryId, Entry, EventId, Queue } from '../../queue/queue.ts';
import type { EventFilter } from './filter.ts';

const PAGE = 500;
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
  let after = cursor;
  for (let looked = 0; looked < MAX_LOOKED_AT;) {
    const found = filter.ids === undefined ? await listed(queue, filter, after) : await readByIds(queue, filter, after);
    for (const entry of found.entries) {
      if (entries.length === limit) return { entries, cursor: after };
      after = entry.id;
      if (isInTime(filter, entry)) entries.push(entry);
    }
    if (found.isEnd) return { entries };
    looked += found.entries.length;
  }
  return { entries, cursor: after };
}

/** All that a filter means, page by page; what was changed meanwhile is what it is then. */
export async function* walk(queue: Queue, filter: EventFilter, start?: number): AsyncGenerator<Entry> {
  let cursor = start;
  do {
    const page: Page = await pageOf(queue, filter, { limit: PAGE, ...(cursor === undefined ? {} : { cursor }) });
    yield* page.entries;
    cursor = page.cursor;
  } while (cursor !== undefined);
}

interface Found {
  readonly entries: readonly Entry[];
  readonly isEnd: boolean;
}

async function listed(queue: Queue, { states, route, target, type, key, code }: EventFilter, after: number): Promise<Found> {
  const entries = await queue.list({
    states,
    ...(route === undefined ? {} : { route }),
    ...(target === undefined ? {} : { target }),
    ...(type === undefined ? {} : { type }),
    ...(key === undefined ? {} : { orderKey: key }),
    ...(code === undefined ? {} : { code }),
    after,
    limit: PAGE,
  });
  return { entries, isEnd: entries.length < PAGE };
}

async function readByIds(queue: Queue, filter: EventFilter, after: number): Promise<Found> {
  const entries: Entry[] = [];
  for (const id of filter.ids ?? []) {
    const found = await entriesOf(queue, filter.states, id);
    entries.push(...found.filter((entry) => entry.id > after && isMeant(filter, entry)));
  }
  return { entries, isEnd: true };
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

function isMeant({ states, route, target, type, key, code }: EventFilter, entry: Entry): boolean {
  const pairs = [[route, entry.route], [target, entry.target], [type, entry.type], [key, entry.orderKey], [code, entry.reason?.code]] as const; // prettier-ignore
  return states.includes(entry.state) && pairs.every(([wanted, found]) => wanted === undefined || wanted === found);
}

function isInTime({ before = Infinity, after = -Infinity }: EventFilter, { receivedAt }: Entry): boolean {
  return receivedAt >= after && receivedAt < before;
}
