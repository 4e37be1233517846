/**
 * @internal Schemas are told apart by identity, not by fingerprint; modes, keys, the audit log and the search.
 * `schemas` is made anew, since SQLite cannot drop its UNIQUE; `migrate` runs without foreign keys and checks them at the end.
 */
export const IDENTITIES_KEYS_AUDIT = `
CREATE TABLE schemas_anew (
  id INTEGER PRIMARY KEY,
  identity TEXT NOT NULL,
  guid TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  format TEXT NOT NULL,
  dialect TEXT NOT NULL,
  text TEXT NOT NULL,
  refs TEXT NOT NULL,
  metadata TEXT,
  rule_set TEXT
);
INSERT INTO schemas_anew
  SELECT id, fingerprint,
    substr(fingerprint, 1, 8) || '-' || substr(fingerprint, 9, 4) || '-8' || substr(fingerprint, 14, 3) || '-'
      || substr('89ab', (instr('0123456789abcdef', substr(fingerprint, 17, 1)) - 1) % 4 + 1, 1) || substr(fingerprint, 18, 3) || '-'
      || substr(fingerprint, 21, 12),
    fingerprint, format, dialect, text, refs, NULL, NULL
  FROM schemas;
DROP TABLE schemas;
ALTER TABLE schemas_anew RENAME TO schemas;
CREATE INDEX schemas_by_identity ON schemas (identity);
CREATE INDEX schemas_by_guid ON schemas (guid);
CREATE INDEX schemas_by_fingerprint ON schemas (fingerprint);
UPDATE versions SET record = json_insert(record, '$.identity', fingerprint);
UPDATE versions SET record = json_insert(record, '$.deprecatedAt', (
    SELECT max(time) FROM changes
    WHERE type = 'io.sluice.version.deprecated' AND name = versions.subject AND json_extract(data, '$.version') = versions.version
  ))
  WHERE state = 'deprecated' AND EXISTS (
    SELECT 1 FROM changes
    WHERE type = 'io.sluice.version.deprecated' AND name = versions.subject AND json_extract(data, '$.version') = versions.version
  );

CREATE TABLE modes (name TEXT PRIMARY KEY, record TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE api_keys (id TEXT PRIMARY KEY, record TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE audit (
  sequence INTEGER PRIMARY KEY,
  actor TEXT NOT NULL,
  name TEXT NOT NULL,
  record TEXT NOT NULL
);
CREATE INDEX audit_by_actor ON audit (actor, sequence);
CREATE INDEX audit_by_name ON audit (name, sequence);
CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END;
CREATE TRIGGER audit_is_not_removed BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END;
INSERT INTO meta VALUES ('last_audit', 0);

CREATE TABLE search_texts (
  id INTEGER PRIMARY KEY,
  subject TEXT NOT NULL UNIQUE,
  texts TEXT NOT NULL,
  fields TEXT NOT NULL DEFAULT '',
  paths TEXT NOT NULL DEFAULT ''
);
CREATE INDEX search_texts_unindexed ON search_texts (subject) WHERE paths = '';
CREATE VIRTUAL TABLE search USING fts5 (texts, fields, content = 'search_texts', content_rowid = 'id', tokenize = 'trigram case_sensitive 1', detail = full);
CREATE TRIGGER search_adds AFTER INSERT ON search_texts BEGIN
  INSERT INTO search (rowid, texts, fields) VALUES (new.id, new.texts, new.fields);
END;
CREATE TRIGGER search_changes AFTER UPDATE ON search_texts BEGIN
  INSERT INTO search (search, rowid, texts, fields) VALUES ('delete', old.id, old.texts, old.fields);
  INSERT INTO search (rowid, texts, fields) VALUES (new.id, new.texts, new.fields);
END;
`;
