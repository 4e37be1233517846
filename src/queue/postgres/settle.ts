import type { Parameter, Session } from '../../postgres/connect.ts';
import { eventOf, IDS } from '../delivery-ids.ts';
import type { DeliveryId, EventId, Settlement } from '../queue.ts';
import { countedAs, deadState, STATE } from '../states.ts';
import { distinctKeys, lockKeys, transact, type Database, type Key, type Lease } from './database.ts';
import { parkBehind, settleKeys } from './order.ts';

/** @internal What one caller of `settle` asked for. */
export interface Settling {
  readonly owner: string;
  readonly outcomes: readonly Settlement[];
}

/** @internal In one transaction. Gives for each the ids that its owner had not taken any more. */
export async function settleAll(database: Database, settlings: readonly Settling[]): Promise<readonly (readonly DeliveryId[])[]> {
  const known = settlings.flatMap(({ owner, outcomes }) =>
    outcomes.flatMap((outcome): Known[] => {
      const lease = database.leases.get(outcome.id);
      return lease?.owner === owner ? [{ outcome, lease }] : [];
    }),
  );
  const { settled, isWoken, parking } = await transact(database, (session) => settleIn(session, known));
  for (const { outcome, lease } of known) if (database.leases.get(outcome.id) === lease) database.leases.delete(outcome.id);
  if (isWoken) database.wake();
  for (const key of parking) await goOnParking(database, key);
  return settlings.map(({ owner, outcomes }) => outcomes.map(({ id }) => id).filter((id) => settled.get(id) !== owner));
}

/** @internal Park the rest of what waits behind a dead one. */
export async function goOnParking(database: Pick<Database, 'connections'>, key: Key): Promise<void> {
  const once = (): Promise<boolean> =>
    transact(database, async (session) => {
      const [, , isMore] = await Promise.all([session.query('BEGIN'), lockKeys(session, [key]), parkBehind(session, key), session.query('COMMIT')]);
      return isMore;
    });
  // Should it fail, the dead one blocks until a gateway starts.
  while (await once().catch(() => false));
}

interface Known {
  readonly outcome: Settlement;
  readonly lease: Lease;
}

interface Done {
  readonly settled: ReadonlyMap<DeliveryId, string>;
  readonly isWoken: boolean;
  readonly parking: readonly Key[];
}

interface Settled {
  readonly id: DeliveryId;
  readonly owner: string;
}

async function settleIn(session: Session, known: readonly Known[]): Promise<Done> {
  const keys = distinctKeys(known.map(({ lease }) => lease));
  const shared = [
    ...new Set(known.filter(({ lease, outcome }) => outcome.kind === 'delivered' && !lease.isAlone).map(({ outcome }) => eventOf(outcome.id))),
  ];
  const parking = distinctKeys(known.filter((each) => stateAfter(each) === STATE.deadParking).map(({ lease }) => lease));
  const isRetried = known.some(({ outcome }) => outcome.kind === 'retry');
  if (keys.length === 0 && shared.length === 0 && known.every(({ outcome }) => outcome.kind === 'delivered')) {
    return { settled: ownersOf(await removeDelivered(session, known)), isWoken: false, parking: [] };
  }
  // Each goes out as it stands here, without waiting for the one before it.
  const [, , , delivered, retried, stuck, , ready, isMore] = await Promise.all([
    session.query('BEGIN'),
    lockKeys(session, keys),
    lockEvents(session, shared),
    removeDelivered(session, known),
    retry(session, known),
    setStuck(session, known),
    removeDone(session, shared),
    settleKeys(session, keys),
    Promise.all(parking.map((key) => parkBehind(session, key))),
    session.query('COMMIT'),
  ]);
  return {
    settled: ownersOf([...delivered, ...retried, ...stuck]),
    isWoken: ready > 0 || isRetried,
    parking: parking.filter((_, index) => isMore[index] === true),
  };
}

function ownersOf(rows: readonly Settled[]): ReadonlyMap<DeliveryId, string> {
  return new Map(rows.map(({ id, owner }) => [id, owner]));
}

/** @internal Two who end the last deliveries of an event at the same time must see each other. In the order of ids, so that they do not wait for each other. */
export async function lockEvents(session: Session, events: readonly EventId[]): Promise<void> {
  if (events.length === 0) return;
  await session.query('SELECT id FROM events WHERE id = ANY($1::bigint[]) ORDER BY id FOR UPDATE', [events], 'lock events');
}

/** @internal Take away the events of which no delivery is left. */
export async function removeDone(session: Session, events: readonly EventId[]): Promise<void> {
  if (events.length === 0) return;
  await session.query(
    `DELETE FROM events e WHERE e.id = ANY($1::bigint[])
      AND NOT EXISTS (SELECT FROM deliveries d WHERE d.id >= e.id * ${IDS} AND d.id < (e.id + 1) * ${IDS})`,
    [events],
    'remove done',
  );
}

// With its event where it was the only one. What waits for a person has lost its place in the order once a later one was delivered.
const DELIVERED = `
WITH gone AS (
  DELETE FROM deliveries d USING unnest($1::bigint[], $2::text[]) AS x (id, owner) WHERE d.id = x.id AND d.owner = x.owner
  RETURNING d.id, d.owner, d.target, d.type, d.size, d.key, d.alone
),
done AS (DELETE FROM events WHERE id IN (SELECT id / ${IDS} FROM gone WHERE alone)),
places AS MATERIALIZED (
  SELECT r.id AS target, gone.key, gone.id FROM gone JOIN targets t ON t.id = gone.target JOIN targets r ON r.route = t.route AND r.target IN ('', t.target)
  WHERE gone.key IS NOT NULL
),
passed AS (
  UPDATE deliveries p SET passed = true FROM places
  WHERE p.target = places.target AND p.key = places.key AND p.key IS NOT NULL AND p.state >= 2 AND NOT p.passed AND p.id < places.id
),
counted AS (INSERT INTO deltas SELECT target, type, 0, -count(*), -sum(size) FROM gone GROUP BY target, type)
SELECT id, owner FROM gone`;

async function removeDelivered(session: Session, known: readonly Known[]): Promise<readonly Settled[]> {
  const delivered = known.filter(({ outcome }) => outcome.kind === 'delivered');
  if (delivered.length === 0) return [];
  const parameters: readonly Parameter[] = [delivered.map(({ outcome }) => outcome.id), delivered.map(({ lease }) => lease.owner)];
  return session.query<Settled>(DELIVERED, parameters, 'delivered');
}

const RETRY = `
UPDATE deliveries d SET owner = NULL, due = x.due, free_at = x.due, since = x.at, attempts = d.attempts + x.counts,
  first_attempt = coalesce(d.first_attempt, CASE x.counts WHEN 1 THEN x.at END), code = x.code, reason = x.reason
FROM json_to_recordset($1::json) AS x (id bigint, owner text, at bigint, due bigint, counts int, code text, reason text)
WHERE d.id = x.id AND d.owner = x.owner RETURNING d.id, x.owner`;

async function retry(session: Session, known: readonly Known[]): Promise<readonly Settled[]> {
  const rows = known.flatMap(({ outcome, lease: { owner } }) => {
    if (outcome.kind !== 'retry') return [];
    const { id, at, due, reason, uncounted } = outcome;
    return [{ id, owner, at, due, counts: uncounted === true ? 0 : 1, code: reason.code, reason: JSON.stringify(reason) }];
  });
  return rows.length === 0 ? [] : session.query<Settled>(RETRY, [JSON.stringify(rows)], 'retry');
}

const SET_STUCK = `
WITH stuck AS (
  UPDATE deliveries d SET owner = NULL, state = x.state, since = x.at, attempts = d.attempts + x.counts, first_attempt = coalesce(d.first_attempt, x.at),
    code = x.code, reason = x.reason
  FROM json_to_recordset($1::json) AS x (id bigint, owner text, at bigint, state int, counted int, counts int, code text, reason text)
  WHERE d.id = x.id AND d.owner = x.owner RETURNING d.id, x.owner, d.target, d.type, d.size, x.counted
),
counted AS (
  INSERT INTO deltas SELECT target, type, state, sum(sign), sum(sign * size)
  FROM stuck, LATERAL (VALUES (0, -1), (counted, 1)) AS s (state, sign) GROUP BY target, type, state
)
SELECT id, owner FROM stuck`;

async function setStuck(session: Session, known: readonly Known[]): Promise<readonly Settled[]> {
  const rows = known.flatMap((each) => {
    const { outcome, lease } = each;
    if (outcome.kind !== 'dead' && outcome.kind !== 'parked') return [];
    const { id, at, reason, kind } = outcome;
    const state = stateAfter(each) ?? STATE.parked;
    const counts = kind === 'dead' ? 1 : 0;
    return [{ id, owner: lease.owner, at, state, counted: countedAs(state), counts, code: reason.code, reason: JSON.stringify(reason) }];
  });
  return rows.length === 0 ? [] : session.query<Settled>(SET_STUCK, [JSON.stringify(rows)], 'set stuck');
}

function stateAfter({ outcome, lease }: Known): number | undefined {
  if (outcome.kind === 'parked') return STATE.parked;
  return outcome.kind === 'dead' ? deadState(lease.afterDead, lease.key) : undefined;
}
