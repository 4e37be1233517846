/**
 * @internal When each subject last changed, for lists in that order. Triggers keep it, so whatever writes the feed does: an import, and
 * a replica of an earlier version. A subject of which the feed says nothing is as old as its record.
 */
export const LAST_CHANGES = `
CREATE TABLE last_changes (
  subject text COLLATE "C" PRIMARY KEY,
  sequence bigint NOT NULL,
  time text NOT NULL
);
CREATE INDEX last_changes_in_order ON last_changes (sequence, subject);
INSERT INTO last_changes SELECT DISTINCT ON (name COLLATE "C") name, sequence, time FROM changes
  WHERE type LIKE 'io.sluice.version.%' OR type LIKE 'io.sluice.subject.%' ORDER BY name COLLATE "C", sequence DESC;
INSERT INTO last_changes SELECT subject, 0, record::json ->> 'createdAt' FROM subjects ON CONFLICT DO NOTHING;
CREATE FUNCTION keep_last_changes() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    EXECUTE format('INSERT INTO %I.last_changes VALUES ($1, $2, $3) ON CONFLICT (subject)
      DO UPDATE SET sequence = excluded.sequence, time = excluded.time WHERE excluded.sequence > last_changes.sequence', TG_TABLE_SCHEMA)
      USING NEW.name, NEW.sequence, NEW.time;
    RETURN NULL;
  END
$$;
CREATE TRIGGER last_changes_of_feed AFTER INSERT ON changes FOR EACH ROW
  WHEN (NEW.type LIKE 'io.sluice.version.%' OR NEW.type LIKE 'io.sluice.subject.%') EXECUTE FUNCTION keep_last_changes();
CREATE FUNCTION keep_first_changes() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    EXECUTE format('INSERT INTO %I.last_changes VALUES ($1, 0, $2) ON CONFLICT DO NOTHING', TG_TABLE_SCHEMA)
      USING NEW.subject, NEW.record::json ->> 'createdAt';
    RETURN NULL;
  END
$$;
CREATE TRIGGER last_changes_of_subjects AFTER INSERT ON subjects FOR EACH ROW EXECUTE FUNCTION keep_first_changes();
`;
