import type { EntryCount } from '../queue.ts';
import type { Counter } from './counters.ts';
import type { QueueFile } from './file.ts';
import { eventOf } from '../delivery-ids.ts';
import { entryState, STATE } from '../states.ts';

/** @internal From the counters, and a look for the oldest of each kind, which goes on where the last one ended. */
export function countEntries(file: QueueFile): EntryCount[] {
  const taken = countTaken(file);
  const waiting = file.counters.all().map((counter) => {
    const { target, type, state } = counter;
    const elsewhere = state === STATE.ready ? taken.get(kindOf(counter)) : undefined;
    return {
      ...file.names.targetRef(target),
      state: entryState(state),
      type: file.names.typeName(type),
      count: counter.count - (elsewhere?.count ?? 0),
      bytes: counter.bytes - (elsewhere?.bytes ?? 0),
      oldest: oldestOf(file, counter),
    };
  });
  return [...waiting.filter(({ count }) => count > 0), ...taken.values()];
}

function countTaken(file: QueueFile): ReadonlyMap<string, EntryCount> {
  const counts = new Map<string, EntryCount>();
  for (const { row, receivedAt } of file.leases.values()) {
    const before = counts.get(kindOf(row));
    counts.set(kindOf(row), {
      ...file.names.targetRef(row.target),
      state: 'taken',
      type: file.names.typeName(row.type),
      count: (before?.count ?? 0) + 1,
      bytes: (before?.bytes ?? 0) + row.size,
      oldest: Math.min(before?.oldest ?? Infinity, receivedAt),
    });
  }
  return counts;
}

function oldestOf({ statements }: QueueFile, counter: Counter): number {
  const { target, type, state, first } = counter;
  const found = state === STATE.ready ? statements.firstWaiting.get(first, target, type) : firstStuck();
  const { id } = found as { id: number };
  counter.first = id;
  return (statements.receivedAt.get(eventOf(id)) as { received_at: number }).received_at;

  function firstStuck(): unknown {
    const states = state === STATE.dead ? [STATE.dead, STATE.deadBlocking, STATE.deadParking] : [state];
    const rows = states.map((each) => statements.firstStuck.get(each, first, target, type) as { id: number } | undefined);
    return { id: Math.min(...rows.map((row) => row?.id ?? Infinity)) };
  }
}

function kindOf({ target, type }: Pick<Counter, 'target' | 'type'>): string {
  return `${target}/${type}`;
}
