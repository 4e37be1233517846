import { copyFile, open, readFile, writeFile } from 'node:fs/promises';
import Sqlite from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { inspectSqlite } from '../../../src/storage/sqlite/inspect.ts';
import { openSqliteStore } from '../../../src/storage/sqlite/store.ts';
import { registration, written } from '../../contract/commits.ts';
import { newPath } from './folder.ts';

const PAGE = 4_096;

/** A store with some versions, closed, so that all of it is in the file. */
async function filledPath(): Promise<string> {
  const path = await newPath();
  const store = await openSqliteStore({ path });
  for (let version = 1; version <= 20; version += 1) await written(store, registration({ subject: 'a', version, text: `{"title":"${version}"}` }));
  await store.close();
  return path;
}

/** Overwrite the file from this page on, but for the first two: it still says that it is a store. */
async function damage(path: string, fromPage = 2): Promise<void> {
  const file = await open(path, 'r+');
  const { size } = await file.stat();
  await file.write(Buffer.alloc(size - fromPage * PAGE, 0xff), 0, size - fromPage * PAGE, fromPage * PAGE);
  await file.close();
}

test('a damaged file is refused with what to do, and left as it was', async () => {
  const path = await filledPath();
  await damage(path);
  const before = await readFile(path);
  await expect(openSqliteStore({ path })).rejects.toMatchObject({ code: 'store_damaged', message: expect.stringMatching(/sluice doctor.*backup/) });
  expect((await readFile(path)).equals(before)).toBe(true);
});

test('what a killed process left in the WAL is not moved into a damaged file', async () => {
  const path = await filledPath();
  const store = await openSqliteStore({ path });
  await written(store, registration({ subject: 'b', version: 1 }));
  const left = await newPath();
  await copyFile(path, left);
  await copyFile(`${path}-wal`, `${left}-wal`);
  await store.close();
  await damage(left);
  const before = [await readFile(left), await readFile(`${left}-wal`)];
  await expect(openSqliteStore({ path: left })).rejects.toMatchObject({ code: 'store_damaged' });
  expect((await readFile(left)).equals(before[0] ?? Buffer.alloc(0))).toBe(true);
  expect((await readFile(`${left}-wal`)).equals(before[1] ?? Buffer.alloc(0))).toBe(true);
});

for (const isDamaged of [false, true]) {
  test(`who looks at a ${isDamaged ? 'damaged' : 'whole'} file leaves what a killed process left in the WAL where it is`, async () => {
    const path = await filledPath();
    const store = await openSqliteStore({ path });
    await written(store, { expect: [], config: { name: 'in.the.wal', epoch: 1 }, changes: () => [] });
    const left = await newPath();
    for (const end of ['', '-wal']) await copyFile(`${path}${end}`, `${left}${end}`);
    await store.close();
    if (isDamaged) await damage(left);
    const bytes = async (): Promise<readonly Buffer[]> => [await readFile(left), await readFile(`${left}-wal`)];
    const before = await bytes();
    const [looked] = await Promise.allSettled([inspectSqlite(left)]);
    if (!isDamaged) expect(looked).toMatchObject({ value: { damages: [], idleSettings: ['in.the.wal'] } });
    expect((await bytes()).map((after, index) => after.equals(before[index] ?? Buffer.alloc(0)))).toEqual([true, true]);
  });
}

test('damage that is met later refuses every write from then on, and the store is not ready', async () => {
  const path = await filledPath();
  const store = await openSqliteStore({ path });
  onTestFinished(() => store.close());
  await store.ping();
  const whole = await readFile(path);
  await damage(path);
  await expect(store.readSubject('a')).rejects.toMatchObject({ code: 'store_damaged' });
  await writeFile(path, whole); // Even if the next look would find nothing.
  await expect(store.commit(registration({ subject: 'c', version: 1 }))).rejects.toMatchObject({ code: 'store_damaged' });
  await expect(store.ping()).rejects.toMatchObject({ code: 'store_damaged' });
});

test('damage that an export meets refuses every write from then on as well', async () => {
  const path = await filledPath();
  const store = await openSqliteStore({ path });
  onTestFinished(() => store.close());
  const whole = await readFile(path);
  await damage(path);
  const exported = async (): Promise<void> => {
    for await (const _row of store.exportRows());
  };
  await expect(exported()).rejects.toMatchObject({ code: 'store_damaged' });
  await writeFile(path, whole);
  await expect(store.commit(registration({ subject: 'c', version: 1 }))).rejects.toMatchObject({ code: 'store_damaged' });
});

test('a write that a killed process left half done is taken back, and no damage', async () => {
  const path = await filledPath();
  const rollback = new Sqlite(path);
  rollback.pragma('journal_mode = DELETE');
  rollback.pragma('cache_size = 1');
  rollback.exec('BEGIN');
  rollback.exec("UPDATE meta SET value = 99 WHERE name = 'last_schema_id'");
  const fill = rollback.prepare('INSERT INTO configs VALUES (?, ?)');
  for (let row = 0; row < 500; row += 1) fill.run(`n${row}`, 'x'.repeat(500));
  const left = await newPath();
  await copyFile(path, left);
  await copyFile(`${path}-journal`, `${left}-journal`);
  rollback.exec('ROLLBACK');
  rollback.close();
  const store = await openSqliteStore({ path: left });
  onTestFinished(() => store.close());
  expect(await store.readLastSchemaId()).toBe(20);
});
