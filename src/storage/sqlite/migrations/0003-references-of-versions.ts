/**
 * @internal What a schema refers to belongs to each version that has it, since the same content may refer to the same schemas in
 * several places. A version whose target was deleted for good gets the oldest one of the same content that is left in its
 * subject, which the feed tells. Numbers deleted for good are taken from the feed as well. Ids of an import that are so high that
 * no more could follow them no longer move the registry's own.
 */
export const REFERENCES_OF_VERSIONS = `
CREATE TEMP TABLE gone AS
  SELECT name AS subject, json_extract(data, '$.version') AS version, max(json_extract(data, '$.fingerprint')) AS fingerprint
  FROM changes WHERE type = 'io.sluice.version.purged' GROUP BY 1, 2;
CREATE INDEX temp.gone_by_version ON gone (subject, version);

CREATE TEMP TABLE placed AS
  SELECT s.id AS schema_id, r.key AS position, json_extract(r.value, '$.name') AS name, json_extract(r.value, '$.subject') AS subject,
    coalesce(
      (SELECT v.version FROM versions v WHERE v.subject = json_extract(r.value, '$.subject') AND v.version = json_extract(r.value, '$.version')),
      (SELECT min(v.version) FROM gone g JOIN versions v ON v.subject = g.subject AND v.fingerprint = g.fingerprint
        WHERE g.subject = json_extract(r.value, '$.subject') AND g.version = json_extract(r.value, '$.version')),
      json_extract(r.value, '$.version')
    ) AS version
  FROM schemas s, json_each(s.refs) r;
CREATE INDEX temp.placed_by_schema ON placed (schema_id);

UPDATE versions SET record = json_set(record, '$.references', json(coalesce(
  (SELECT json_group_array(json_object('name', name, 'subject', subject, 'version', version))
    FROM (SELECT * FROM placed WHERE placed.schema_id = versions.schema_id ORDER BY position)),
  '[]')));

CREATE TABLE version_references (
  to_subject TEXT NOT NULL,
  to_version INTEGER NOT NULL,
  subject TEXT NOT NULL,
  version INTEGER NOT NULL,
  PRIMARY KEY (to_subject, to_version, subject, version),
  FOREIGN KEY (subject, version) REFERENCES versions (subject, version)
) WITHOUT ROWID;
CREATE INDEX version_references_of ON version_references (subject, version);
INSERT OR IGNORE INTO version_references
  SELECT p.subject, p.version, v.subject, v.version FROM versions v JOIN placed p ON p.schema_id = v.schema_id;

UPDATE subjects SET record = json_set(record, '$.purged', json((
    SELECT json_group_array(json_array(version, version)) FROM (SELECT version FROM gone WHERE gone.subject = subjects.subject
      AND NOT EXISTS (SELECT 1 FROM versions v WHERE v.subject = gone.subject AND v.version = gone.version) ORDER BY version)
  )))
  WHERE subject IN (SELECT subject FROM gone);

DROP TABLE schema_references;
ALTER TABLE schemas DROP COLUMN refs;
DROP TABLE placed;
DROP TABLE gone;

UPDATE meta SET value = (SELECT coalesce(max(id), 0) FROM schemas WHERE id < 1073741824)
  WHERE name = 'last_schema_id' AND value >= 1073741824;
`;
