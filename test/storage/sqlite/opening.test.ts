import { readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { openSqliteStore } from '../../../src/storage/sqlite/store.ts';
import { prepareStatements } from '../../../src/storage/sqlite/statements.ts';
import { MIGRATIONS } from '../../../src/storage/sqlite/migrations/index.ts';
import { fingerprintOf, historyOf, registration, schemaWith, subjectRecord, versionWrite, written } from '../../contract/commits.ts';
import { wholeSnapshot } from '../../contract/whole-snapshot.ts';
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

test('a file of the first format is brought up to date: identities, guids, when it was deprecated, and what a search finds', async () => {
  const path = await newPath();
  const fingerprint = fingerprintOf('{}');
  const subject = subjectRecord('a', 1, { owner: 'Team Ä' });
  const {
    identity: _identity,
    references: _references,
    ...version
  } = { ...versionWrite('a', 1, fingerprint), schemaId: 1, state: 'deprecated' as const };
  const old = new Sqlite(path);
  old.exec(MIGRATIONS[0] ?? '');
  old.prepare("INSERT INTO subjects VALUES ('a', 1, ?)").run(JSON.stringify(subject));
  old.prepare("INSERT INTO schemas VALUES (1, ?, 'json-schema', 'draft-2020-12', '{}', '[]')").run(fingerprint);
  old.prepare("INSERT INTO versions VALUES ('a', 1, 1, ?, 'deprecated', NULL, ?)").run(fingerprint, JSON.stringify(version));
  old.exec("UPDATE meta SET value = 1 WHERE name IN ('last_schema_id', 'last_sequence')");
  old.exec(`INSERT INTO changes VALUES (1, 'io.sluice.version.deprecated', 'a', '2026-02-01T00:00:00.000Z', '{"version":1}')`);
  old.pragma('application_id = 1936487779');
  old.pragma('user_version = 1');
  old.close();
  const store = await openSqliteStore({ path });
  expect((await historyOf(store, 'a')).versions).toEqual([
    { ...version, identity: fingerprint, references: [], deprecatedAt: '2026-02-01T00:00:00.000Z' },
  ]);
  expect(await store.listUnindexed(9)).toEqual(['a']);
  expect(await store.readSchema(1)).toEqual({ ...schemaWith('{}'), id: 1 });
  expect(await store.listSubjects({ limit: 9, search: 'team ä' })).toHaveLength(1);
  expect(await written(store, registration({ subject: 'b', version: 1 }))).toBe(1);
  await store.close();
});

test('references of schemas become those of their versions, and one whose target was purged finds the same content where it is now', async () => {
  const path = await newPath();
  const old = new Sqlite(path);
  for (const migration of MIGRATIONS.slice(0, 2)) old.exec(migration);
  const [money, order, lost] = ['money', 'order', 'lost'].map(fingerprintOf) as [string, string, string];
  const put = (subject: string, number: number, schemaId: number, fingerprint: string): void => {
    const { references: _references, ...version } = { ...versionWrite(subject, number, fingerprint), schemaId };
    old.prepare('INSERT OR IGNORE INTO subjects VALUES (?, 1, ?)').run(subject, JSON.stringify(subjectRecord(subject, 1)));
    old.prepare("INSERT INTO versions VALUES (?, ?, ?, ?, 'active', NULL, ?)").run(subject, number, schemaId, fingerprint, JSON.stringify(version));
  };
  const references = [
    { name: 'm.json', subject: 'money', version: 1 },
    { name: 'k.json', subject: 'kept', version: 1 },
  ];
  const schema = old.prepare("INSERT INTO schemas VALUES (?, ?, 'g', ?, 'json-schema', 'draft-2020-12', '{}', ?, NULL, NULL)");
  for (const [id, fingerprint, refs] of [
    [1, money, []],
    [2, order, references],
    [2 ** 53 - 1, lost, []],
  ] as const)
    schema.run(id, fingerprint, fingerprint, JSON.stringify(refs));
  for (const { subject, version } of references) old.prepare('INSERT INTO schema_references VALUES (2, ?, ?)').run(subject, version);
  put('money', 2, 1, money);
  put('kept', 1, 1, money);
  put('order', 1, 2, order);
  old
    .prepare("INSERT INTO changes VALUES (1, 'io.sluice.version.purged', 'money', 't', ?)")
    .run(JSON.stringify({ subject: 'money', version: 1, fingerprint: money }));
  old.exec(`UPDATE meta SET value = ${2 ** 53 - 1} WHERE name = 'last_schema_id'; UPDATE meta SET value = 1 WHERE name = 'last_sequence'`);
  old.pragma('application_id = 1936487779');
  old.pragma('user_version = 2');
  old.close();
  const store = await openSqliteStore({ path });
  expect((await historyOf(store, 'order')).versions).toMatchObject([{ references: [{ ...references[0], version: 2 }, references[1]] }]);
  expect(await store.listReferrers('money', 2)).toMatchObject([{ subject: 'order', version: 1 }]);
  expect((await historyOf(store, 'money')).subject).toMatchObject({ purged: [[1, 1]] });
  expect((await historyOf(store, 'kept')).subject).not.toHaveProperty('purged');
  expect(await written(store, registration({ subject: 'new', version: 1, text: 'new' }))).toBe(3);
  await store.close();
});

test('a file of the second format is brought up to date: each change gets an identity, the same in every copy of the file', async () => {
  const identitiesOf = async (changes: readonly string[]): Promise<string[]> => {
    const path = await newPath();
    const old = new Sqlite(path);
    for (const migration of MIGRATIONS.slice(0, 2)) old.exec(migration);
    const put = old.prepare("INSERT INTO changes VALUES (?, 'io.sluice.config.updated', ?, '2026-02-01T00:00:00.000Z', '{}')");
    changes.forEach((name, index) => put.run(index + 1, name));
    old.prepare("UPDATE meta SET value = ? WHERE name = 'last_sequence'").run(changes.length);
    old.pragma('application_id = 1936487779');
    old.pragma('user_version = 2');
    old.close();
    const store = await openSqliteStore({ path });
    await written(store, registration({ subject: 'new', version: 1 }));
    const found = (await store.listChanges(0, 99)).map(({ historyId }) => historyId);
    expect((await wholeSnapshot(store)).historyId).toBe(found.at(-1));
    await store.close();
    return found;
  };
  const [one, copy, other] = [await identitiesOf(['a', 'b', 'c']), await identitiesOf(['a', 'b']), await identitiesOf(['a', 'x', 'c'])];
  expect(one.slice(0, 2)).toEqual(copy.slice(0, 2));
  expect(one[0]).toBe(other[0]);
  expect(new Set([...one, ...copy.slice(2), ...other.slice(1)]).size).toBe(8);
});

test('a file of the fifth format is brought up to date: each subject knows its last change, and lists in that order need no sorting', async () => {
  const path = await newPath();
  const old = new Sqlite(path);
  for (const migration of MIGRATIONS.slice(0, 5)) old.exec(migration);
  const putSubject = old.prepare(
    "INSERT INTO subjects VALUES (?, 1, json_object('subject', ?, 'epoch', 1, 'labels', json('{}'), 'createdAt', 'long ago'))",
  );
  for (const subject of ['a', 'b', 'silent']) putSubject.run(subject, subject);
  const putChange = old.prepare("INSERT INTO changes (sequence, history_id, type, name, time, data) VALUES (?, 'h', ?, ?, ?, '{}')");
  putChange.run(1, 'io.sluice.version.registered', 'a', 'first');
  putChange.run(2, 'io.sluice.version.registered', 'b', 'second');
  putChange.run(3, 'io.sluice.subject.updated', 'a', 'third');
  putChange.run(4, 'io.sluice.config.updated', 'b', 'fourth');
  old.prepare("UPDATE meta SET value = 4 WHERE name = 'last_sequence'").run();
  old.pragma('application_id = 1936487779');
  old.pragma('user_version = 5');
  old.close();
  const store = await openSqliteStore({ path });
  await written(store, registration({ subject: 'new', version: 1 }));
  const listed = await store.listSubjects({ limit: 9, order: 'changed' });
  expect(listed.map(({ subject, lastChange }) => [subject.subject, lastChange.sequence, lastChange.time])).toEqual([
    ['new', 5, expect.any(String)],
    ['a', 3, 'third'],
    ['b', 2, 'second'],
    ['silent', 0, 'long ago'],
  ]);
  await store.close();
  const file = new Sqlite(path);
  const statements = prepareStatements(file);
  const plans = [statements.subjectsByChange, statements.subjectsByName].map(({ source }) => {
    const asked = { sequence: 1, after: '', prefix: '' };
    return JSON.stringify(file.prepare(`EXPLAIN QUERY PLAN ${source}`).all(asked));
  });
  expect(plans.filter((plan) => plan.includes('TEMP B-TREE') || plan.includes('"SCAN l"'))).toEqual([]);
  file.close();
});

test('the audit log is only added to, whoever asks', async () => {
  const path = await newPath();
  const store = await openSqliteStore({ path });
  const entry = { time: 't', actor: 'me', action: 'subject.update', name: 'a', before: null, after: null } as const;
  await written(store, { expect: [], audit: () => [entry], changes: () => [] });
  for (const sql of ['DELETE FROM audit', "UPDATE audit SET actor = 'you'"]) expect(() => alter(path, sql)).toThrow('only added to');
  expect(await store.listAudit({ after: 0, limit: 9 })).toEqual([{ ...entry, sequence: 1 }]);
  await store.close();
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

test('settings that another handle writes are read at once, though they are remembered', async () => {
  const path = await newPath();
  const [ours, theirs] = [await openSqliteStore({ path }), await openSqliteStore({ path })];
  expect((await ours.readConfigs()).records).toEqual([]);
  for (const epoch of [1, 2]) {
    await theirs.commit({ expect: [], config: { name: 's', epoch, level: 'NONE' }, changes: () => [] });
    expect(await ours.readConfigs()).toEqual({ epoch, records: [{ name: 's', epoch, level: 'NONE' }], modes: [] });
  }
  await theirs.commit({ expect: [], mode: { name: 's', mode: 'READONLY' }, changes: () => [] });
  expect((await ours.readConfigs()).modes).toEqual([{ name: 's', mode: 'READONLY' }]);
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
