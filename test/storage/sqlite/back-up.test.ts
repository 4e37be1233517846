import { readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { backUpSqlite } from '../../../src/storage/sqlite/back-up.ts';
import { openSqliteStore } from '../../../src/storage/sqlite/store.ts';
import { registration, written } from '../../contract/commits.ts';
import { newPath } from './folder.ts';

/** What is left of a copy that is refused with this message. */
async function refused(source: string, said: RegExp): Promise<readonly string[]> {
  const folder = dirname(source);
  await expect(backUpSqlite({ source, target: join(folder, 'copy.sqlite') })).rejects.toMatchObject({
    code: 'store_unavailable',
    message: expect.stringMatching(said) as string,
  });
  return (await readdir(folder)).filter((name) => name.startsWith('copy'));
}

test('a file that is no database is told so, not that it is damaged', async () => {
  const source = await newPath();
  await writeFile(source, 'no database '.repeat(500));
  expect(await refused(source, /is not a database: choose another path/)).toEqual([]);
});

test('a copy with rows that belong to nothing is none, and says how many', async () => {
  const source = await newPath();
  const store = await openSqliteStore({ path: source });
  await written(store, registration({ subject: 'a', version: 1 }));
  await store.close();
  const database = new Sqlite(source);
  database.pragma('foreign_keys = OFF');
  database.exec('DELETE FROM subjects');
  database.close();
  expect(await refused(source, /the copy is damaged, so the store \S+ is: 1 row belongs to nothing; nothing was replaced/)).toEqual([]);
});
