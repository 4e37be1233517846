/**
 * @internal When each subject last changed, for lists in that order. Triggers keep it, so whatever writes the feed does, an import too; a
 * subject of which the feed says nothing is as old as its record.
 */
export const LAST_CHANGES = `
CREATE TABLE last_changes (
  subject TEXT PRIMARY KEY,
  sequence INTEGER NOT NULL,
  time TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX last_changes_in_order ON last_changes (sequence, subject);
INSERT INTO last_changes SELECT name, max(sequence), time FROM changes
  WHERE type LIKE 'io.sluice.version.%' OR type LIKE 'io.sluice.subject.%' GROUP BY name;
INSERT INTO last_changes SELECT subject, 0, json_extract(record, '$.createdAt') FROM subjects
  WHERE subject NOT IN (SELECT subject FROM last_changes);
CREATE TRIGGER last_changes_of_feed AFTER INSERT ON changes
  WHEN NEW.type LIKE 'io.sluice.version.%' OR NEW.type LIKE 'io.sluice.subject.%' BEGIN
  INSERT INTO last_changes VALUES (NEW.name, NEW.sequence, NEW.time)
    ON CONFLICT (subject) DO UPDATE SET sequence = excluded.sequence, time = excluded.time WHERE excluded.sequence > sequence;
END;
CREATE TRIGGER last_changes_of_subjects AFTER INSERT ON subjects
  WHEN NOT EXISTS (SELECT 1 FROM last_changes WHERE subject = NEW.subject) BEGIN
  INSERT INTO last_changes VALUES (NEW.subject, 0, json_extract(NEW.record, '$.createdAt'));
END;
`;
