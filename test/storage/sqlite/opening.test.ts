import { readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { loadDriver } from '../../../src/storage/sqlite/driver.ts';
import { openSqliteStore } from '../../../src/storage/sqlite/store.ts';
import { historyOf, registration, written } from '../../contract/commits.ts';
import { newPath } from './folder.ts';

test('what was committed is there after reopening, and ids and sequences go on', async () => {
  const path = await newPath();
  const first = await openSqliteStore({ path });
  await written(first, registration({ subject: 'a', version: 1, text: '{"title":"a"}' }));
  await first.close();
  const second = await openSqliteStore({ path });
  expect((await historyOf(second, 'a')).versions).toHaveLength(1);
  const commit = registration({ subject: 'a', version: 2, text: '{"title":"b"}' });
  expect(await second.commit(commit)).toMatchObject({ schemaId: 2, changes: [{ sequence: 2 }] });
  await second.close();
});

test("another handle's commit wakes", async () => {
  const path = await newPath();
  const [ours, theirs] = [await openSqliteStore({ path, pollMs: 5 }), await openSqliteStore({ path })];
  const woken = new Promise<void>((resolve) => ours.subscribe(resolve));
  await written(theirs, registration({ subject: 'a', version: 1 }));
  await woken;
  expect(await ours.readPosition()).toEqual({ first: 1, last: 1 });
  await ours.close();
  await theirs.close();
});

test('a closed store is unavailable', async () => {
  const store = await openSqliteStore({ path: await newPath() });
  await store.close();
  await expect(store.ping()).rejects.toMatchObject({ code: 'store_unavailable' });
});

const FOREIGN: readonly { readonly title: string; readonly make: (path: string) => Promise<void> | void; readonly message: RegExp }[] = [
  {
    title: 'that is no database',
    make: (path) => writeFile(path, 'not a database, but long enough to be looked at'.repeat(40)),
    message: /not a database/,
  },
  { title: 'of another program', make: (path) => alter(path, 'CREATE TABLE theirs (x)'), message: /another program/ },
  { title: 'with the mark of another program', make: (path) => alter(path, 'PRAGMA application_id = 7'), message: /another program/ },
  {
    title: 'of a newer sluice',
    make: async (path) => {
      await (await openSqliteStore({ path })).close();
      alter(path, 'PRAGMA user_version = 999');
    },
    message: /newer sluice/,
  },
];

function alter(path: string, sql: string): void {
  const database = new Sqlite(path);
  database.exec(sql);
  database.close();
}

for (const { title, make, message } of FOREIGN) {
  test(`a file ${title} is refused and left as it was`, async () => {
    const path = await newPath();
    await make(path);
    const before = await readFile(path);
    await expect(openSqliteStore({ path })).rejects.toMatchObject({ code: 'store_unavailable', message: expect.stringMatching(message) });
    expect((await readFile(path)).equals(before)).toBe(true);
  });
}

test('a path that cannot be opened is named', async () => {
  const folder = dirname(await newPath());
  await expect(openSqliteStore({ path: folder })).rejects.toMatchObject({ code: 'store_unavailable', message: expect.stringContaining(folder) });
});

test('without better-sqlite3 the error names the package', async () => {
  const load = (): Promise<never> => Promise.reject(new Error('Cannot find package'));
  await expect(loadDriver(load)).rejects.toMatchObject({ code: 'module_missing', message: expect.stringContaining('better-sqlite3') });
});
