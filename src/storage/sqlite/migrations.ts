import type { Database } from 'better-sqlite3';
import { RegistryError } from '../../core/errors.ts';

/** "sluc": tells our files from others' (the `application_id` of SQLite's header). */
const APPLICATION_ID = 0x736c7563;

/** Forward only; a number is its place in the list. Never edit one that was released: add another. */
const MIGRATIONS: readonly string[] = [
  `
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
  `,
];

/**
 * Bring a database up to date, under a lock that keeps other processes out. Throws `store_unavailable` for a file that
 * is another program's, or was written by a newer sluice; either is left untouched.
 */
export function migrate(database: Database, path: string): void {
  database
    .transaction(() => {
      const version = Number(database.pragma('user_version', { simple: true }));
      expectOurs(database, path, version);
      for (const migration of MIGRATIONS.slice(version)) database.exec(migration);
      database.pragma(`application_id = ${APPLICATION_ID}`);
      database.pragma(`user_version = ${MIGRATIONS.length}`);
    })
    .immediate();
}

function expectOurs(database: Database, path: string, version: number): void {
  const applicationId = Number(database.pragma('application_id', { simple: true }));
  const isEmpty = database.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() === 0;
  if (!isEmpty && applicationId !== APPLICATION_ID) {
    throw new RegistryError('store_unavailable', `${path} is an SQLite database of another program; choose another path with --store`);
  }
  if (version > MIGRATIONS.length) {
    throw new RegistryError(
      'store_unavailable',
      `${path} was written by a newer sluice (format ${version}; this one knows ${MIGRATIONS.length}); upgrade sluice`,
    );
  }
}
