import { readdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { MIGRATIONS } from '../../../src/storage/sqlite/migrations/index.ts';
import { openSqliteStore } from '../../../src/storage/sqlite/store.ts';
import { change, registration, written } from '../../contract/commits.ts';
import { newPath } from './folder.ts';

test('the file is marked as ours, and in WAL mode', async () => {
  const path = await newPath();
  const store = await openSqliteStore({ path });
  const other = new Sqlite(path);
  const pragmas = ['application_id', 'user_version', 'journal_mode'].map((name) => other.pragma(name, { simple: true }));
  expect(pragmas).toEqual([0x736c7563, MIGRATIONS.length, 'wal']);
  other.close();
  await store.close();
  expect(await readdir(dirname(path))).toEqual(['registry.sqlite']);
});

test('a second opening migrates nothing', async () => {
  const path = await newPath();
  await (await openSqliteStore({ path })).close();
  const before = await readFile(path);
  await (await openSqliteStore({ path })).close();
  expect((await readFile(path)).equals(before)).toBe(true);
});

test('a writer that another process keeps waiting too long is told so, and reads go on', async () => {
  const path = await newPath();
  const store = await openSqliteStore({ path, busyMs: 1 });
  const other = new Sqlite(path);
  other.exec('BEGIN IMMEDIATE');
  const commit = registration({ subject: 'a', version: 1 });
  await expect(store.commit(commit)).rejects.toMatchObject({ code: 'store_unavailable', message: expect.stringContaining(path) });
  expect(await store.readSubject('a')).toBeUndefined();
  other.exec('ROLLBACK');
  other.close();
  await written(store, commit);
  await store.close();
});

test('a bug of a caller is not blamed on the store', async () => {
  const store = await openSqliteStore({ path: await newPath() });
  const bug = new TypeError('x is not a function');
  const changes = (): never => {
    throw bug;
  };
  await expect(store.commit({ expect: [], changes })).rejects.toBe(bug);
  await written(store, { expect: [], changes: () => [change('a')] });
  await store.close();
});
