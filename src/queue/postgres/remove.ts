import type { Session } from '../../postgres/connect.ts';
import { eventOf, IDS } from '../delivery-ids.ts';
import { keptSince } from '../keep.ts';
import type { DeliveryId, EraseQuery, EventId, ExpireQuery } from '../queue.ts';
import { distinctKeys, lockKeys, transact, type Database } from './database.ts';
import { settleKeys } from './order.ts';
import { hasten } from './set-back.ts';
import { lockEvents, removeDone } from './settle.ts';
import { giveBack } from './take.ts';
import { textFrom, textOf } from '../text.ts';

interface Place {
  readonly id: DeliveryId;
  readonly target: number;
  readonly key: string | null;
}

const PLACE = "d.id, d.target, replace(d.key::text, '-', '') AS key";

/** @internal What waits for a person, or also for its target, in one transaction. Gives how many there were. */
export async function discard(
  database: Database,
  ids: readonly DeliveryId[],
  { alsoWaiting = false }: { readonly alsoWaiting?: boolean } = {},
): Promise<number> {
  if (ids.length === 0) return 0;
  const only = alsoWaiting ? 'free' : 'stuck';
  const places = await database.connections.query<Place>(`SELECT ${PLACE} FROM deliveries d WHERE d.id = ANY($1::bigint[])${ONLY[only]}`, [ids]);
  return places.length === 0 ? 0 : removeAll(database, places, { only });
}

interface Removal {
  /** What is left alone: what is taken, what waits as well, or nothing. */
  readonly only: keyof typeof ONLY;
}

const ONLY = { free: ' AND d.owner IS NULL', stuck: ' AND d.state >= 2', all: '' } as const;

async function removeAll(database: Database, places: readonly Place[], { only }: Removal): Promise<number> {
  const keys = distinctKeys(places);
  const events = [...new Set(places.map(({ id }) => eventOf(id)))];
  const [removed, ready] = await transact(database, async (session) => {
    const [, , , gone, , woken] = await Promise.all([
      session.query('BEGIN'),
      lockKeys(session, keys),
      lockEvents(session, events),
      remove(session, places, only),
      removeDone(session, events),
      settleKeys(session, keys),
      session.query('COMMIT'),
    ]);
    return [gone, woken] as const;
  });
  if (ready > 0) database.wake();
  return removed;
}

async function remove(session: Session, places: readonly Place[], only: Removal['only']): Promise<number> {
  // What went to another target meanwhile is left alone: its key there is not locked. But what is to be forgotten is forgotten.
  const isHere = only === 'all' ? '' : ' AND d.target = ($2::int[])[array_position($1::bigint[], d.id)]';
  const [row] = await session.query<{ readonly count: number }>(
    `WITH gone AS (DELETE FROM deliveries d WHERE d.id = ANY($1::bigint[])${ONLY[only]}${isHere} RETURNING target, type, state, size),
      counted AS (INSERT INTO deltas SELECT target, type, CASE WHEN state < 2 THEN 0 ELSE least(state, 4) END, -count(*), -sum(size) FROM gone GROUP BY 1, 2, 3)
    SELECT count(*) AS count FROM gone`,
    [places.map(({ id }) => id), ...(isHere === '' ? [] : [places.map(({ target }) => target)])],
  );
  return row?.count ?? 0;
}

// So many events are looked at in one statement.
const SLICE = 2_000;

/**
 * @internal Linear in what the queue holds, in slices with others' work between them. What was removed is overwritten when PostgreSQL
 * vacuums; its log and backups still have it for as long as they are kept.
 */
export async function erase(database: Database, query: EraseQuery): Promise<number> {
  const { connections } = database;
  if (query.kind === 'event') {
    const erased = await eraseEvents(database, [query.id]);
    await connections.query('DELETE FROM seen WHERE event = $1', [query.id]);
    return erased;
  }
  const { condition, values } = conditionOf(query);
  let erased = 0;
  for (let after = 0; ;) {
    const looked = await connections.query<{ readonly id: EventId; readonly is_meant: boolean }>(
      `SELECT e.id, (${condition}) IS TRUE AS is_meant FROM events e WHERE e.id > $1 ORDER BY e.id LIMIT ${SLICE}`,
      [after, ...values],
    );
    erased += await eraseEvents(
      database,
      looked.flatMap(({ id, is_meant: isMeant }) => (isMeant ? [id] : [])),
    );
    const last = looked.at(-1);
    if (last === undefined || looked.length < SLICE) return erased;
    after = last.id;
  }
}

function conditionOf(query: Exclude<EraseQuery, { kind: 'event' }>): { readonly condition: string; readonly values: readonly string[] } {
  switch (query.kind) {
    case 'type':
      return { condition: 'e.type = $2', values: [textOf(query.type)] };
    case 'order_key':
      return query.type === undefined
        ? { condition: 'e.order_key = $2', values: [textOf(query.orderKey)] }
        : { condition: 'e.order_key = $2 AND e.type = $3', values: [textOf(query.orderKey), textOf(query.type)] };
    case 'cloud_event':
      return query.source === undefined
        ? { condition: 'e.event_id = $2', values: [textOf(query.id)] }
        : { condition: 'e.event_id = $2 AND e.source = $3', values: [textOf(query.id), textOf(query.source)] };
  }
}

async function eraseEvents(database: Database, events: readonly EventId[]): Promise<number> {
  if (events.length === 0) return 0;
  const { connections } = database;
  const places = await connections.query<Place>(
    `SELECT ${PLACE} FROM unnest($1::bigint[]) AS x (event), LATERAL (
      SELECT * FROM deliveries WHERE id >= x.event * ${IDS} AND id < (x.event + 1) * ${IDS}) AS d`,
    [events],
  );
  if (places.length > 0) await removeAll(database, places, { only: 'all' });
  await connections.query('DELETE FROM seen WHERE event = ANY($1::bigint[])', [events]);
  return new Set(places.map(({ id }) => eventOf(id))).size;
}

/** @internal What expiry knows of the last time. */
export interface Expiry {
  /** Where the next look for idempotency keys that are over goes on. */
  seenUpTo: EventId;
}

interface Stuck extends Place {
  readonly type: string;
  readonly received_at: number;
}

/** @internal Several gateways may do this at once. */
export async function expire(database: Database, expiry: Expiry, query: ExpireQuery): Promise<number> {
  await giveBack(database, query);
  await hasten(database, query.now);
  let expired = 0;
  for (let after = -1; query.keep.length > 0 && expired < query.limit;) {
    const rows = await database.connections.query<Stuck>(
      `SELECT ${PLACE}, e.type, e.received_at FROM deliveries d JOIN events e ON e.id = d.id / ${IDS}
        WHERE d.state >= 2 AND d.id > $1 ORDER BY d.id LIMIT ${SLICE}`,
      [after],
    );
    const old = rows.filter((row) => isTooOld(row, query.keep)).slice(0, query.limit - expired);
    if (old.length > 0) expired += await removeAll(database, old, { only: 'stuck' });
    const last = rows.at(-1);
    if (last === undefined || rows.length < SLICE) break;
    after = last.id;
  }
  return expired + (await expireSeen(database, expiry, query.now, query.limit - expired));
}

function isTooOld({ type, received_at: receivedAt }: Stuck, keep: ExpireQuery['keep']): boolean {
  const since = keptSince(textFrom(type), keep);
  return since !== undefined && receivedAt < since;
}

const SEEN_SLICES = 20;

// Goes on where the last call ended, and begins anew after the end: windows differ from route to route.
async function expireSeen({ connections }: Database, expiry: Expiry, now: number, limit: number): Promise<number> {
  let expired = 0;
  for (let slice = 0; slice < SEEN_SLICES && expired < limit; slice += 1) {
    const [row] = await connections.query<{ readonly looked: number; readonly last: EventId | null; readonly gone: number }>(
      `WITH page AS MATERIALIZED (SELECT event, until FROM seen WHERE event > $1 ORDER BY event LIMIT ${SLICE}),
        over AS MATERIALIZED (SELECT event FROM seen WHERE event = ANY(ARRAY(SELECT event FROM page WHERE until <= $2)) AND until <= $2
          ORDER BY event FOR UPDATE SKIP LOCKED),
        gone AS (DELETE FROM seen WHERE event = ANY(ARRAY(SELECT event FROM over)) RETURNING event)
      SELECT (SELECT count(*) FROM page) AS looked, (SELECT max(event) FROM page) AS last, (SELECT count(*) FROM gone) AS gone`,
      [expiry.seenUpTo, now],
    );
    expired += row?.gone ?? 0;
    expiry.seenUpTo = row?.looked === SLICE ? (row.last ?? 0) : 0;
    if (expiry.seenUpTo === 0) break;
  }
  return expired;
}
