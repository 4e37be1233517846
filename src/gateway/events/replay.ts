import { RegistryError } from '../../core/errors.ts';
import type { ExactObject } from '../../core/json/value.ts';
import type { DeliveryDraft, DeliveryId, Entry, EventId, Queue, Readmitted, Reason } from '../../queue/queue.ts';
import { Breather } from '../breather.ts';
import { draftDeliveries } from '../durable/drafts.ts';
import type { Gateway } from '../gateway.ts';
import { openStored } from './contents.ts';
import type { EventFilter } from './filter.ts';
import { present } from './present.ts';
import { tryContents, type Bench, type TrialVerdict } from './trial.ts';
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
}

/** What became of one entry. `parked`: held before, and its key has moved on, so a person decides; `still_invalid`: it stays held. */
type Outcome = 'replayed' | 'moved_on' | 'parked' | 'still_invalid' | 'unreadable' | 'gone';

/**
 * Let what is parked or dead wait again for its target, and what is held and passes now get its deliveries: one after the other in
 * the order of acceptance, so in that of each key. Bytes are those that came. A line for each, then a summary, with the cursor of what was
 * left out. To break it off leaves what is done as it is; to do it again goes on with the rest.
 */
export async function* replay(gateway: Gateway, queue: Queue, filter: EventFilter, options: ReplayOptions): AsyncGenerator<ExactObject> {
  const counts = new Map<Outcome, number>();
  const let_in = new Set<EventId>();
  const breather = new Breather();
  let done = 0;
  let cursor: DeliveryId | undefined;
  let isCut = false;
  for await (const entry of walk(queue, filter, options.cursor)) {
    if (let_in.has(entry.eventId)) continue; // What a held event got just now.
    if (done === options.limit) {
      isCut = true;
      break;
    }
    const result = await breather.begin(() => replayOne(gateway, queue, entry, options));
    if (entry.state === 'held') let_in.add(entry.eventId);
    done += 1;
    cursor = entry.id;
    counts.set(result.outcome, (counts.get(result.outcome) ?? 0) + 1);
    yield present({ kind: 'item', id: entry.eventId, target: entry.target === '' ? undefined : entry.target, was: entry.state, ...result });
  }
  yield present({ kind: 'summary', looked: done, counts: Object.fromEntries(counts), cursor: isCut ? cursor : undefined });
}

interface Result {
  readonly outcome: Outcome;
  readonly code?: string;
  readonly detail?: string;
  readonly [name: string]: string | undefined;
}

async function replayOne(gateway: Gateway, queue: Queue, entry: Entry, { bench, force }: ReplayOptions): Promise<Result> {
  const now = gateway.timing.now();
  if (entry.state === 'held') return letIn(gateway, queue, entry.eventId, { bench, force });
  return resultOf(await queue.readmit({ kind: 'delivery', id: entry.id, now, ...(force ? { force } : {}) }));
}

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

/** Let a held event in where it passes now. */
async function letIn(gateway: Gateway, queue: Queue, id: EventId, { bench, force }: Pick<ReplayOptions, 'bench' | 'force'>): Promise<Result> {
  try {
    const stored = await queue.read(id);
    if (stored === undefined) return { outcome: 'gone' };
    const { route, contents } = openStored(gateway, stored);
    const verdict = await tryContents(gateway, route, contents, bench);
    const version = verdict.version;
    if (!verdict.passes || version === undefined) return stillInvalid(verdict);
    const deliveries = await draftDeliveries(gateway, route, contents);
    const readmission = { kind: 'event', id, version, deliveries, now: gateway.timing.now() } as const;
    const readmitted = await queue.readmit({ ...readmission, ...(force ? { force } : {}) });
    if (readmitted !== 'moved_on') return resultOf(readmitted);
    const parked = await queue.readmit({ ...readmission, deliveries: deliveries.map(park), force: true });
    return parked === 'gone' ? { outcome: 'gone' } : { outcome: 'parked', code: MOVED_ON.code, detail: MOVED_ON.message };
  } catch (thrown) {
    const error = RegistryError.from(thrown);
    if (error.status >= 500 && error.code !== 'queue_key_missing' && error.code !== 'target_unreadable') throw error;
    return { outcome: 'unreadable', code: error.code, detail: error.message };
  }
}

function park(draft: DeliveryDraft): DeliveryDraft {
  return { parked: MOVED_ON, ...draft };
}

function stillInvalid(verdict: TrialVerdict): Result {
  if (verdict.passes) return { outcome: 'still_invalid', code: 'unknown_subject', detail: 'no version judges it; it stays held' };
  return { outcome: 'still_invalid', code: verdict.code, detail: verdict.detail };
}
