import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadDriver } from '../../src/storage/sqlite/driver.ts';
import { openSqliteStore } from '../../src/storage/sqlite/store.ts';
import { registration } from '../contract/store.records.ts';

let folder: string;
let files = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-store-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function newPath(): string {
  files += 1;
  return join(folder, `${files}.sqlite`);
}

test('what was committed is there after reopening', async () => {
  const path = newPath();
  const first = await openSqliteStore({ path });
  await first.commit(registration('a', 1, 'f1'));
  await first.close();
  const second = await openSqliteStore({ path });
  expect((await second.readSubject('a'))?.versions).toHaveLength(1);
  expect(await second.commit(registration('a', 2, 'f2'))).toMatchObject({ schemaId: 2, changes: [{ sequence: 2 }] });
  await second.close();
});

test('two handles that race for one epoch: one wins, the other gets a conflict, sequences are consecutive', async () => {
  const path = newPath();
  const stores = [await openSqliteStore({ path }), await openSqliteStore({ path })];
  for (let version = 1; version <= 20; version += 1) {
    const results = await Promise.all(stores.map((store, index) => store.commit(registration('a', version, `f${version}-${index}`))));
    expect(results.map(({ kind }) => kind).toSorted()).toEqual(['committed', 'conflict']);
  }
  const changes = (await stores[0]?.listChanges(0, 100)) ?? [];
  expect(changes.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
  for (const store of stores) await store.close();
});

test("another handle's commit wakes", async () => {
  const path = newPath();
  const [ours, theirs] = [await openSqliteStore({ path, pollMs: 5 }), await openSqliteStore({ path })];
  // The poll is unref'd; the worker stays alive on its own.
  const woken = new Promise<void>((resolve) => ours.subscribe(resolve));
  await theirs.commit(registration('a', 1, 'f1'));
  await woken;
  expect(await ours.readPosition()).toEqual({ first: 1, last: 1 });
  await ours.close();
  await theirs.close();
});

test('a closed store is unavailable', async () => {
  const store = await openSqliteStore({ path: newPath() });
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
    const path = newPath();
    await make(path);
    const before = await readFile(path);
    await expect(openSqliteStore({ path })).rejects.toMatchObject({ code: 'store_unavailable', message: expect.stringMatching(message) });
    expect((await readFile(path)).equals(before)).toBe(true);
  });
}

test('a path that cannot be opened is named', async () => {
  await expect(openSqliteStore({ path: folder })).rejects.toMatchObject({ code: 'store_unavailable', message: expect.stringContaining(folder) });
});

test('without better-sqlite3 the error names the package', async () => {
  const load = (): Promise<never> => Promise.reject(new Error('Cannot find package'));
  await expect(loadDriver(load)).rejects.toMatchObject({ code: 'module_missing', message: expect.stringContaining('better-sqlite3') });
});
