import { IDS } from '../delivery-ids.ts';
import type { EntryCount } from '../queue.ts';
import { entryState } from '../states.ts';
import type { Database } from './database.ts';
import { textFrom } from '../text.ts';

// What is taken is counted as ready by the deltas; it is few, and looked at.
const COUNT = `
WITH counted AS MATERIALIZED (SELECT target, type, state, sum(count) AS count, sum(bytes) AS bytes FROM deltas GROUP BY 1, 2, 3),
taken AS MATERIALIZED (
  SELECT d.target, d.type, count(*) AS count, sum(d.size) AS bytes, min(e.received_at) AS oldest
  FROM deliveries d JOIN events e ON e.id = d.id / ${IDS} WHERE d.owner IS NOT NULL GROUP BY 1, 2
),
kinds AS MATERIALIZED (
  SELECT c.target, c.type, c.state, false AS is_taken, c.count - coalesce(t.count, 0) AS count, c.bytes - coalesce(t.bytes, 0) AS bytes
  FROM counted c LEFT JOIN taken t ON c.state = 0 AND t.target = c.target AND t.type = c.type
)
SELECT k.target, k.type, k.state, k.is_taken, k.count::bigint AS count, k.bytes::bigint AS bytes, first.id AS first, e.received_at AS oldest
FROM kinds k
  LEFT JOIN unnest($1::int[], $2::text[], $3::int[], $4::bigint[]) AS hint (target, type, state, id) USING (target, type, state),
  LATERAL (SELECT coalesce(
    (SELECT d.id FROM deliveries d WHERE k.state = 0 AND d.id >= coalesce(hint.id, 0) AND d.target = k.target AND d.type = k.type
      AND d.state < 2 AND d.owner IS NULL ORDER BY d.id LIMIT 1),
    (SELECT d.id FROM deliveries d WHERE k.state >= 2 AND d.id >= coalesce(hint.id, 0) AND d.target = k.target AND d.type = k.type
      AND d.state >= 2 AND least(d.state, 4) = k.state ORDER BY d.id LIMIT 1)) AS id) AS first
  LEFT JOIN events e ON e.id = first.id / ${IDS}
WHERE k.count > 0
UNION ALL
SELECT target, type, 0, true, count, bytes, NULL, oldest FROM taken`;

interface Row {
  readonly target: number;
  readonly type: string;
  readonly state: number;
  readonly is_taken: boolean;
  readonly count: number;
  readonly bytes: number;
  readonly first: number | null;
  readonly oldest: number | null;
}

/** What was let in again by another gateway may be older than what a look goes on from. */
const LOOKS_FROM_START = 30;

/** @internal Counts from sums, and a look for the oldest of each kind, which goes on where the last one ended. */
export function createCount({ connections, names }: Pick<Database, 'connections' | 'names'>): () => Promise<readonly EntryCount[]> {
  let hints: readonly Row[] = [];
  let looks = 0;
  return async () => {
    if ((looks += 1) % LOOKS_FROM_START === 0) hints = [];
    const rows = await connections.query<Row>(
      COUNT,
      [hints.map(({ target }) => target), hints.map(({ type }) => type), hints.map(({ state }) => state), hints.map(({ first }) => first)],
      'count',
    );
    hints = rows.filter(({ first }) => first !== null);
    if (rows.some(({ target }) => !names.has(target))) await names.refresh();
    return rows.map((row) => ({
      ...names.targetRef(row.target),
      state: row.is_taken ? 'taken' : entryState(row.state),
      type: textFrom(row.type),
      count: row.count,
      bytes: row.bytes,
      oldest: row.oldest ?? 0,
    }));
  };
}
