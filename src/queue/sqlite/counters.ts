import type { Database } from 'better-sqlite3';
import { countedAs, FIRST_STUCK } from '../states.ts';

/** @internal One kind of deliveries, as they are counted. */
export interface Counter {
  readonly target: number;
  readonly type: number;
  readonly state: number;
  count: number;
  bytes: number;
  /** No delivery of the kind has a lower id. */
  first: number;
}

/** @internal What says how a delivery is counted. */
export interface Counted {
  readonly id: number;
  readonly target: number;
  readonly type: number;
  readonly state: number;
}

/** @internal How many deliveries there are of each kind, and the last id: in memory, and in a table by the end of each transaction. */
export interface Counters {
  readonly add: (row: Counted, count: 1 | -1, size: number) => void;
  readonly nextEventId: () => number;
  /** Deliveries that wait. */
  readonly waiting: () => number;
  /** Deliveries that wait for a person, of all targets. */
  readonly stuck: () => number;
  readonly stuckOf: (target: number) => number;
  readonly all: () => readonly Counter[];
  /** Write what has changed; before the commit. */
  readonly flush: () => void;
  /** After a transaction that failed. */
  readonly reload: () => void;
}

/** @internal */
export function createCounters(database: Database): Counters {
  const read = database.prepare('SELECT target, type, state, count, bytes FROM counters');
  const put = database.prepare('INSERT OR REPLACE INTO counters VALUES (?, ?, ?, ?, ?)');
  const counters = new Map<number, Counter>();
  const changed = new Set<Counter>();
  const stuckOf = new Map<number, number>();
  let lastEvent = 0;
  let flushedEvent = 0;
  let waiting = 0;
  let stuck = 0;
  const total = ({ target, state }: Pick<Counter, 'target' | 'state'>, count: number): void => {
    if (state < FIRST_STUCK) {
      waiting += count;
      return;
    }
    stuck += count;
    stuckOf.set(target, (stuckOf.get(target) ?? 0) + count);
  };
  const reload = (): void => {
    counters.clear();
    changed.clear();
    stuckOf.clear();
    waiting = stuck = lastEvent = 0;
    for (const row of read.all() as Omit<Counter, 'first'>[]) {
      const counter = { ...row, first: 0 };
      if (counter.target === 0) lastEvent = counter.count;
      else {
        counters.set(keyOf(counter), counter);
        total(counter, counter.count);
      }
    }
    flushedEvent = lastEvent;
  };
  reload();
  return {
    reload,
    add({ id, target, type, state }, count, size) {
      const kind = { target, type, state: countedAs(state) };
      let counter = counters.get(keyOf(kind));
      if (counter === undefined) counters.set(keyOf(kind), (counter = { ...kind, count: 0, bytes: 0, first: id }));
      counter.count += count;
      counter.bytes += count * size;
      if (id < counter.first) counter.first = id;
      changed.add(counter);
      total(kind, count);
    },
    nextEventId: () => (lastEvent += 1),
    waiting: () => waiting,
    stuck: () => stuck,
    stuckOf: (target) => stuckOf.get(target) ?? 0,
    all: () => [...counters.values()].filter(({ count }) => count > 0),
    flush() {
      if (lastEvent !== flushedEvent) put.run(0, 0, 0, (flushedEvent = lastEvent), 0);
      for (const counter of changed) {
        const { target, type, state, count, bytes } = counter;
        put.run(target, type, state, count, bytes);
      }
      changed.clear();
    },
  };
}

// Types and targets number in the thousands; a double holds 53 bits.
function keyOf({ target, type, state }: Pick<Counter, 'target' | 'type' | 'state'>): number {
  return (type * 1_048_576 + target) * 8 + state;
}
