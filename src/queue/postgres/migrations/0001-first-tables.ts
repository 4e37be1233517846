/**
 * @internal A delivery's id is 256 times its event's and its place among the deliveries, from 1; 0 stands for a held event itself. `state`
 * is in `states.ts`; `route` and `target` are rows of `targets`, a route being one with the name "". `owner` has taken a delivery that is
 * `ready`, until `free_at`, which is when it is due otherwise: one index finds what may be taken, of gateways that died as well. `key` is a
 * digest of the order key. That one delivery of a key at most is under way is a unique index (`ready_of_key`). `alone`: the event has no
 * other delivery. Every index is partial, so that an event without an order key touches two of them.
 *
 * `deltas` sums up to how many deliveries there are: each transaction adds rows, so none waits for another to count, and somebody adds
 * them up now and then. Bytes are not compressed (EXTERNAL): that would cost more than the disk.
 */
export const FIRST_TABLES = `
CREATE TABLE queue_state (
  is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
  program text NOT NULL,
  format integer NOT NULL,
  compatible_with integer NOT NULL,
  pings bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 10);
INSERT INTO queue_state (program, format, compatible_with) VALUES ('sluice', 0, 0);

CREATE SEQUENCE event_ids AS bigint;

CREATE TABLE targets (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  route text COLLATE "C" NOT NULL,
  target text COLLATE "C" NOT NULL,
  UNIQUE (route, target)
);

CREATE TABLE events (
  id bigint PRIMARY KEY,
  received_at bigint NOT NULL,
  route integer NOT NULL,
  version integer,
  type text COLLATE "C" NOT NULL,
  source text COLLATE "C",
  event_id text COLLATE "C",
  order_key text COLLATE "C",
  head bytea NOT NULL,
  body bytea NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 5000);
ALTER TABLE events ALTER COLUMN head SET STORAGE EXTERNAL, ALTER COLUMN body SET STORAGE EXTERNAL;

CREATE TABLE deliveries (
  id bigint PRIMARY KEY,
  free_at bigint NOT NULL,
  due bigint NOT NULL,
  since bigint NOT NULL,
  first_attempt bigint,
  target integer NOT NULL,
  size integer NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  state smallint NOT NULL,
  after_dead smallint NOT NULL,
  passed boolean NOT NULL DEFAULT false,
  alone boolean NOT NULL,
  key uuid,
  type text COLLATE "C" NOT NULL,
  owner text COLLATE "C",
  code text COLLATE "C",
  reason text COLLATE "C"
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 5000);
CREATE INDEX ready ON deliveries (target, free_at, id) WHERE state = 0;
CREATE UNIQUE INDEX ready_of_key ON deliveries (target, key) WHERE state = 0 AND key IS NOT NULL;
CREATE INDEX behind ON deliveries (target, key, id) WHERE state = 1;
CREATE INDEX blockers ON deliveries (target, key, id) WHERE state >= 5;
CREATE INDEX passable ON deliveries (target, key) WHERE key IS NOT NULL AND state >= 2 AND NOT passed;
CREATE INDEX taken ON deliveries (id) WHERE owner IS NOT NULL;
CREATE INDEX stuck ON deliveries (id) WHERE state >= 2;

CREATE TABLE seen (
  event bigint PRIMARY KEY,
  until bigint NOT NULL,
  key uuid NOT NULL,
  digest text COLLATE "C" NOT NULL,
  UNIQUE (key)
);

CREATE TABLE deltas (
  target integer NOT NULL,
  type text COLLATE "C" NOT NULL,
  state smallint NOT NULL,
  count bigint NOT NULL,
  bytes bigint NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
`;
