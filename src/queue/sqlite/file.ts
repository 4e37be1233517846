import type { Database } from 'better-sqlite3';
import type { Room } from '../limits.ts';
import type { DeliveryId, QueueLimits } from '../queue.ts';
import type { Counters } from './counters.ts';
import type { Names } from './names.ts';
import type { DeliveryRow } from './rows.ts';
import type { Statements } from './statements.ts';

/** @internal A delivery that somebody has taken, as it was then: nothing else changes it meanwhile, but erasure, which ends the lease. */
export interface Lease {
  readonly owner: string;
  readonly row: DeliveryRow;
  readonly receivedAt: number;
  until: number;
}

/** @internal */
export interface ParkedKey {
  readonly target: number;
  readonly orderKey: string;
}

/** @internal An open file, and what is known of it in memory: the file has one process. */
export interface QueueFile {
  readonly path: string;
  readonly database: Database;
  readonly statements: Statements;
  readonly names: Names;
  readonly counters: Counters;
  readonly leases: Map<DeliveryId, Lease>;
  readonly limits: Required<QueueLimits>;
  /** Of the transaction that runs. */
  room: Room;
  /** What takes back what a transaction did in memory, should it fail. */
  readonly undo: (() => void)[];
  /** Keys of which more is to be parked. */
  readonly parking: ParkedKey[];
  /** What is known in memory is to be read again, since a transaction failed. */
  isStale: boolean;
  /** The first damage that was found: nothing is written any more. */
  damage: Error | undefined;
  /** Where the next look for idempotency keys that are over goes on. */
  expiredUpTo: number;
  /** Set by a transaction that made something ready. */
  isWoken: boolean;
}

/** @internal The lease ends with the transaction. */
export function dropLease(file: QueueFile, id: DeliveryId): void {
  const lease = file.leases.get(id);
  if (lease === undefined) return;
  file.leases.delete(id);
  file.undo.push(() => file.leases.set(id, lease));
}

/** @internal */
export function rowOf(file: QueueFile, id: DeliveryId): DeliveryRow | undefined {
  return file.statements.delivery.get(id) as DeliveryRow | undefined;
}

/** @internal Another state, counted. */
export function countMove({ counters }: QueueFile, row: DeliveryRow, state: number): void {
  counters.add(row, -1, row.size);
  counters.add({ ...row, state }, 1, row.size);
}
