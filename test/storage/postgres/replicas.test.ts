import { expect, test } from 'vitest';
import { createMemoryStore } from '../../../src/storage/memory/store.ts';
import { inspectPostgres } from '../../../src/storage/postgres/inspect.ts';
import { openPostgresStore } from '../../../src/storage/postgres/store.ts';
import { rowText, type Row } from '../../../src/storage/row.ts';
import type { Commit, Store } from '../../../src/storage/store.ts';
import { change, CONTAINED, fingerprintOf, readAll, registration, verdictKey, written } from '../../contract/commits.ts';
import { rowsOf } from '../../contract/rows-of.ts';
import { createDatabase } from '../../postgres/database.ts';

const database = await createDatabase();

async function openTwo(address = database.fresh()): Promise<readonly [Store, Store]> {
  return [await openPostgresStore({ address }), await openPostgresStore({ address })];
}

async function close(...stores: readonly Store[]): Promise<void> {
  await Promise.all(stores.map((store) => store.close()));
}

test('of two replicas that expect one epoch one wins, and the feed has no gaps', async () => {
  const stores = await openTwo();
  for (let version = 1; version <= 20; version += 1) {
    const results = await Promise.all(
      stores.map((store, index) => store.commit(registration({ subject: 'a', version, text: `${version} by ${index}` }))),
    );
    expect(results.map(({ kind }) => kind).toSorted()).toEqual(['committed', 'conflict']);
  }
  const [one, two] = stores;
  expect((await one.listChanges(0, 100)).map(({ sequence }) => sequence)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
  expect(await readAll(one)).toEqual(await readAll(two));
  await close(...stores);
});

test('one who pages through the feed while both write misses nothing', async () => {
  const stores = await openTwo();
  const many = (prefix: string, store: Store): Promise<unknown> =>
    Promise.all(Array.from({ length: 100 }, (_, index) => store.commit(registration({ subject: `${prefix}${index}`, version: 1 }))));
  const writing = Promise.all(stores.map((store, index) => many(`s${index}.`, store)));
  const read: number[] = [];
  while (read.length < 200) {
    const changes = await stores[0].listChanges(read.at(-1) ?? 0, 7);
    read.push(...changes.map(({ sequence }) => sequence));
  }
  await writing;
  expect(read).toEqual(Array.from({ length: 200 }, (_, index) => index + 1));
  await close(...stores);
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
  await close(store, other);
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
  await close(store, other);
});

test('verdicts that both write at once, in other orders, are kept', async () => {
  const stores = await openTwo();
  const entries = Array.from({ length: 50 }, (_, index) => ({
    key: verdictKey(fingerprintOf('w'), fingerprintOf(String(index))),
    verdict: CONTAINED,
  }));
  await Promise.all(
    stores.flatMap((store, index) => Array.from({ length: 10 }, () => store.writeVerdicts(index === 0 ? entries : entries.toReversed()))),
  );
  expect(await Promise.all(entries.map(({ key }) => stores[1].readVerdict(key)))).toEqual(entries.map(() => CONTAINED));
  await close(...stores);
});

test('a commit of one replica changes the stamp of the other, and wakes who subscribed there', async () => {
  const [store, other] = await openTwo();
  const before = await other.readStamp();
  const woken = new Promise<void>((resolve) => void other.subscribe(resolve));
  await written(store, registration({ subject: 'a', version: 1 }));
  expect(await other.readStamp()).not.toBe(before);
  await woken;
  await close(store, other);
});

test('a subscriber is woken also where the connection that listens was lost meanwhile', async () => {
  const address = database.fresh();
  const [store, other] = [await openPostgresStore({ address }), await openPostgresStore({ address, pollMs: 1_000_000 })];
  for (let version = 1; version <= 3; version += 1) {
    const woken = new Promise<() => void>((resolve) => {
      const stop = other.subscribe(() => resolve(stop));
    });
    await database.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = current_database()");
    await written(store, registration({ subject: 'a', version, text: String(version) }));
    (await woken)();
  }
  await close(store, other);
});

async function filled(): Promise<readonly Row[]> {
  const source = createMemoryStore();
  for (let index = 0; index < 100; index += 1) await written(source, registration({ subject: `s${index}`, version: 1, text: `text ${index}` }));
  await source.writeRecords([{ kind: 'webhook', key: 'a', value: { n: 1 } }]);
  return rowsOf(source);
}

test('while one restores the others write nothing and say why; once it is done they go on behind it', async () => {
  const address = database.fresh();
  const [one, other] = await openTwo(address);
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
  await close(one, other);
});

test('two who restore the same at once, in pieces, come to the same', async () => {
  const stores = await openTwo();
  const rows = await filled();
  const restore = async (store: Store, size: number): Promise<void> => {
    for (let at = 0; at < rows.length; at += size) await store.importRows(rows.slice(at, at + size));
  };
  await Promise.all([restore(stores[0], 30), restore(stores[1], 70)]);
  expect((await rowsOf(stores[0])).map(rowText)).toEqual(rows.map(rowText));
  await stores[1].ping();
  await close(...stores);
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
  await close(store, other);
});

test('who exports keeps nobody from writing, and a connection that is lost in the middle is an error in words', async () => {
  const address = database.fresh();
  const store = await openPostgresStore({ address: { ...address, poolSize: 2 } });
  for (let index = 0; index < 200; index += 1) await written(store, registration({ subject: `s${index}`, version: 1 }));
  const rows = store.exportRows()[Symbol.asyncIterator]();
  await rows.next();
  await written(store, registration({ subject: 'n', version: 1 }));
  await database.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE state = 'idle in transaction' AND datname = current_database()");
  const rest = async (): Promise<void> => {
    while ((await rows.next()).done !== true);
  };
  await expect(rest()).rejects.toMatchObject({ code: 'store_unavailable' });
  await written(store, registration({ subject: 'n', version: 2, text: 'after' }));
  await close(store);
});
