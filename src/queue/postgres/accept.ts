import { Buffer } from 'node:buffer';
import type { Session } from '../../postgres/connect.ts';
import { IDS } from '../delivery-ids.ts';
import { Room, sumsOf, type Sums } from '../limits.ts';
import type { Acceptance, Accepted, EventId } from '../queue.ts';
import { afterDeadNumber, BEHIND_DEAD, STATE } from '../states.ts';
import { distinctKeys, lockKeys, lockLimits, transact, type Database, type Key } from './database.ts';
import { headOf } from './rows.ts';
import { textOf } from '../text.ts';
import { keyOf } from './key-of.ts';
import { readSums } from './totals.ts';

/** @internal In one transaction; gives an answer for each. */
export async function acceptAll(database: Database, acceptances: readonly Acceptance[]): Promise<readonly Accepted[]> {
  await database.names.ensure(acceptances.flatMap(refsOf));
  const { answers, ready, added, sums } = await transact(database, (session) => acceptIn(session, database, acceptances));
  if (sums !== undefined) database.totals.set(sums);
  database.totals.add(added);
  if (ready > 0) database.wake();
  return answers;
}

/** The names that a fate needs, its route's own too. */
function refsOf({ event: { route }, fate }: Acceptance): { route: string; target: string }[] {
  const targets = fate.kind === 'hold' ? [] : fate.deliveries.map(({ target }) => target);
  return ['', ...targets].map((target) => ({ route, target }));
}

interface Done {
  readonly answers: readonly Accepted[];
  readonly ready: number;
  readonly added: Sums;
  /** As they were before, where they were looked at. */
  readonly sums: Sums | undefined;
}

async function acceptIn(session: Session, database: Database, acceptances: readonly Acceptance[]): Promise<Done> {
  const { totals, limits } = database;
  const wanted = acceptances.map(({ fate }) => sumsOf(fate)).reduce(plus, NOTHING);
  const isNear = totals.isNear(wanted);
  const isExact = isNear || totals.isOld();
  const orderKeys = distinctKeys(acceptances.flatMap((acceptance) => keysOf(database, acceptance)));
  const isAlone = orderKeys.length === 0 && !isExact && acceptances.every(({ idempotency }) => idempotency === undefined);
  const begun = isAlone
    ? []
    : [session.query('BEGIN'), ...(isNear ? [lockLimits(session)] : []), ...(orderKeys.length > 0 ? [lockKeys(session, orderKeys)] : [])];
  const [seen, sums] = await Promise.all([readSeen(session, acceptances), isExact ? readSums(session) : undefined, ...begun]);
  const decided = decide(acceptances, seen, sums === undefined ? undefined : { sums, room: new Room(limits) });
  const stored = acceptances.filter((_, index) => decided.answers[index] === undefined);
  const [written] = await Promise.all([
    stored.length === 0 ? [] : write(session, database, stored, decided.expired),
    ...(isAlone ? [] : [session.query('COMMIT')]),
  ]);
  const ids = written.map(({ id }) => id);
  const idOf = new Map(stored.map((acceptance, index) => [acceptance, ids[index] ?? 0]));
  const answers = acceptances.map((acceptance, index): Accepted => {
    const answer = decided.answers[index];
    if (answer === undefined) return { kind: 'stored', id: idOf.get(acceptance) ?? 0 };
    return typeof answer === 'function' ? answer(idOf) : answer;
  });
  return { answers, ready: written[0]?.ready ?? 0, added: decided.added, sums };
}

const NOTHING: Sums = { waiting: 0, stuck: 0 };

function plus(a: Sums, b: Sums): Sums {
  return { waiting: a.waiting + b.waiting, stuck: a.stuck + b.stuck };
}

function keysOf({ names }: Database, { event: { route, orderKey }, fate }: Acceptance): Key[] {
  if (orderKey === undefined || fate.kind === 'hold') return [];
  const key = keyOf(orderKey);
  return fate.deliveries.map(({ target }) => ({ target: names.target(route, target), key }));
}

interface Seen {
  readonly event: EventId;
  readonly until: number;
  readonly digest: string;
}

async function readSeen(session: Session, acceptances: readonly Acceptance[]): Promise<Map<string, Seen>> {
  const keys = acceptances.flatMap(({ idempotency }) => (idempotency === undefined ? [] : [keyOf(idempotency.key)]));
  if (keys.length === 0) return new Map();
  const rows = await session.query<Seen & { readonly key: string }>(
    `SELECT replace(key::text, '-', '') AS key, event, until, digest FROM seen WHERE key = ANY($1::uuid[])`,
    [[...new Set(keys)]],
    'seen',
  );
  return new Map(rows.map(({ key, ...row }) => [key, row]));
}

/** Of what came before, or of one in the same turn, whose id is not known yet. */
type Answer = Accepted | ((idOf: ReadonlyMap<Acceptance, EventId>) => Accepted);

interface Decided {
  /** Undefined for what is to be stored. */
  readonly answers: readonly (Answer | undefined)[];
  /** Events whose window is over and whose key comes again. */
  readonly expired: readonly EventId[];
  readonly added: Sums;
}

interface Bounds {
  readonly sums: Sums;
  readonly room: Room;
}

function decide(acceptances: readonly Acceptance[], seen: ReadonlyMap<string, Seen>, bounds: Bounds | undefined): Decided {
  const inTurn = new Map<string, Acceptance>();
  const expired: EventId[] = [];
  let added = NOTHING;
  const answers = acceptances.map((acceptance): Answer | undefined => {
    const { event, fate, idempotency } = acceptance;
    const key = idempotency === undefined ? undefined : keyOf(idempotency.key);
    const before = key === undefined ? undefined : inTurn.get(key);
    if (before?.idempotency !== undefined) {
      const kind = before.idempotency.digest === idempotency?.digest ? 'duplicate' : 'other_bytes';
      return (idOf) => ({ kind, id: idOf.get(before) ?? 0 });
    }
    const known = key === undefined ? undefined : seen.get(key);
    if (known !== undefined && known.until > event.receivedAt) {
      return { kind: known.digest === idempotency?.digest ? 'duplicate' : 'other_bytes', id: known.event };
    }
    const sums = sumsOf(fate);
    const limit = bounds === undefined ? undefined : bounds.room.limitPassed(plus(bounds.sums, added), acceptance);
    if (limit !== undefined) return { kind: 'full', limit };
    if (known !== undefined) expired.push(known.event);
    if (key !== undefined) inTurn.set(key, acceptance);
    added = plus(added, sums);
    return undefined;
  });
  return { answers, expired, added };
}

// The bytes of all events come as one parameter, as they are, and are cut here. `LIMIT 1` and not `EXISTS`, which the server may turn into
// a look through the whole index, where it believes that there is little in it;
// `OFFSET 0`, so that a place is looked for once and not wherever it is named.
const WRITE = `
WITH ids AS MATERIALIZED (SELECT array_agg(id) AS list FROM (SELECT nextval('event_ids') AS id FROM generate_series(1, $1::int)) AS each),
kept AS (
  INSERT INTO events (id, received_at, route, version, type, source, event_id, order_key, head, body)
  SELECT (SELECT list FROM ids)[x.n + 1], x.at, x.route, x.version, x.type, x.source, x.event, x.key,
    substring($2::bytea FROM x.start + 1 FOR x.head), substring($2::bytea FROM x.start + x.head + 1 FOR x.body)
  FROM json_to_recordset($3::json) AS x (n int, at bigint, route int, version int, type text, source text, event text, key text,
    start int, head int, body int) ORDER BY x.n
),
given AS (
  INSERT INTO deliveries (id, free_at, due, since, target, size, state, after_dead, alone, key, type, code, reason)
  SELECT (SELECT list FROM ids)[x.n + 1] * ${IDS} + x.place, x.at, x.at, x.at, x.target, x.size, place.state, x.after_dead, x.alone, x.key, x.type,
    CASE WHEN place.state = ${STATE.parked} AND x.state < ${STATE.held} THEN $5 ELSE x.code END,
    CASE WHEN place.state = ${STATE.parked} AND x.state < ${STATE.held} THEN $6 ELSE x.reason END
  FROM json_to_recordset($4::json) AS x (n int, at bigint, place int, target int, size int, state int, after_dead int, alone boolean,
    key uuid, is_first boolean, type text, code text, reason text),
  LATERAL (SELECT CASE
    WHEN x.key IS NULL OR x.state >= ${STATE.held} THEN x.state
    ELSE coalesce(
      (SELECT CASE b.state WHEN ${STATE.deadParking} THEN ${STATE.parked} ELSE ${STATE.behind} END FROM deliveries b
        WHERE b.target = x.target AND b.key = x.key AND b.state >= 5 ORDER BY b.target, b.key, b.id LIMIT 1),
      CASE WHEN x.is_first
        AND (SELECT r.id FROM deliveries r WHERE r.target = x.target AND r.key = x.key AND r.key IS NOT NULL AND r.state = 0
          ORDER BY r.target, r.key LIMIT 1) IS NULL
        AND (SELECT r.id FROM deliveries r WHERE r.target = x.target AND r.key = x.key AND r.state = 1
          ORDER BY r.target, r.key, r.id LIMIT 1) IS NULL
      THEN ${STATE.ready} ELSE ${STATE.behind} END)
    END AS state OFFSET 0) AS place
  ORDER BY x.n, x.place
  RETURNING target, type, state, size
),
remembered AS (
  INSERT INTO seen (event, until, key, digest)
  SELECT (SELECT list FROM ids)[x.n + 1], x.until, x.key, x.digest FROM json_to_recordset($7::json) AS x (n int, until bigint, key uuid, digest text)
  ORDER BY x.key
),
counted AS (
  INSERT INTO deltas (target, type, state, count, bytes)
  SELECT target, type, CASE WHEN state < ${STATE.held} THEN 0 ELSE state END, count(*), sum(size) FROM given GROUP BY 1, 2, 3
)
SELECT unnest(list) AS id, (SELECT count(*) FROM given WHERE state = 0) AS ready FROM ids`;

interface Written {
  readonly id: EventId;
  readonly ready: number;
}

async function write(session: Session, database: Database, stored: readonly Acceptance[], expired: readonly EventId[]): Promise<readonly Written[]> {
  const { bytes, events } = eventsOf(database, stored);
  const parameters = [
    stored.length,
    bytes,
    JSON.stringify(events),
    JSON.stringify(deliveriesOf(database, stored)),
    BEHIND_DEAD.code,
    JSON.stringify(BEHIND_DEAD),
    JSON.stringify(seenOf(stored)),
  ];
  const [, rows] = await Promise.all([
    expired.length === 0 ? undefined : session.query('DELETE FROM seen WHERE event = ANY($1::bigint[])', [expired], 'unsee'),
    session.query<Written>(WRITE, parameters, 'accept'),
  ]);
  return rows;
}

function eventsOf({ names }: Database, stored: readonly Acceptance[]): { readonly bytes: Buffer; readonly events: readonly object[] } {
  const parts: Uint8Array[] = [];
  let start = 0;
  const events = stored.flatMap(({ event, fate }, n) => {
    // Nothing is kept of an event for no target but its idempotency key.
    if (fate.kind === 'deliver' && fate.deliveries.length === 0) return [];
    const head = headOf(event);
    const body = event.request.bytes;
    parts.push(head, body);
    const row = {
      n,
      at: event.receivedAt,
      route: names.target(event.route, ''),
      version: event.version,
      type: textOf(event.type),
      source: event.source === undefined ? undefined : textOf(event.source),
      event: event.eventId === undefined ? undefined : textOf(event.eventId),
      key: event.orderKey === undefined ? undefined : textOf(event.orderKey),
      start,
      head: head.length,
      body: body.byteLength,
    };
    start += head.length + body.byteLength;
    return [row];
  });
  return { bytes: Buffer.concat(parts, start), events };
}

function deliveriesOf({ names }: Database, stored: readonly Acceptance[]): readonly object[] {
  const waiting = new Set<string>();
  return stored.flatMap(({ event, fate }, n): object[] => {
    const common = {
      n,
      at: event.receivedAt,
      size: event.request.bytes.byteLength,
      key: event.orderKey === undefined ? undefined : keyOf(event.orderKey),
      type: textOf(event.type),
    };
    if (fate.kind === 'hold') {
      const { reason } = fate;
      const target = names.target(event.route, '');
      return [{ ...common, place: 0, target, state: STATE.held, after_dead: 0, alone: true, code: reason.code, reason: JSON.stringify(reason) }];
    }
    return fate.deliveries.map(({ target: name, afterDead, parked }, index) => {
      const target = names.target(event.route, name);
      const place = `${target} ${common.key}`;
      const isFirst = parked === undefined && !waiting.has(place);
      if (parked === undefined) waiting.add(place);
      return {
        ...common,
        place: index + 1,
        target,
        state: parked === undefined ? STATE.ready : STATE.parked,
        is_first: isFirst,
        after_dead: afterDeadNumber(afterDead),
        alone: fate.deliveries.length === 1,
        ...(parked === undefined ? {} : { code: parked.code, reason: JSON.stringify(parked) }),
      };
    });
  });
}

function seenOf(stored: readonly Acceptance[]): readonly object[] {
  return stored.flatMap(({ idempotency }, n) =>
    idempotency === undefined ? [] : [{ n, until: idempotency.until, key: keyOf(idempotency.key), digest: idempotency.digest }],
  );
}
