import { eventOf, IDS } from '../delivery-ids.ts';
import type { DeliveryId, ExpireQuery, Taken, TakeQuery, TargetRef } from '../queue.ts';
import { UNSYNCED, type Database } from './database.ts';
import { EVENT_COLUMNS, eventRowOf, type EventRow } from './rows.ts';

// Rows that another gateway is about to take are passed over. Nobody waits for the disk: what a crash of the server takes back is taken anew.
const TAKE = `
WITH due AS MATERIALIZED (
  SELECT d.id FROM unnest($1::int[], $2::int[]) AS asked (target, room), LATERAL (
    SELECT r.id FROM deliveries r WHERE r.target = asked.target AND r.state = 0 AND r.free_at <= $3 AND r.id <> ALL($6::bigint[])
    ORDER BY r.target, r.free_at, r.id LIMIT asked.room FOR UPDATE SKIP LOCKED) AS d
)
UPDATE deliveries d SET owner = $4, free_at = $5 FROM due JOIN events e ON e.id = due.id / ${IDS}
WHERE d.id = due.id AND ${UNSYNCED}
RETURNING d.id, d.target, d.due, d.attempts, d.first_attempt, d.key, d.alone, d.after_dead, ${EVENT_COLUMNS}, e.head, e.body`;

interface Row extends EventRow {
  readonly id: DeliveryId;
  readonly target: number;
  readonly due: number;
  readonly attempts: number;
  readonly first_attempt: number | null;
  readonly key: string | null;
  readonly alone: boolean;
  readonly after_dead: number;
}

/** @internal By an index, linear in what is taken. */
export async function takeDue(database: Database, { owner, now, leaseUntil, targets, underWay = [] }: TakeQuery): Promise<readonly Taken[]> {
  const { connections, names, leases } = database;
  const wanted = targets.filter(({ room }) => room > 0);
  const known = await knownOf(database, wanted);
  const asked = wanted.flatMap(({ room }, index) => {
    const id = known[index];
    return id === undefined ? [] : [{ id, room: Math.min(room, MAX_ROOM) }];
  });
  if (asked.length === 0) return [];
  const parameters = [asked.map(({ id }) => id), asked.map(({ room }) => room), now, owner, leaseUntil, underWay];
  const rows = await connections.use((session) => session.query<Row>(TAKE, parameters, 'take'));
  if (rows.some(({ route }) => !names.has(route))) await names.refresh();
  for (const { id, target, key, alone, after_dead: afterDead } of rows) {
    leases.set(id, { owner, target, key: key?.replaceAll('-', '') ?? null, isAlone: alone, afterDead });
  }
  return rows.toSorted((a, b) => a.due - b.due || a.id - b.id).map((row) => takenOf(database, row));
}

/** What is taken is in memory at once. */
const MAX_ROOM = 1_000;

function takenOf({ names }: Database, row: Row): Taken {
  return {
    id: row.id,
    target: names.targetRef(row.target).target,
    attempts: row.attempts,
    ...(row.first_attempt === null ? {} : { firstAttemptAt: row.first_attempt }),
    eventId: eventOf(row.id),
    event: eventRowOf(names, row),
  };
}

// Another gateway may have accepted the first event for a target.
async function knownOf({ names }: Database, refs: readonly TargetRef[]): Promise<readonly (number | undefined)[]> {
  const find = (): (number | undefined)[] => refs.map(({ route, target }) => names.known(route, target));
  if (!find().includes(undefined)) return find();
  await names.refresh();
  return find();
}

/** @internal */
export async function nextDue(database: Database, targets: readonly TargetRef[]): Promise<number | undefined> {
  const ids = (await knownOf(database, targets)).filter((id) => id !== undefined);
  if (ids.length === 0) return undefined;
  const [row] = await database.connections.query<{ readonly next: number | null }>(
    `SELECT min(d.free_at) AS next FROM unnest($1::int[]) AS asked (target), LATERAL (
      SELECT r.free_at FROM deliveries r WHERE r.target = asked.target AND r.state = 0 ORDER BY r.target, r.free_at, r.id LIMIT 1) AS d`,
    [ids],
    'next due',
  );
  return row?.next ?? undefined;
}

// Whoever settles some of them holds their rows until its commit is on disk; the leases of the others must not wait for that, nor two for each other.
const EXTEND = `
UPDATE deliveries SET free_at = $1 WHERE owner = $3 AND ${UNSYNCED} AND id = ANY(ARRAY(
  SELECT d.id FROM deliveries d WHERE d.id = ANY($2::bigint[]) AND d.owner = $3 FOR UPDATE SKIP LOCKED))`;

/** @internal */
export async function extend({ connections }: Database, owner: string, ids: readonly DeliveryId[], leaseUntil: number): Promise<void> {
  if (ids.length === 0) return;
  await connections.query(EXTEND, [leaseUntil, ids, owner], 'extend');
}

/** @internal */
export async function release({ connections, leases, wake }: Database, owner: string): Promise<void> {
  const released = await connections.query(
    `UPDATE deliveries SET owner = NULL, free_at = due WHERE owner = $1 AND owner IS NOT NULL AND ${UNSYNCED} RETURNING id`,
    [owner],
  );
  for (const [id, lease] of leases) if (lease.owner === owner) leases.delete(id);
  if (released.length > 0) wake();
}

/** After the end of a lease; for so long whoever has it may be late. */
const GONE_MS = 60_000;

/**
 * @internal Give back what gateways had taken that are gone: for a target that is there it is taken anew, and for one that nobody has any
 * more a person decides on what waits. So is what is taken until later than a lease lasts, by a clock that was set back. What this process
 * has is left alone.
 */
export async function giveBack({ connections, leases }: Database, { now, leaseMs = Infinity }: Pick<ExpireQuery, 'now' | 'leaseMs'>): Promise<void> {
  await connections.query(
    `UPDATE deliveries SET owner = NULL, free_at = due WHERE ${UNSYNCED} AND id = ANY(ARRAY(
      SELECT d.id FROM deliveries d WHERE d.owner IS NOT NULL AND (d.free_at <= $1 OR d.free_at > $3::float8) AND d.id <> ALL($2::bigint[])
      FOR UPDATE SKIP LOCKED))`,
    [now - GONE_MS, [...leases.keys()], now + leaseMs + GONE_MS],
    'give back',
  );
}
