/**
 * @internal A delivery's id is 256 times its event's and its place among the deliveries, from 1; 0 stands for a held event itself. So an
 * event that is let in later keeps its place, and what belongs to an event is a range. `state` is in `states.ts`; `route` and `target`
 * are rows of `targets`, a route being one with the name "". `alone` is 1 where the event has no other delivery. Every index is partial, so that an event without an order
 * key that is delivered as it came touches one of them.
 */
export const FIRST_TABLES = `
CREATE TABLE targets (id INTEGER PRIMARY KEY, route TEXT NOT NULL, target TEXT NOT NULL, UNIQUE (route, target));
CREATE TABLE types (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);

CREATE TABLE counters (
  target INTEGER NOT NULL,
  type INTEGER NOT NULL,
  state INTEGER NOT NULL,
  count INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  PRIMARY KEY (target, type, state)
) WITHOUT ROWID;
INSERT INTO counters VALUES (0, 0, 0, 0, 0);

CREATE TABLE events (
  id INTEGER PRIMARY KEY,
  route INTEGER NOT NULL,
  type INTEGER NOT NULL,
  version INTEGER,
  source TEXT,
  event_id TEXT,
  order_key TEXT,
  received_at INTEGER NOT NULL,
  request_id TEXT NOT NULL,
  method TEXT NOT NULL,
  query TEXT NOT NULL,
  headers TEXT NOT NULL,
  bytes BLOB NOT NULL
);

CREATE TABLE deliveries (
  id INTEGER PRIMARY KEY,
  target INTEGER NOT NULL,
  type INTEGER NOT NULL,
  state INTEGER NOT NULL,
  due INTEGER NOT NULL,
  size INTEGER NOT NULL,
  since INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  after_dead INTEGER NOT NULL,
  passed INTEGER NOT NULL,
  alone INTEGER NOT NULL,
  first_attempt INTEGER,
  order_key TEXT,
  reason TEXT
);
CREATE INDEX ready ON deliveries (target, due) WHERE state = 0;
CREATE INDEX waiting_keys ON deliveries (target, order_key, state) WHERE order_key IS NOT NULL AND state < 2;
CREATE INDEX blockers ON deliveries (target, order_key) WHERE state >= 5;
CREATE INDEX passable ON deliveries (target, order_key) WHERE order_key IS NOT NULL AND state >= 2 AND passed = 0;
CREATE INDEX stuck ON deliveries (state) WHERE state >= 2;

CREATE TABLE seen (
  event INTEGER PRIMARY KEY,
  until INTEGER NOT NULL,
  key BLOB NOT NULL,
  digest TEXT NOT NULL
);
CREATE UNIQUE INDEX seen_by_key ON seen (key);
`;
