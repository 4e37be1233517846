import { createHash } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import type { ChangeRow } from './rows.ts';

type StoredChange = Omit<ChangeRow, 'historyId'>;

/**
 * @internal Give those changes an identity that were made before there was one: a digest of all of them up to there, so that a
 * file and its backup of an earlier format come to the same. Linear in the changes.
 */
export function identifyChanges(database: Database): void {
  const changes = database.prepare("SELECT sequence, type, name, time, data FROM changes WHERE history_id = '' ORDER BY sequence").all();
  const put = database.prepare('UPDATE changes SET history_id = ? WHERE sequence = ?');
  let last = '';
  for (const { sequence, type, name, time, data } of changes as StoredChange[]) {
    last = createHash('sha256')
      .update(JSON.stringify([last, sequence, type, name, time, data]))
      .digest('hex')
      .slice(0, 32);
    put.run(last, sequence);
  }
}
