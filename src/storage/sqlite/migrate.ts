import type { Database } from 'better-sqlite3';
import { RegistryError } from '../../core/errors.ts';
import { MIGRATIONS } from './migrations/index.ts';
import { textsOf } from '../search.ts';
import { identifyChanges } from './identify-changes.ts';
import { subjectOf } from './rows.ts';

/** @internal "sluc": tells our files from others' (the `application_id` of SQLite's header). */
export const APPLICATION_ID: number = 0x736c7563;

/**
 * @internal Bring a database up to date, under a lock that keeps other processes out. Throws `store_unavailable` for a
 * file that is another program's, or was written by a newer sluice; either is left untouched. Foreign keys are to be off,
 * since a migration may make a table anew; they are checked before anything is kept.
 */
export function migrate(database: Database, path: string): void {
  database
    .transaction(() => {
      const version = Number(database.pragma('user_version', { simple: true }));
      expectOurs(database, path, version);
      if (version === MIGRATIONS.length) return;
      for (const migration of MIGRATIONS.slice(version)) database.exec(migration);
      if (version > 0) {
        indexSubjects(database);
        identifyChanges(database);
      }
      expectWhole(database, path);
      database.pragma(`application_id = ${APPLICATION_ID}`);
      database.pragma(`user_version = ${MIGRATIONS.length}`);
    })
    .immediate();
}

function expectOurs(database: Database, path: string, version: number): void {
  const applicationId = Number(database.pragma('application_id', { simple: true }));
  if (applicationId !== APPLICATION_ID && !isBlank(database, applicationId, version)) {
    throw new RegistryError('store_unavailable', `${path} is an SQLite database of another program; choose another path with --store`);
  }
  if (version > MIGRATIONS.length) {
    throw new RegistryError(
      'store_unavailable',
      `${path} was written by a newer sluice (format ${version}; this one knows ${MIGRATIONS.length}); upgrade sluice`,
    );
  }
}

// In SQL, lower() knows ASCII only.
function indexSubjects(database: Database): void {
  const put = database.prepare('INSERT OR IGNORE INTO search_texts (subject, texts) VALUES (?, ?)');
  for (const record of database.prepare('SELECT record FROM subjects').pluck().all() as string[]) {
    const subject = subjectOf(record);
    put.run(subject.subject, textsOf(subject));
  }
}

function expectWhole(database: Database, path: string): void {
  const [broken] = database.pragma('foreign_key_check') as readonly { readonly table: string; readonly parent: string }[];
  if (broken === undefined) return;
  throw new RegistryError(
    'store_unavailable',
    `${path} is damaged: a row of ${broken.table} belongs to none of ${broken.parent}; restore a backup. Nothing was changed`,
  );
}

function isBlank(database: Database, applicationId: number, version: number): boolean {
  return applicationId === 0 && version === 0 && database.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() === 0;
}
