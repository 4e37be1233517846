import type { Database, Statement } from 'better-sqlite3';

// Conditions name states by number, since SQLite uses a partial index only where it can see that its condition holds: 0 ready, 1 behind,
// 2 and up wait for a person, 5 and up are dead and stand in the way of their key (`states.ts`).
const SQL = {
  begin: 'BEGIN IMMEDIATE',
  commit: 'COMMIT',
  rollback: 'ROLLBACK',
  putEvent: 'INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  event: 'SELECT * FROM events WHERE id = ?',
  removeEvent: 'DELETE FROM events WHERE id = ?',
  putDelivery: 'INSERT INTO deliveries VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?, 0, ?, NULL, ?, ?)',
  delivery: 'SELECT * FROM deliveries WHERE id = ?',
  deliveriesOf: 'SELECT * FROM deliveries WHERE id BETWEEN ? AND ? ORDER BY id',
  removeDelivery: 'DELETE FROM deliveries WHERE id = ?',
  anyDelivery: 'SELECT id FROM deliveries WHERE id BETWEEN ? AND ? LIMIT 1',
  retry: 'UPDATE deliveries SET due = ?, since = ?, attempts = ?, first_attempt = ?, reason = ? WHERE id = ?',
  setState: 'UPDATE deliveries SET state = ? WHERE id = ?',
  setStuck: 'UPDATE deliveries SET state = ?, since = ?, attempts = ?, first_attempt = ?, reason = ? WHERE id = ?',
  parkBehind: 'UPDATE deliveries SET state = 3, since = ?, reason = ? WHERE id = ?',
  setVersion: 'UPDATE events SET version = ? WHERE id = ?',
  setWaiting: 'UPDATE deliveries SET state = ?, due = ?, since = ?, attempts = 0, first_attempt = NULL, passed = 0 WHERE id = ?',
  moveTo: 'UPDATE deliveries SET target = ?, state = ?, due = ?, since = ?, attempts = 0, first_attempt = NULL, passed = 0 WHERE id = ?',
  nextDue: 'SELECT id, due FROM deliveries INDEXED BY ready WHERE target = ? AND state = 0 ORDER BY due, id',
  firstWaiting: 'SELECT id FROM deliveries NOT INDEXED WHERE id >= ? AND target = ? AND type = ? AND state < 2 ORDER BY id LIMIT 1',
  firstStuck: 'SELECT id FROM deliveries INDEXED BY stuck WHERE state >= 2 AND state = ? AND id >= ? AND target = ? AND type = ? ORDER BY id LIMIT 1',
  receivedAt: 'SELECT received_at FROM events WHERE id = ?',
  readyOfKey: `SELECT id FROM deliveries INDEXED BY waiting_keys WHERE target = ? AND order_key = ? AND state < 2 AND state = 0 ORDER BY id LIMIT 1`,
  behindOfKey: `SELECT id FROM deliveries INDEXED BY waiting_keys WHERE target = ? AND order_key = ? AND state < 2 AND state = 1 ORDER BY id LIMIT 1`,
  behindAll: `SELECT * FROM deliveries INDEXED BY waiting_keys WHERE target = ? AND order_key = ? AND state < 2 AND state = 1 AND id > ? ORDER BY id LIMIT ?`,
  blockerOfKey: 'SELECT id, state, since FROM deliveries INDEXED BY blockers WHERE target = ? AND order_key = ? AND state >= 5 ORDER BY id LIMIT 1',
  parkingKeys: `SELECT DISTINCT target, order_key AS orderKey FROM deliveries INDEXED BY stuck WHERE state >= 2 AND state = 6`,
  pass: `UPDATE deliveries INDEXED BY passable SET passed = 1
    WHERE target = ? AND order_key = ? AND order_key IS NOT NULL AND state >= 2 AND passed = 0 AND id < ?`,
  passParked: 'UPDATE deliveries SET passed = 1 WHERE id BETWEEN ? AND ? AND state = 3',
  seen: 'SELECT event, digest, until FROM seen WHERE key = ?',
  putSeen: 'INSERT INTO seen VALUES (?, ?, ?, ?)',
  seenSlice: 'SELECT event, until FROM seen WHERE event > ? ORDER BY event LIMIT ?',
  stuckPage: 'SELECT * FROM deliveries INDEXED BY stuck WHERE state >= 2 AND state = ? AND id > ? ORDER BY id LIMIT ?',
  latest: `SELECT max(since) AS since FROM (
    SELECT (SELECT d.since FROM deliveries d INDEXED BY ready WHERE d.target = t.id AND d.state = 0 ORDER BY d.due DESC LIMIT 1) AS since FROM targets t
    UNION ALL SELECT since FROM (SELECT since FROM deliveries ORDER BY id DESC LIMIT 1))`,
  deliverySlice: 'SELECT id, state, since FROM deliveries NOT INDEXED WHERE id > ? ORDER BY id LIMIT ?',
  hasten: 'UPDATE deliveries SET due = ?, since = ? WHERE id = ?',
  lastEvent: 'SELECT coalesce(max(id), 0) AS id FROM events',
  removeSeen: 'DELETE FROM seen WHERE event = ?',
} as const;

/** @internal */
export type Statements = Readonly<Record<keyof typeof SQL, Statement>>;

/** @internal */
export function prepareStatements(database: Database): Statements {
  return Object.fromEntries(Object.entries(SQL).map(([name, sql]) => [name, database.prepare(sql)])) as unknown as Statements;
}
