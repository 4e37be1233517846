import type { Database } from 'better-sqlite3';
import { RegistryError } from '../../core/errors.ts';
import { MIGRATIONS } from './migrations/index.ts';

/** @internal "sluq": tells our queues from others' files (the `application_id` of SQLite's header). */
export const APPLICATION_ID: number = 0x736c7571;

/**
 * @internal Bring a file up to date. Throws `queue_unavailable` for one that is another program's, or was written by a newer sluice;
 * either is left untouched.
 */
export function migrate(database: Database, path: string): void {
  database
    .transaction(() => {
      const version = Number(database.pragma('user_version', { simple: true }));
      expectOurs(database, path, version);
      if (version === MIGRATIONS.length) return;
      for (const migration of MIGRATIONS.slice(version)) database.exec(migration);
      database.pragma(`application_id = ${APPLICATION_ID}`);
      database.pragma(`user_version = ${MIGRATIONS.length}`);
    })
    .immediate();
}

function expectOurs(database: Database, path: string, version: number): void {
  const applicationId = Number(database.pragma('application_id', { simple: true }));
  if (applicationId !== APPLICATION_ID && !isBlank(database, applicationId, version)) {
    throw new RegistryError('queue_unavailable', `${path} is an SQLite database of another program or purpose; choose another path for the queue`);
  }
  if (version > MIGRATIONS.length) {
    throw new RegistryError(
      'queue_unavailable',
      `${path} was written by a newer sluice (format ${version}; this one knows ${MIGRATIONS.length}); upgrade sluice`,
    );
  }
}

function isBlank(database: Database, applicationId: number, version: number): boolean {
  return applicationId === 0 && version === 0 && database.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() === 0;
}
