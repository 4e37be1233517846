import { expect, test } from 'vitest';
import type { Migration } from '../../../src/postgres/migration.ts';
import { MIGRATIONS } from '../../../src/storage/postgres/migrations/index.ts';
import { openPostgresStore } from '../../../src/storage/postgres/store.ts';
import { loadDriver } from '../../../src/postgres/driver.ts';
import { historyOf, readAll, registration, written } from '../../contract/commits.ts';
import { createDatabase } from '../../postgres/database.ts';
import { until } from '../../until.ts';

const database = await createDatabase();
const NEXT = MIGRATIONS.length + 1;
const additive: Migration = {
  sql: "ALTER TABLE subjects ADD COLUMN color text NOT NULL DEFAULT 'red'; CREATE TABLE news (id integer)",
  compatibleWith: NEXT - 1,
};
const breaking: Migration = { sql: 'ALTER TABLE subjects RENAME COLUMN record TO json', compatibleWith: NEXT };

test('many processes that open an empty database at once make the tables once', async () => {
  const address = database.fresh();
  let made = 0;
  const stores = await Promise.all(Array.from({ length: 8 }, () => openPostgresStore({ address, onNew: () => (made += 1) })));
  expect(made).toBe(1);
  for (const [index, store] of stores.entries()) await written(store, registration({ subject: 'a', version: index + 1 }));
  await Promise.all(stores.map((store) => store.close()));
});

test('an old replica goes on beside a new one where the migration only adds, and may be started anew', async () => {
  const address = database.fresh();
  const old = await openPostgresStore({ address });
  await written(old, registration({ subject: 'a', version: 1 }));
  const renewed = await openPostgresStore({ address, migrations: [...MIGRATIONS, additive] });
  for (const [index, store] of [old, renewed, old].entries())
    await written(store, registration({ subject: 'a', version: index + 2, text: `text ${index}` }));
  expect(await readAll(old)).toEqual(await readAll(renewed));
  const again = await openPostgresStore({ address });
  await written(again, registration({ subject: 'a', version: 5 }));
  expect((await historyOf(renewed, 'a')).versions).toHaveLength(5);
  await Promise.all([old, renewed, again].map((store) => store.close()));
});

test('tables of the second format are brought up to date, and what a replica of that format still writes has its place in the order of changes', async () => {
  const address = database.fresh();
  const name = '"' + address.schema + '"';
  await (await openPostgresStore({ address, migrations: MIGRATIONS.slice(0, 2) })).close();
  const subject = (of: string): string => `('${of}', 1, '{"subject":"${of}","epoch":1,"labels":{},"createdAt":"long ago"}')`;
  await database.query(`SET search_path = ${name}; INSERT INTO subjects VALUES ${subject('a')}, ${subject('b')}, ${subject('silent')};
    INSERT INTO search_texts (subject, texts) SELECT subject, subject FROM subjects;
    INSERT INTO changes VALUES (1, 'h', 'io.sluice.version.registered', 'a', 'first', '{}'),
      (2, 'h', 'io.sluice.version.registered', 'b', 'second', '{}'), (3, 'h', 'io.sluice.config.updated', 'a', 'third', '{}')`);
  const store = await openPostgresStore({ address });
  const listed = async (): Promise<unknown> =>
    (await store.listSubjects({ limit: 9, order: 'changed' })).map(({ subject: of, lastChange }) => [
      of.subject,
      lastChange.sequence,
      lastChange.time,
    ]);
  expect(await listed()).toEqual([
    ['b', 2, 'second'],
    ['a', 1, 'first'],
    ['silent', 0, 'long ago'],
  ]);
  await database.query(`SET search_path = ${name}; INSERT INTO changes VALUES (4, 'h', 'io.sluice.version.retired', 'silent', 'now', '{}')`);
  expect(await listed()).toEqual([
    ['silent', 4, 'now'],
    ['b', 2, 'second'],
    ['a', 1, 'first'],
  ]);
  await store.close();
});

test('what a replica of the format before writes while the tables are brought up to date has its place as well', async () => {
  const address = database.fresh();
  await (await openPostgresStore({ address, migrations: MIGRATIONS.slice(0, 2) })).close();
  const writer = new (await loadDriver()).Client(database.url);
  await writer.connect();
  await writer.query(`SET search_path = "${address.schema}"; BEGIN; SELECT FROM registry_state FOR UPDATE;
    INSERT INTO subjects VALUES ('a', 1, '{"subject":"a","epoch":1,"labels":{},"createdAt":"long ago"}');
    INSERT INTO search_texts (subject, texts) VALUES ('a', 'a')`);
  const opening = openPostgresStore({ address });
  const waiting = "SELECT 1 FROM pg_locks WHERE NOT granted AND pg_blocking_pids(pid) <> '{}'";
  await until(async () => (await database.query(waiting)).length > 0);
  await writer.query("INSERT INTO changes VALUES (1, 'h', 'io.sluice.version.registered', 'a', 'just now', '{}'); COMMIT");
  await writer.end();
  const store = await opening;
  expect(await store.listSubjects({ limit: 9, order: 'changed' })).toMatchObject([
    { subject: { subject: 'a' }, lastChange: { sequence: 1, time: 'just now' } },
  ]);
  await store.close();
});

test('an old replica writes nothing more, says why, and cannot be started, where the migration changes what it uses', async () => {
  const address = database.fresh();
  const old = await openPostgresStore({ address });
  await written(old, registration({ subject: 'a', version: 1 }));
  const renewed = await openPostgresStore({ address, migrations: [...MIGRATIONS, breaking] });
  const newer = {
    code: 'store_unavailable',
    message: expect.stringContaining(`written by a newer sluice (format ${NEXT}, for programs that know ${NEXT}; this one knows`) as string,
  };
  await expect(old.commit(registration({ subject: 'a', version: 2 }))).rejects.toMatchObject(newer);
  await expect(old.ping()).rejects.toMatchObject(newer);
  await expect(old.readStamp()).rejects.toMatchObject(newer);
  await expect(openPostgresStore({ address })).rejects.toMatchObject(newer);
  await Promise.all([old, renewed].map((store) => store.close()));
});

test('a program between the two formats may come back after two migrations that only add', async () => {
  const address = database.fresh();
  const second: Migration = { sql: 'CREATE TABLE more (id integer)', compatibleWith: NEXT - 1 };
  await (await openPostgresStore({ address, migrations: [...MIGRATIONS, additive, second] })).close();
  await (await openPostgresStore({ address })).close();
});

test('a migration that fails leaves everything as it was', async () => {
  const address = database.fresh();
  const store = await openPostgresStore({ address });
  await written(store, registration({ subject: 'a', version: 1 }));
  const before = await readAll(store);
  const failing: Migration = { sql: 'DELETE FROM changes; SELECT no_such_function()', compatibleWith: 1 };
  await expect(openPostgresStore({ address, migrations: [...MIGRATIONS, failing] })).rejects.toThrow(/no_such_function/);
  expect(await readAll(store)).toEqual(before);
  await store.close();
});

for (const tables of ['CREATE TABLE theirs (id integer)', 'CREATE TABLE registry_state (program text, format integer, compatible_with integer)']) {
  test(`a schema with tables of another program is refused, and left alone: ${tables}`, async () => {
    const address = database.fresh();
    await database.query(`CREATE SCHEMA ${address.schema}; SET search_path = ${address.schema}; ${tables}`);
    await expect(openPostgresStore({ address })).rejects.toMatchObject({
      code: 'store_unavailable',
      message: expect.stringMatching(/tables of another program/) as string,
    });
    expect(await database.query(`SELECT 1 FROM pg_tables WHERE schemaname = '${address.schema}'`)).toHaveLength(1);
  });
}

test('a schema that was made for this user, and is empty, is taken', async () => {
  const address = database.fresh();
  await database.query(`CREATE SCHEMA ${address.schema}`);
  await (await openPostgresStore({ address })).close();
});

test('who may not make a store makes none', async () => {
  const address = database.fresh();
  await expect(openPostgresStore({ address, mayMake: false })).rejects.toMatchObject({
    code: 'store_unavailable',
    message: expect.stringMatching(/there is no store in/) as string,
  });
  expect(await database.query(`SELECT 1 FROM pg_namespace WHERE nspname = '${address.schema}'`)).toEqual([]);
});

test('the audit log is only added to', async () => {
  const address = database.fresh();
  await (await openPostgresStore({ address })).close();
  for (const sql of ['DELETE FROM audit', "UPDATE audit SET actor = 'x'", 'TRUNCATE audit']) {
    await expect(database.query(`SET search_path = ${address.schema}; ${sql}`)).rejects.toThrow(/only added to/);
  }
});

test('without the package pg the error says what to install', async () => {
  const load = (): Promise<never> => Promise.reject(new Error("Cannot find package 'pg'"));
  await expect(loadDriver(load)).rejects.toMatchObject({ code: 'module_missing', message: expect.stringContaining('npm install pg') as string });
});
