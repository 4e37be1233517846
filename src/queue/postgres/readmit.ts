import type { Session } from '../../postgres/connect.ts';
import { IDS } from '../delivery-ids.ts';
import type { DeliveryDraft, Readmission, Readmitted } from '../queue.ts';
import { afterDeadNumber, BEHIND_DEAD, countedAs, STATE } from '../states.ts';
import { distinctKeys, lockKeys, transact, type Database, type Key } from './database.ts';
import { settleKeys } from './order.ts';

type OfDelivery = Extract<Readmission, { kind: 'delivery' }>;
type OfEvent = Extract<Readmission, { kind: 'event' }>;

interface Row {
  readonly target: number;
  readonly state: number;
  readonly size: number;
  readonly type: string;
  readonly key: string | null;
  readonly passed: boolean;
  readonly owner: string | null;
}

/** @internal In one transaction, in the order of the list, so that of two of a key nobody sees the second without the first; an answer for each. */
export async function readmitAll(database: Database, readmissions: readonly Readmission[]): Promise<readonly Readmitted[]> {
  const plans = await plan(database, readmissions);
  const keys = distinctKeys(plans.flatMap((each) => each?.keys ?? []));
  const answers = await transact(database, async (session) => {
    const given: Readmitted[] = [];
    await session.query('BEGIN');
    await lockKeys(session, keys);
    for (const each of plans) given.push(each === undefined ? 'gone' : await readmitPlanned(session, each));
    await session.query('COMMIT');
    return given;
  });
  if (answers.includes('readmitted')) database.wake();
  return answers;
}

interface Plan {
  readonly readmission: Readmission;
  /** As it was when the plan was made. */
  readonly from: number;
  /** Of the deliveries that it gets, or of the one that it is, and then of the one that it becomes. */
  readonly targets: readonly number[];
  readonly keys: readonly Key[];
}

// The key of a delivery never changes, and its target only here, so they are read before the locks that they are needed for; what went to
// another target in between is as good as gone.
async function plan({ connections, names }: Database, readmissions: readonly Readmission[]): Promise<readonly (Plan | undefined)[]> {
  const rows = await connections.query<{ readonly id: number; readonly target: number; readonly key: string | null }>(
    `SELECT id, target, replace(key::text, '-', '') AS key FROM deliveries WHERE id = ANY($1::bigint[])`,
    [readmissions.map(idOf)],
  );
  if (rows.some(({ target }) => !names.has(target))) await names.refresh();
  const found = new Map(rows.map((row) => [row.id, row]));
  const routeOf = (target: number): string => names.targetRef(target).route;
  await names.ensure(
    readmissions.flatMap((readmission) => {
      const row = found.get(idOf(readmission));
      return row === undefined ? [] : namesIn(readmission).map((target) => ({ route: routeOf(row.target), target }));
    }),
  );
  return readmissions.map((readmission): Plan | undefined => {
    const row = found.get(idOf(readmission));
    if (row === undefined) return undefined;
    const { key } = row;
    const named = namesIn(readmission).map((target) => names.target(routeOf(row.target), target));
    const targets = readmission.kind === 'event' ? named : [row.target, ...named];
    return { readmission, from: row.target, targets, keys: key === null ? [] : targets.map((target): Key => ({ target, key })) };
  });
}

function idOf(readmission: Readmission): number {
  return readmission.kind === 'event' ? readmission.id * IDS : readmission.id;
}

/** The targets that it says. */
function namesIn(readmission: Readmission): readonly string[] {
  if (readmission.kind === 'event') return readmission.deliveries.map(({ target }) => target);
  return readmission.target === undefined ? [] : [readmission.target];
}

async function readmitPlanned(session: Session, { readmission, from, targets, keys }: Plan): Promise<Readmitted> {
  const row = await find(session, idOf(readmission));
  return row === undefined || row.target !== from ? 'gone' : readmitRow(session, readmission, { row, targets, keys });
}

async function find(session: Session, id: number): Promise<Row | undefined> {
  const [row] = await session.query<Row>(
    `SELECT target, state, size, type, replace(key::text, '-', '') AS key, passed, owner FROM deliveries WHERE id = $1 FOR UPDATE`,
    [id],
  );
  return row;
}

interface Found {
  readonly row: Row;
  readonly targets: readonly number[];
  readonly keys: readonly Key[];
}

async function readmitRow(session: Session, readmission: Readmission, found: Found): Promise<Readmitted> {
  const { row, keys } = found;
  if (readmission.kind === 'delivery' && readmission.target !== undefined) return move(session, readmission, found);
  if (readmission.kind === 'delivery' && row.state < STATE.parked) return 'gone';
  if (readmission.kind === 'event' && row.state !== STATE.held) return 'gone';
  const id = idOf(readmission);
  if (readmission.force !== true && (await hasMovedOn(session, id, row, keys))) return 'moved_on';
  if (readmission.kind === 'delivery') await readmitDelivery(session, readmission, row);
  else await readmitEvent(session, readmission, found);
  await settleKeys(session, keys);
  return 'readmitted';
}

async function move(session: Session, { id, now, force }: OfDelivery, { row, targets, keys }: Found): Promise<Readmitted> {
  if (row.state === STATE.held || row.owner !== null) return 'gone';
  if (row.key !== null && force !== true) return 'moved_on';
  const target = targets.at(-1) ?? row.target;
  const state = row.key === null ? STATE.ready : STATE.behind;
  await session.query(
    'UPDATE deliveries SET target = $1, state = $2, due = $3, free_at = $3, since = $3, attempts = 0, first_attempt = NULL, passed = false WHERE id = $4',
    [target, state, now, id],
  );
  await count(session, row, [
    { target: row.target, state: countedAs(row.state), sign: -1 },
    { target, state: STATE.ready, sign: 1 },
  ]);
  await settleKeys(session, keys);
  return 'readmitted';
}

// What is under way counts: it may be delivered already, and the answer still to come. Locked, since who takes asks for no lock of the key.
async function hasMovedOn(session: Session, id: number, row: Row, keys: readonly Key[]): Promise<boolean> {
  if (row.key === null) return false;
  if (row.passed) return true;
  const later = await session.query<{ readonly owner: string | null }>(
    `SELECT owner FROM deliveries WHERE target = ANY($1::int[]) AND key = $2 AND key IS NOT NULL AND state = 0 AND id > $3 FOR UPDATE`,
    [keys.map(({ target }) => target), row.key, id],
  );
  return later.some(({ owner }) => owner !== null);
}

async function readmitDelivery(session: Session, { id, now }: OfDelivery, row: Row): Promise<void> {
  const state = row.key === null ? STATE.ready : STATE.behind;
  await session.query(
    'UPDATE deliveries SET state = $1, due = $2, free_at = $2, since = $2, attempts = 0, first_attempt = NULL, passed = false WHERE id = $3',
    [state, now, id],
  );
  await count(session, row, [
    { target: row.target, state: countedAs(row.state), sign: -1 },
    { target: row.target, state: STATE.ready, sign: 1 },
  ]);
}

async function readmitEvent(session: Session, { id, version, deliveries, now }: OfEvent, { row, targets }: Found): Promise<void> {
  await session.query('DELETE FROM deliveries WHERE id = $1', [id * IDS]);
  await count(session, row, [{ target: row.target, state: STATE.held, sign: -1 }]);
  if (deliveries.length === 0) {
    await session.query('DELETE FROM events WHERE id = $1', [id]);
    return;
  }
  await session.query('UPDATE events SET version = $1 WHERE id = $2', [version, id]);
  const isAlone = deliveries.length === 1;
  for (const [index, draft] of deliveries.entries()) {
    const target = targets[index] ?? 0;
    const parked = draft.parked ?? (await behindDead(session, id, target, row.key));
    const state = parked === undefined ? (row.key === null ? STATE.ready : STATE.behind) : STATE.parked;
    await put(session, { id: id * IDS + index + 1, now, target, state, isAlone, draft, parked }, row);
    await count(session, row, [{ target, state: countedAs(state), sign: 1 }]);
  }
}

interface Given {
  readonly id: number;
  readonly now: number;
  readonly target: number;
  readonly state: number;
  readonly isAlone: boolean;
  readonly draft: DeliveryDraft;
  readonly parked: DeliveryDraft['parked'] | undefined;
}

async function put(session: Session, { id, now, target, state, isAlone, draft, parked }: Given, { size, key, type, passed }: Row): Promise<void> {
  await session.query(
    `INSERT INTO deliveries (id, free_at, due, since, target, size, state, after_dead, alone, key, type, code, reason, passed)
      VALUES ($1, $2, $2, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      id,
      now,
      target,
      size,
      state,
      afterDeadNumber(draft.afterDead),
      isAlone,
      key,
      type,
      parked?.code ?? null,
      parked === undefined ? null : JSON.stringify(parked),
      // What is parked of it has lost its place as well.
      parked !== undefined && passed,
    ],
  );
}

async function behindDead(session: Session, event: number, target: number, key: string | null): Promise<DeliveryDraft['parked']> {
  if (key === null) return undefined;
  const [blocker] = await session.query<{ readonly id: number; readonly state: number }>(
    'SELECT id, state FROM deliveries WHERE target = $1 AND key = $2 AND state >= 5 ORDER BY target, key, id LIMIT 1',
    [target, key],
  );
  return blocker !== undefined && blocker.state === STATE.deadParking && blocker.id < event * IDS ? BEHIND_DEAD : undefined;
}

interface Delta {
  readonly target: number;
  readonly state: number;
  readonly sign: 1 | -1;
}

async function count(session: Session, { type, size }: Row, deltas: readonly Delta[]): Promise<void> {
  await session.query(
    'INSERT INTO deltas SELECT target, $1, state, sign, sign * $2::bigint FROM unnest($3::int[], $4::int[], $5::int[]) AS d (target, state, sign)',
    [type, size, deltas.map(({ target }) => target), deltas.map(({ state }) => state), deltas.map(({ sign }) => sign)],
  );
}
