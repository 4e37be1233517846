import { expect, onTestFinished, test } from 'vitest';
import type { PostgresAddress } from '../../../src/postgres/address.ts';
import { STORE } from '../../../src/postgres/purpose.ts';
import { createMemoryStore } from '../../../src/storage/memory/store.ts';
import { inspectPostgres } from '../../../src/storage/postgres/inspect.ts';
import { openOn, openPostgresStore, type PostgresStoreOptions } from '../../../src/storage/postgres/store.ts';
import { rowText, type Row } from '../../../src/storage/row.ts';
import type { Commit, Store } from '../../../src/storage/store.ts';
import { change, CONTAINED, fingerprintOf, readAll, registration, verdictKey, written } from '../../contract/commits.ts';
import { rowsOf } from '../../contract/rows-of.ts';
import { createDatabase } from '../../postgres/database.ts';
import { lendSchemas } from '../../postgres/emptied.ts';

const database = await createDatabase();
const schemas = lendSchemas(database, { purpose: STORE, prepare: (address) => openPostgresStore({ address }) });

/** Two processes on one empty store. */
async function openTwo({ pollMs = 5_000 }: Pick<PostgresStoreOptions, 'pollMs'> = {}): Promise<readonly [Store, Store, PostgresAddress]> {
  const lent = await schemas.take();
  const open = async (process: number): Promise<Store> => openOn(await lent.connectionsOf(process), { address: lent.address, pollMs });
  const [one, other] = [await open(0), await open(1)];
  onTestFinished(async () => {
    await Promise.all([one.close(), other.close()]);
    schemas.giveBack(lent);
  });
  return [one, other, lent.address];
}

test('of two replicas that expect one epoch one wins, and the feed has no gaps', async () => {
  const [one, two] = await openTwo();
  const stores = [one, two];
  for (let version = 1; version <= 20; version += 1) {
    const results = await Promise.all(
      stores.map((store, index) => store.commit(registration({ subject: 'a', version, text: `${version} by ${index}` }))),
    );
    expect(results.map(({ kind }) => kind).toSorted()).toEqual(['committed', 'conflict']);
  }
  expect((await one.listChanges(0, 100)).map(({ sequence }) => sequence)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
  expect(await readAll(one)).toEqual(await readAll(two));
});

test('one who pages through the feed while both write misses nothing', async () => {
  const [one, two] = await openTwo();
  const stores = [one, two];
  const many = (prefix: string, store: Store): Promise<unknown> =>
    Promise.all(Array.from({ length: 50 }, (_, index) => store.commit(registration({ subject: `${prefix}${index}`, version: 1 }))));
  const writing = Promise.all(stores.map((store, index) => many(`s${index}.`, store)));
  const read: number[] = [];
  while (read.length < 100) {
    const changes = await one.listChanges(read.at(-1) ?? 0, 7);
    read.push(...changes.map(({ sequence }) => sequence));
  }
  await writing;
  expect(read).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
});

test('a commit in the middle of many that are made together conflicts, or is refused, alone', async () => {
  const [store, other] = await openTwo();
  const bug = new TypeError('a bug of the caller');
  const throwing: Commit = {
    expect: [],
    changes: () => {
      throw bug;
    },
  };
  const commits = [
    registration({ subject: 'a', version: 1 }),
    registration({ subject: 'a', version: 1 }),
    throwing,
    registration({ subject: 'a', version: 2 }),
  ];
  const settled = await Promise.allSettled(commits.map((commit) => store.commit(commit)));
  expect(settled.map((each) => (each.status === 'fulfilled' ? each.value.kind : each.reason))).toEqual(['committed', 'conflict', bug, 'committed']);
  expect(await other.readPosition()).toEqual({ first: 1, last: 2 });
});

test('what the database itself refuses of one does not harm those beside it', async () => {
  const [store, other] = await openTwo();
  // The types keep callers from it: a column that must not be null.
  const refused: Commit = {
    expect: [],
    key: { id: 'k', name: 'n', hash: 'h', scopes: [], createdAt: 't', createdBy: 'me' },
    audit: () => [{ time: 't', actor: null as never, action: 'subject.update', name: 'a', address: '', before: null, after: null }],
    changes: () => [change('x')],
  };
  const settled = await Promise.allSettled(
    [registration({ subject: 'a', version: 1 }), refused, registration({ subject: 'b', version: 1 })].map((commit) => store.commit(commit)),
  );
  expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect([await other.readPosition(), await other.readKey('k')]).toEqual([{ first: 1, last: 2 }, undefined]);
});

test('verdicts that both write at once, in other orders, are kept', async () => {
  const [one, two] = await openTwo();
  const stores = [one, two];
  const entries = Array.from({ length: 50 }, (_, index) => ({
    key: verdictKey(fingerprintOf('w'), fingerprintOf(String(index))),
    verdict: CONTAINED,
  }));
  await Promise.all(
    stores.flatMap((store, index) => Array.from({ length: 10 }, () => store.writeVerdicts(index === 0 ? entries : entries.toReversed()))),
  );
  expect(await Promise.all(entries.map(({ key }) => two.readVerdict(key)))).toEqual(entries.map(() => CONTAINED));
});

test('a commit of one replica changes the stamp of the other, and wakes who subscribed there', async () => {
  const [store, other] = await openTwo();
  const before = await other.readStamp();
  const woken = new Promise<void>((resolve) => void other.subscribe(resolve));
  await written(store, registration({ subject: 'a', version: 1 }));
  expect(await other.readStamp()).not.toBe(before);
  await woken;
});

test('a subscriber is woken also where the connection that listens was lost meanwhile', async () => {
  const [store, other] = await openTwo({ pollMs: 1_000_000 });
  for (let version = 1; version <= 3; version += 1) {
    const woken = new Promise<() => void>((resolve) => {
      const stop = other.subscribe(() => resolve(stop));
    });
    await database.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = current_database()");
    await written(store, registration({ subject: 'a', version, text: String(version) }));
    (await woken)();
  }
});

async function filled(): Promise<readonly Row[]> {
  const source = createMemoryStore();
  for (let index = 0; index < 100; index += 1) await written(source, registration({ subject: `s${index}`, version: 1, text: `text ${index}` }));
  await source.writeRecords([{ kind: 'webhook', key: 'a', value: { n: 1 } }]);
  return rowsOf(source);
}

test('while one restores the others write nothing and say why; once it is done they go on behind it', async () => {
  const [one, other, address] = await openTwo();
  const rows = await filled();
  await one.importRows(rows.slice(0, 150));
  expect((await inspectPostgres({ address })).registry?.isRestoring).toBe(true);
  for (const refused of [
    () => other.ping(),
    () => other.commit(registration({ subject: 'n', version: 1 })),
    () => other.writeRecords([{ kind: 'webhook', key: 'n', value: {} }]),
    () => other.writeVerdicts([{ key: verdictKey('n', 'n'), verdict: CONTAINED }]),
  ])
    await expect(refused()).rejects.toMatchObject({ code: 'store_unavailable', message: expect.stringMatching(/sluice restore/) as string });
  const woken = new Promise<void>((resolve) => void other.subscribe(resolve));
  await one.importRows(rows);
  await woken;
  expect((await rowsOf(other)).map(rowText)).toEqual(rows.map(rowText));
  expect(await written(other, registration({ subject: 'n', version: 1, text: 'new' }))).toBe(101);
  expect(await one.readPosition()).toEqual({ first: 1, last: 101 });
});

test('two who restore the same at once, in pieces, come to the same', async () => {
  const [one, two] = await openTwo();
  const rows = await filled();
  const restore = async (store: Store, size: number): Promise<void> => {
    for (let at = 0; at < rows.length; at += size) await store.importRows(rows.slice(at, at + size));
  };
  await Promise.all([restore(one, 30), restore(two, 70)]);
  expect((await rowsOf(one)).map(rowText)).toEqual(rows.map(rowText));
  await two.ping();
});

test('an import that is refused does not harm the commits that are made together with it', async () => {
  const [store, other] = await openTwo();
  const rows = await filled();
  await written(store, registration({ subject: 'a', version: 1 }));
  const settled = await Promise.allSettled([
    store.commit(registration({ subject: 'a', version: 2, text: 'two' })),
    store.importRows(rows),
    store.commit(registration({ subject: 'a', version: 3, text: 'three' })),
  ]);
  expect(settled).toMatchObject([{ value: { kind: 'committed' } }, { reason: { code: 'store_differs' } }, { value: { kind: 'committed' } }]);
  expect(await other.readPosition()).toEqual({ first: 1, last: 3 });
});

test('who exports keeps nobody from writing, and a connection that is lost in the middle is an error in words', async () => {
  const [store] = await openTwo();
  for (let index = 0; index < 60; index += 1) await written(store, registration({ subject: `s${index}`, version: 1 }));
  const rows = store.exportRows()[Symbol.asyncIterator]();
  await rows.next();
  await written(store, registration({ subject: 'n', version: 1 }));
  await database.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE state = 'idle in transaction' AND datname = current_database()");
  const rest = async (): Promise<void> => {
    while ((await rows.next()).done !== true);
  };
  await expect(rest()).rejects.toMatchObject({ code: 'store_unavailable' });
  await written(store, registration({ subject: 'n', version: 2, text: 'after' }));
});
