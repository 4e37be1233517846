import { randomBytes } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createRegistry, type Registry } from '../../src/registry/registry.ts';
import { createMemoryStore } from '../../src/storage/memory/store.ts';
import { openSqliteStore } from '../../src/storage/sqlite/store.ts';
import type { Store } from '../../src/storage/store.ts';
import { limitFormat } from '../http/limit-format.ts';

const ACTOR = { actor: 'test' };

function over(store: Store): Registry {
  return createRegistry({ store, formats: [limitFormat], now: () => 0, random: randomBytes });
}

/** Two registries on one file, as two processes are. */
async function openTwo(): Promise<readonly [Registry, Registry]> {
  const path = join(await mkdtemp(join(tmpdir(), 'sluice-cache-')), 'registry.sqlite');
  const stores = [await openSqliteStore({ path }), await openSqliteStore({ path })] as const;
  onTestFinished(async () => {
    for (const store of stores) await store.close();
  });
  return [over(stores[0]), over(stores[1])];
}

const register = (registry: Registry, title: number): Promise<unknown> => registry.register('s', { schema: { max: 5, title } }, ACTOR);

test('a write of one process is seen by the very next read of another', async () => {
  const [ours, theirs] = await openTwo();
  await register(ours, 0);
  for (let version = 2; version <= 60; version += 1) {
    await register(version % 3 === 0 ? ours : theirs, version);
    for (const registry of [ours, theirs]) {
      expect((await registry.getVersion('s', 'latest')).version).toBe(version);
      expect(await registry.readVersion('s', 'latest')).toMatchObject({ epoch: version, version: { version } });
      expect((await registry.getSubject('s')).versions).toHaveLength(version);
    }
  }
});

test('a state, a deletion, a configuration and a new use are seen as well', async () => {
  const [ours, theirs] = await openTwo();
  await register(ours, 1);
  await register(ours, 2);
  await ours.getVersion('s', 'latest');
  await theirs.setState('s', 2, { state: 'retired' }, ACTOR);
  expect((await ours.getVersion('s', 'latest')).version).toBe(1);
  await theirs.putConfig('s', { level: 'NONE' }, ACTOR);
  expect((await ours.getSubject('s')).level).toBe('NONE');
  expect((await ours.getSchema(1)).uses).toHaveLength(1);
  await theirs.register('t', { schema: { max: 5, title: 1 } }, ACTOR);
  expect((await ours.getSchema(1)).uses).toHaveLength(2);
  await theirs.deleteSubject('t', ACTOR);
  expect((await ours.getSchema(1)).uses).toMatchObject([{ deleted: false }, { deleted: true }]);
  await theirs.deleteSubject('s', ACTOR);
  await expect(ours.getVersion('s', 'latest')).rejects.toMatchObject({ code: 'subject_not_found' });
});

test('readers in one turn of the loop share a look that comes after all of them', async () => {
  const [ours, theirs] = await openTwo();
  await register(ours, 1);
  await ours.getSubject('s');
  // The first read waits for the end of the turn; the write goes through before it.
  const early = ours.getVersion('s', 'latest');
  const written = register(theirs, 2);
  await written;
  const late = ours.getVersion('s', 'latest');
  expect((await late).version).toBe(2);
  expect([1, 2]).toContain((await early).version);
});

test('nothing is read twice while nobody writes, and what was not found is looked for again', async () => {
  const store = createMemoryStore();
  let reads = 0;
  const counting: Store = { ...store, readSubject: (subject) => store.readSubject(subject).finally(() => (reads += 1)) };
  const registry = over(counting);
  await expect(registry.getSubject('s')).rejects.toMatchObject({ code: 'subject_not_found' });
  await register(registry, 1);
  reads = 0;
  const [first, ...others] = await Promise.all(Array.from({ length: 10 }, () => registry.getVersion('s', 1)));
  expect(others.every((other) => other === first)).toBe(true);
  expect(Object.isFrozen(first)).toBe(true);
  expect(reads).toBe(1);
});
