import type { Database } from 'better-sqlite3';
import { RegistryError } from '../../core/errors.ts';
import { migrateFile } from '../../sqlite/migrate.ts';
import { STORE } from '../../sqlite/purpose.ts';
import { MIGRATIONS } from './migrations/index.ts';
import { textsOf } from '../search.ts';
import { identifyChanges } from './identify-changes.ts';
import { subjectOf } from './rows.ts';

/**
 * @internal As `migrateFile` does. Foreign keys are to be off, since a migration may make a table anew; they are checked before anything is kept.
 */
export function migrate(database: Database, path: string): void {
  const complete = (from: number): void => {
    if (from > 0) {
      indexSubjects(database);
      identifyChanges(database);
    }
    expectWhole(database, path);
  };
  migrateFile(database, { path, purpose: STORE }, { steps: MIGRATIONS, complete });
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
