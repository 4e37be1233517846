import { countMove, type ParkedKey, type QueueFile } from './file.ts';
import { reasonText, type DeliveryRow } from './rows.ts';
import { BEHIND_DEAD, STATE } from '../states.ts';

/** @internal What the next event of an order key would be. */
export function placeOf(file: QueueFile, target: number, orderKey: string): 'ready' | 'behind' | 'parked' {
  const { statements, counters } = file;
  if (counters.stuckOf(target) > 0) {
    const blocker = statements.blockerOfKey.get(target, orderKey) as { state: number } | undefined;
    if (blocker !== undefined) return blocker.state === STATE.deadParking ? 'parked' : 'behind';
  }
  const waits = statements.readyOfKey.get(target, orderKey) ?? statements.behindOfKey.get(target, orderKey);
  return waits === undefined ? 'ready' : 'behind';
}

/**
 * @internal Make the first that waits of an order key the ready one, and no other: after any change to the key. While one of it is taken or
 * an earlier one blocks, none is made ready.
 */
export function settleKey(file: QueueFile, target: number, orderKey: string): void {
  const { statements, counters, leases } = file;
  const ready = idOf(statements.readyOfKey.get(target, orderKey));
  if (ready !== undefined && leases.has(ready)) return;
  const behind = idOf(statements.behindOfKey.get(target, orderKey));
  const first = Math.min(ready ?? Infinity, behind ?? Infinity);
  if (first === Infinity) return;
  const blocker = counters.stuckOf(target) > 0 ? idOf(statements.blockerOfKey.get(target, orderKey)) : undefined;
  const isBlocked = blocker !== undefined && blocker < first;
  if (ready !== undefined && (isBlocked || ready !== first)) statements.setState.run(STATE.behind, ready);
  if (isBlocked || ready === first) return;
  statements.setState.run(STATE.ready, first);
  file.isWoken = true;
}

const PARKED_AT_ONCE = 500;

/**
 * @internal Park what waits behind a dead one whose route wants that: some of it now, the rest in transactions to come, so that a long
 * queue keeps nobody waiting. Meanwhile the dead one blocks; after a crash, opening goes on.
 */
export function parkBehind(file: QueueFile, key: ParkedKey): void {
  const { target, orderKey } = key;
  const blocker = file.statements.blockerOfKey.get(target, orderKey) as { id: number; state: number; since: number } | undefined;
  if (blocker?.state !== STATE.deadParking) return;
  const rows = file.statements.behindAll.all(target, orderKey, blocker.id, PARKED_AT_ONCE) as DeliveryRow[];
  for (const row of rows) {
    file.statements.parkBehind.run(blocker.since, reasonText(BEHIND_DEAD), row.id);
    countMove(file, row, STATE.parked);
  }
  if (rows.length === PARKED_AT_ONCE) file.parking.push(key);
}

function idOf(row: unknown): number | undefined {
  return (row as { id: number } | undefined)?.id;
}
