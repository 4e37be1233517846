import { setTimeout as pause } from 'node:timers/promises';
import type { PostgresAddress } from '../../postgres/address.ts';
import type { Connections, Session } from '../../postgres/connect.ts';
import type { DeliveryId, QueueLimits } from '../queue.ts';
import { BUCKETS, LIMITS_LOCK, LOCK_CLASS } from './locks.ts';
import type { Names } from './names.ts';
import type { Totals } from './totals.ts';

/** @internal What this process knows of a delivery that it has taken: enough to take the locks of its key before it is looked at. */
export interface Lease {
  readonly owner: string;
  readonly target: number;
  readonly key: string | null;
  readonly isAlone: boolean;
  readonly afterDead: number;
}

/** @internal A queue that is open, and what this process knows of it. */
export interface Database {
  readonly address: PostgresAddress;
  readonly connections: Connections;
  readonly names: Names;
  readonly limits: Required<QueueLimits>;
  readonly totals: Totals;
  readonly leases: Map<DeliveryId, Lease>;
  /** After a commit that made something ready: of subscribers here, and at other gateways. */
  readonly wake: () => void;
}

/** @internal A target and a key of its own: what is delivered in order. */
export interface Key {
  readonly target: number;
  readonly key: string;
}

/**
 * @internal Nobody else changes what is ready of these keys until the transaction ends: keys are locked by bucket, and always in the same
 * order, so that no two wait for each other. Statements after it see what was committed before.
 */
export async function lockKeys(session: Session, keys: readonly Key[]): Promise<void> {
  if (keys.length === 0) return;
  await lock(
    session,
    [...new Set(keys.map(bucketOf))].toSorted((a, b) => a - b),
  );
}

/** @internal Nobody else accepts near a limit until the transaction ends. Before `lockKeys`. */
export async function lockLimits(session: Session): Promise<void> {
  await lock(session, [LIMITS_LOCK]);
}

async function lock(session: Session, buckets: readonly number[]): Promise<void> {
  await session.query(`SELECT pg_advisory_xact_lock(${LOCK_CLASS}, b) FROM unnest($1::int[]) AS b`, [buckets], 'lock');
}

function bucketOf({ target, key }: Key): number {
  return (Number.parseInt(key.slice(0, 8), 16) + target * 31) % BUCKETS;
}

/** @internal Each once. */
export function distinctKeys(rows: readonly { readonly target: number; readonly key: string | null }[]): Key[] {
  const keys = new Map<string, Key>();
  for (const { target, key } of rows) if (key !== null) keys.set(`${target} ${key}`, { target, key });
  return [...keys.values()];
}

/** Two who waited for each other, a key that somebody else has used meanwhile. */
const AGAIN: ReadonlySet<string> = new Set(['40P01', '40001', '23505']);
const MAX_TRIES = 8;

/** @internal Run a transaction, again where another one was in its way. `work` must not have changed anything here before it resolves. */
export async function transact<T>({ connections }: Pick<Database, 'connections'>, work: (session: Session) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await connections.use(work);
    } catch (thrown) {
      const code = codeOf(thrown) ?? codeOf((thrown as { cause?: unknown } | undefined)?.cause);
      if (tries === MAX_TRIES || code === undefined || !AGAIN.has(code)) throw thrown;
      await pause(tries * 2);
    }
  }
}

function codeOf(thrown: unknown): string | undefined {
  return thrown instanceof Error && 'severity' in thrown && 'code' in thrown ? String(thrown.code) : undefined;
}

/** @internal Runs as its statement's own transaction without waiting for the disk: what a crash of the server takes back harms nobody. */
export const UNSYNCED = "(SELECT set_config('synchronous_commit', 'off', true)) IS NOT NULL";
