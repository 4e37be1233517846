import type { Session } from '../../postgres/connect.ts';
import { BEHIND_DEAD, STATE } from '../states.ts';
import type { Key } from './database.ts';

const KEYS = 'unnest($1::int[], $2::uuid[]) AS k (target, key)';

// The first of a key that waits behind another one, and the first that is in the way. With `LIMIT 1` the server goes to the place in the
// index; `EXISTS` it may turn into a join that looks through the whole of it, where it believes that there is little in it.
const firstOf = (state: string): string =>
  `(SELECT b.id FROM deliveries b WHERE b.target = k.target AND b.key = k.key AND b.state ${state} ORDER BY b.target, b.key, b.id LIMIT 1)`;
const BEHIND = firstOf('= 1');
const BLOCKER = firstOf('>= 5');

const DEMOTE = `UPDATE deliveries d SET state = ${STATE.behind} FROM ${KEYS}
  WHERE d.target = k.target AND d.key = k.key AND d.key IS NOT NULL AND d.state = 0 AND d.owner IS NULL AND (${BEHIND} < d.id OR ${BLOCKER} < d.id)`;

const PROMOTE = `UPDATE deliveries d SET state = ${STATE.ready} FROM ${KEYS}
  WHERE d.id = ${BEHIND}
    AND (SELECT r.id FROM deliveries r WHERE r.target = k.target AND r.key = k.key AND r.key IS NOT NULL AND r.state = 0
      ORDER BY r.target, r.key LIMIT 1) IS NULL
    AND (${BLOCKER} < d.id) IS NOT TRUE
  RETURNING d.id`;

/**
 * @internal Make the first that waits of each key the ready one, and no other: after any change to the keys, which are locked. While one
 * is taken or an earlier one blocks, none is made ready. Gives how many were.
 */
export async function settleKeys(session: Session, keys: readonly Key[]): Promise<number> {
  if (keys.length === 0) return 0;
  const parameters = [keys.map(({ target }) => target), keys.map(({ key }) => key)];
  const [, ready] = await Promise.all([session.query(DEMOTE, parameters, 'demote'), session.query(PROMOTE, parameters, 'promote')]);
  return ready.length;
}

const PARKED_AT_ONCE = 1_000;

const PARK = `WITH dead AS MATERIALIZED (
    SELECT b.id, b.state, b.since FROM deliveries b WHERE b.target = $1 AND b.key = $2 AND b.state >= 5 ORDER BY b.target, b.key, b.id LIMIT 1),
  late AS MATERIALIZED (
    SELECT d.id, dead.since FROM dead, LATERAL (SELECT w.id FROM deliveries w
      WHERE w.target = $1 AND w.key = $2 AND w.state = 1 AND w.id > dead.id ORDER BY w.target, w.key, w.id LIMIT ${PARKED_AT_ONCE}) AS d
    WHERE dead.state = ${STATE.deadParking}),
  parked AS (UPDATE deliveries d SET state = ${STATE.parked}, since = late.since, code = $3, reason = $4 FROM late WHERE d.id = late.id
    RETURNING d.target, d.type, d.size),
  counted AS (INSERT INTO deltas SELECT target, type, s.state, s.sign * count(*), s.sign * sum(size)
    FROM parked, (VALUES (0, -1), (${STATE.parked}, 1)) AS s (state, sign) GROUP BY target, type, s.state, s.sign)
  SELECT count(*) AS count FROM parked`;

/** @internal Park what waits behind a dead one whose route wants that, of a locked key. Says whether there may be more: so far the dead one blocks. */
export async function parkBehind(session: Session, { target, key }: Key): Promise<boolean> {
  const [row] = await session.query<{ readonly count: number }>(PARK, [target, key, BEHIND_DEAD.code, JSON.stringify(BEHIND_DEAD)], 'park');
  return row?.count === PARKED_AT_ONCE;
}

/** @internal Keys of which more may be to be parked, since a gateway ended meanwhile. */
export async function readParking(session: Session): Promise<readonly Key[]> {
  return session.query<Key>(
    `SELECT DISTINCT b.target, b.key FROM deliveries b WHERE b.state >= 5 AND b.state = ${STATE.deadParking}
      AND EXISTS (SELECT FROM deliveries w WHERE w.target = b.target AND w.key = b.key AND w.state = 1 AND w.id > b.id)`,
  );
}
