import type { ExactObject } from '../../core/json/value.ts';
import type { DeliveryId, Entry, Queue } from '../../queue/queue.ts';
import type { EventFilter } from './filter.ts';
import { present } from './present.ts';
import { pageOf } from './walk.ts';

/** Taken away in one transaction. */
const AT_ONCE = 200;

export interface DiscardOptions {
  /** Entries that are discarded at most. */
  readonly limit: number;
  readonly cursor?: DeliveryId;
  /** Told of each page that is gone. */
  readonly onDiscarded: (page: { readonly count: number; readonly events: readonly number[] }) => void;
}

/** Take entries away for good that are held, parked or dead, or that wait where the filter means those, page by page: a line of progress for each, then a summary, with the cursor of what was left out. */
export async function* discard(
  queue: Queue,
  filter: EventFilter,
  { limit, cursor: start, onDiscarded }: DiscardOptions,
): AsyncGenerator<ExactObject> {
  let discarded = 0;
  let looked = 0;
  let cursor = start;
  do {
    const from = cursor === undefined ? {} : { cursor };
    const page = await pageOf(queue, filter, { ...from, limit: Math.min(AT_ONCE, limit - looked) });
    const count = await discardAll(queue, page.entries);
    if (page.entries.length > 0) onDiscarded({ count, events: [...new Set(page.entries.map(({ eventId }) => eventId))] });
    discarded += count;
    looked += page.entries.length;
    cursor = page.cursor;
    yield { kind: 'progress', discarded };
  } while (cursor !== undefined && looked < limit);
  yield present({ kind: 'summary', discarded, cursor });
}

// What waits apart: of the others none is taken away that waits again by now.
async function discardAll(queue: Queue, entries: readonly Entry[]): Promise<number> {
  const waiting = entries.filter(({ state }) => state === 'waiting').map(({ id }) => id);
  const stuck = entries.filter(({ state }) => state !== 'waiting').map(({ id }) => id);
  const count = await queue.discard(stuck);
  return waiting.length === 0 ? count : count + (await queue.discard(waiting, { alsoWaiting: true }));
}
