/** @internal Names compare by code points, which is what COLLATE "C" does with UTF-8. Records are JSON as text: `jsonb` has no U+0000. */
export const FIRST_TABLES = `
CREATE TABLE registry_state (
  is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
  program text NOT NULL,
  format integer NOT NULL,
  compatible_with integer NOT NULL,
  configs_epoch bigint NOT NULL DEFAULT 0,
  last_schema_id bigint NOT NULL DEFAULT 0,
  last_sequence bigint NOT NULL DEFAULT 0,
  last_audit bigint NOT NULL DEFAULT 0,
  commits bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 10);
INSERT INTO registry_state (program, format, compatible_with) VALUES ('sluice', 0, 0);

CREATE TABLE subjects (
  subject text COLLATE "C" PRIMARY KEY,
  epoch bigint NOT NULL,
  record text NOT NULL
);

CREATE TABLE search_texts (
  subject text COLLATE "C" PRIMARY KEY REFERENCES subjects (subject),
  texts text COLLATE "C" NOT NULL,
  fields text COLLATE "C" NOT NULL DEFAULT '',
  paths text COLLATE "C"
);
CREATE INDEX search_texts_unindexed ON search_texts (subject) WHERE paths IS NULL;

CREATE TABLE schemas (
  id bigint PRIMARY KEY,
  identity text COLLATE "C" NOT NULL,
  guid text COLLATE "C" NOT NULL,
  fingerprint text COLLATE "C" NOT NULL,
  format text NOT NULL,
  dialect text NOT NULL,
  text text NOT NULL,
  is_escaped boolean NOT NULL,
  metadata text,
  rule_set text
);
CREATE INDEX schemas_by_identity ON schemas (identity);
CREATE INDEX schemas_by_guid ON schemas (guid);
CREATE INDEX schemas_by_fingerprint ON schemas (fingerprint);

CREATE TABLE versions (
  subject text COLLATE "C" NOT NULL REFERENCES subjects (subject),
  version integer NOT NULL,
  schema_id bigint NOT NULL REFERENCES schemas (id),
  fingerprint text COLLATE "C" NOT NULL,
  state text COLLATE "C" NOT NULL,
  deleted_at text,
  record text NOT NULL,
  PRIMARY KEY (subject, version)
);
CREATE INDEX versions_by_schema ON versions (schema_id);

CREATE TABLE version_references (
  to_subject text COLLATE "C" NOT NULL,
  to_version integer NOT NULL,
  subject text COLLATE "C" NOT NULL,
  version integer NOT NULL,
  PRIMARY KEY (to_subject, to_version, subject, version),
  FOREIGN KEY (subject, version) REFERENCES versions (subject, version)
);
CREATE INDEX version_references_of ON version_references (subject, version);

CREATE TABLE configs (name text COLLATE "C" PRIMARY KEY, record text NOT NULL);
CREATE TABLE modes (name text COLLATE "C" PRIMARY KEY, record text NOT NULL);
CREATE TABLE api_keys (id text COLLATE "C" PRIMARY KEY, record text NOT NULL);

CREATE TABLE verdicts (
  writer text COLLATE "C" NOT NULL,
  reader text COLLATE "C" NOT NULL,
  question text COLLATE "C" NOT NULL,
  profile text COLLATE "C" NOT NULL,
  formats text COLLATE "C" NOT NULL,
  engine text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL,
  verdict text NOT NULL,
  PRIMARY KEY (writer, reader, question, profile, formats, engine)
);

CREATE TABLE changes (
  sequence bigint PRIMARY KEY,
  history_id text NOT NULL,
  type text NOT NULL,
  name text NOT NULL,
  time text NOT NULL,
  data text NOT NULL
);

CREATE TABLE audit (
  sequence bigint PRIMARY KEY,
  actor text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  action text COLLATE "C" NOT NULL,
  record text NOT NULL
);
CREATE INDEX audit_by_actor ON audit (actor, sequence);
CREATE INDEX audit_by_name ON audit (name, sequence);
CREATE FUNCTION audit_is_only_added_to() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN RAISE EXCEPTION 'the audit log is only added to'; END
$$;
CREATE TRIGGER audit_is_not_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
  FOR EACH STATEMENT EXECUTE FUNCTION audit_is_only_added_to();
`;
