import type { DeliveryId } from '../queue.ts';
import { UNSYNCED, type Database } from './database.ts';

/** So far the clocks of gateways may differ at most; they should not by more than seconds. */
const AHEAD_MS = 60_000;

// So many are looked at in one statement.
const SLICE = 2_000;

// What is due last was put there before the clock was set back, if anything was, or else is due after the longest pause at the latest. What
// waits behind another one of its key is not due, but was accepted.
const LATEST = `SELECT greatest(
    (SELECT max(d.since) FROM targets t, LATERAL (SELECT r.since FROM deliveries r WHERE r.target = t.id AND r.state = 0
      ORDER BY r.target DESC, r.free_at DESC, r.id DESC LIMIT 1) AS d),
    (SELECT d.since FROM deliveries d ORDER BY d.id DESC LIMIT 1)) AS since`;

// Who has one that is taken settles it by its own clock.
const HASTEN = `
WITH page AS MATERIALIZED (SELECT d.id, d.state, d.since FROM deliveries d WHERE d.id > $1 ORDER BY d.id LIMIT ${SLICE}),
  ahead AS MATERIALIZED (
    SELECT d.id FROM deliveries d WHERE d.id = ANY(ARRAY(SELECT id FROM page WHERE state < 2 AND since > $2))
      AND d.state < 2 AND d.since > $2 AND d.owner IS NULL ORDER BY d.id FOR UPDATE SKIP LOCKED),
  due AS (UPDATE deliveries d SET due = $3, free_at = $3, since = $3 WHERE d.id = ANY(ARRAY(SELECT id FROM ahead)) AND ${UNSYNCED} RETURNING d.id)
SELECT (SELECT count(*) FROM page) AS looked, (SELECT max(id) FROM page) AS last, (SELECT count(*) FROM due) AS due`;

/**
 * @internal What waits since a time that is yet to come was put there before the clock was set back; it is due now, since how much of its
 * pause is left nobody knows. As a rule that is a look at a delivery for each target; where the clock was set back, linear in what the
 * queue holds. Several gateways may do this at once.
 */
export async function hasten({ connections, wake }: Database, now: number): Promise<void> {
  const [latest] = await connections.query<{ readonly since: number | null }>(LATEST);
  if ((latest?.since ?? 0) <= now + AHEAD_MS) return;
  for (let after: DeliveryId = -1; ;) {
    const [row] = await connections.query<{ readonly looked: number; readonly last: DeliveryId | null; readonly due: number }>(HASTEN, [
      after,
      now + AHEAD_MS,
      now,
    ]);
    if (row === undefined || row.last === null) return;
    if (row.due > 0) wake();
    if (row.looked < SLICE) return;
    after = row.last;
  }
}
