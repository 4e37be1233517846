import { RegistryError } from '../../core/errors.ts';
import type { ExactObject, ExactValue } from '../../core/json/value.ts';
import { compareNames } from '../../core/text-order.ts';
import type { EventFinding } from '../../core/verdict.ts';
import type { EventId, Queue } from '../../queue/queue.ts';
import { Breather } from '../breather.ts';
import type { Gateway } from '../gateway.ts';
import { openStored } from './contents.ts';
import type { EventFilter } from './filter.ts';
import { present } from './present.ts';
import { asHeld, tryContents, type Bench, type TrialVerdict } from './trial.ts';
import { walk } from './walk.ts';

/** A line of progress after so many events. */
const PROGRESS = 250;
const MAX_GROUPS = 50;
const MAX_SAMPLES = 5;
const MAX_TYPES = 50;

export interface RejudgeOptions {
  readonly bench: Bench;
  /** Events that are judged at most; undefined: all. */
  readonly limit?: number;
}

interface Group {
  readonly code: string;
  readonly detail: string;
  readonly finding: EventFinding | undefined;
  count: number;
  readonly samples: EventId[];
}

/**
 * How many of the kept events would pass: judged again one by one in the order of acceptance, and nothing is changed. Lines of
 * progress, then a summary with what still fails, grouped by its first finding, most frequent first, with some numbers of events each; and of which types they were,
 * since one schema may be the contract of one of them only.
 */
export async function* rejudge(
  gateway: Gateway,
  queue: Queue,
  filter: EventFilter,
  { bench, limit = Infinity }: RejudgeOptions,
): AsyncGenerator<ExactObject> {
  const tally = new Tally();
  const breather = new Breather();
  let last: EventId | undefined;
  for await (const { eventId } of walk(queue, filter)) {
    if (eventId === last) continue; // Another delivery of the same one.
    if (tally.judged === limit) break;
    last = eventId;
    const tried = await breather.begin(() => tryStored(gateway, queue, eventId, bench));
    if (tried === undefined) continue;
    tally.add(eventId, tried);
    if (tally.judged % PROGRESS === 0) yield { kind: 'progress', ...tally.counts() };
  }
  yield { kind: 'summary', ...tally.counts(), types: tally.types(), failures: tally.failures() };
}

interface Tried {
  readonly verdict: TrialVerdict;
  /** Of its events; none where it is none of its route any more. */
  readonly types: readonly string[];
}

/** Undefined where it is gone meanwhile. */
async function tryStored(gateway: Gateway, queue: Queue, id: EventId, bench: Bench): Promise<Tried | undefined> {
  try {
    const stored = await queue.read(id);
    if (stored === undefined) return undefined;
    const { route, contents } = openStored(gateway, stored);
    const verdict = asHeld(await tryContents(gateway, route, contents, bench), stored);
    return { verdict, types: contents.isJudged ? contents.events.map(({ type }) => type) : [] };
  } catch (thrown) {
    const error = RegistryError.from(thrown);
    // What is wrong with one event; what is wrong with the gateway ends it all.
    if (error.status >= 500 && error.code !== 'queue_key_missing') throw error;
    return { verdict: { passes: false, code: error.code, detail: error.message, findings: [] }, types: [] };
  }
}

class Tally {
  readonly #groups = new Map<string, Group>();
  readonly #types = new Set<string>();
  #passed = 0;
  #failed = 0;

  get judged(): number {
    return this.#passed + this.#failed;
  }

  add(id: EventId, { verdict, types }: Tried): void {
    for (const type of types) if (this.#types.size < MAX_TYPES) this.#types.add(type);
    if (verdict.passes) {
      this.#passed += 1;
      return;
    }
    this.#failed += 1;
    const [finding] = verdict.findings;
    const key = finding === undefined ? verdict.code : `${finding.code} ${finding.keywordLocation}`;
    const group = this.#groups.get(key) ?? { code: verdict.code, detail: verdict.detail, finding, count: 0, samples: [] };
    group.count += 1;
    if (group.samples.length < MAX_SAMPLES) group.samples.push(id);
    if (this.#groups.size < MAX_GROUPS) this.#groups.set(key, group);
  }

  types(): readonly string[] {
    return [...this.#types].toSorted(compareNames);
  }

  counts(): ExactObject {
    return { judged: this.judged, wouldPass: this.#passed, wouldFail: this.#failed };
  }

  failures(): ExactObject[] {
    return [...this.#groups.values()]
      .toSorted((a, b) => b.count - a.count)
      .map(({ code, detail, finding, count, samples }) =>
        present({ count, code, detail, finding: finding as unknown as ExactValue | undefined, samples }),
      );
  }
}
