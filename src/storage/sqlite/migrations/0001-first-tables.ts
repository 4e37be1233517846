/** @internal */
export const FIRST_TABLES = `
CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO meta VALUES ('configs_epoch', 0), ('last_schema_id', 0), ('last_sequence', 0);

CREATE TABLE subjects (
  subject TEXT PRIMARY KEY,
  epoch INTEGER NOT NULL,
  record TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE schemas (
  id INTEGER PRIMARY KEY,
  fingerprint TEXT NOT NULL UNIQUE,
  format TEXT NOT NULL,
  dialect TEXT NOT NULL,
  text TEXT NOT NULL,
  refs TEXT NOT NULL
);

CREATE TABLE schema_references (
  schema_id INTEGER NOT NULL REFERENCES schemas (id),
  subject TEXT NOT NULL,
  version INTEGER NOT NULL,
  PRIMARY KEY (subject, version, schema_id)
) WITHOUT ROWID;

CREATE TABLE versions (
  subject TEXT NOT NULL REFERENCES subjects (subject),
  version INTEGER NOT NULL,
  schema_id INTEGER NOT NULL REFERENCES schemas (id),
  fingerprint TEXT NOT NULL,
  state TEXT NOT NULL,
  deleted_at TEXT,
  record TEXT NOT NULL,
  PRIMARY KEY (subject, version)
) WITHOUT ROWID;
CREATE INDEX versions_by_schema ON versions (schema_id);

CREATE TABLE configs (name TEXT PRIMARY KEY, record TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE verdicts (
  writer TEXT NOT NULL,
  reader TEXT NOT NULL,
  question TEXT NOT NULL,
  profile TEXT NOT NULL,
  formats TEXT NOT NULL,
  engine TEXT NOT NULL,
  kind TEXT NOT NULL,
  verdict TEXT NOT NULL,
  PRIMARY KEY (writer, reader, question, profile, formats, engine)
) WITHOUT ROWID;

CREATE TABLE changes (
  sequence INTEGER PRIMARY KEY,
  type TEXT NOT NULL,
  name TEXT NOT NULL,
  time TEXT NOT NULL,
  data TEXT NOT NULL
);
`;
