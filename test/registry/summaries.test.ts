import fc from 'fast-check';
import { expect, test } from 'vitest';
import { STATES } from '../../src/core/version.ts';
import type { Registry } from '../../src/registry/registry.ts';
import { createMemoryStore } from '../../src/storage/memory/store.ts';
import type { Store } from '../../src/storage/store.ts';
import { registration, update } from '../contract/commits.ts';
import { rowsOf } from '../contract/rows-of.ts';
import { createTestRegistry } from '../http/test-server.ts';

// More than are read one by one.
const SUBJECTS = Array.from({ length: 12 }, (_, index) => `s${String(index).padStart(2, '0')}`);

const step = fc.record({
  subject: fc.constantFrom(...SUBJECTS),
  deed: fc.constantFrom('register', ...STATES, 'delete', 'purge'),
  reads: fc.boolean(),
});

/** All pages of every list that depends on versions. */
async function listed(registry: Registry): Promise<unknown> {
  const all: unknown[] = [];
  for (const order of ['name', 'changed'] as const) {
    for (const state of [undefined, ...STATES]) {
      let cursor: string | undefined;
      do {
        const more = { ...(state === undefined ? {} : { state }), ...(cursor === undefined ? {} : { cursor }) };
        const page = await registry.listSubjects({ order, count: true, limit: 5, ...more });
        all.push(page);
        cursor = page.cursor;
      } while (cursor !== undefined);
    }
  }
  return all;
}

test('whoever writes, a list is what it is to a registry that was just started', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      const store = createMemoryStore();
      const registry = createTestRegistry(store);
      for (const subject of SUBJECTS) await store.commit(registration({ subject, version: 1 }));
      for (const { subject, deed, reads } of steps) {
        await write(store, subject, deed);
        if (reads) expect(await listed(registry)).toEqual(await listed(createTestRegistry(store)));
      }
    }),
    { numRuns: 40 },
  );
});

async function write(store: Store, subject: string, deed: string): Promise<void> {
  const history = await store.readSubject(subject);
  const last = history?.versions.at(-1);
  if (deed === 'register') await store.commit(registration({ subject, version: history?.subject.nextVersion ?? 1 }));
  if (history === undefined || last === undefined || deed === 'register') return;
  if (deed === 'purge') await store.commit(update(history, { purge: [{ subject, version: last.version }] }));
  else if (deed === 'delete') await store.commit(update(history, { versions: [{ ...last, deletedAt: '2026-01-01T00:00:00.000Z' }] }));
  else await store.commit(update(history, { versions: [{ ...last, state: deed as (typeof STATES)[number] }] }));
}

/** How many subjects were read with their versions. */
function counting(store: Store): { readonly store: Store; readonly read: () => number } {
  let read = 0;
  const counted: Store = {
    ...store,
    async listSubjects(query) {
      const found = await store.listSubjects(query);
      read += found.length;
      return found;
    },
    async readSubject(subject) {
      read += 1;
      return store.readSubject(subject);
    },
  };
  return { store: counted, read: () => read };
}

test('a list and its count read the versions of those that changed, and of no others', async () => {
  const { store, read } = counting(createMemoryStore());
  for (let index = 0; index < 900; index++) await store.commit(registration({ subject: `s${index}`, version: 1 }));
  const registry = createTestRegistry(store);
  const ask = async (): Promise<number> => {
    const before = read();
    expect(await registry.listSubjects({ state: 'retired', count: true })).toMatchObject({ count: { matches: 0, isExact: true } });
    expect(await registry.listSubjects({ state: 'active', count: true })).toMatchObject({ count: { matches: 900, isExact: true } });
    return read() - before;
  };
  expect(await ask()).toBe(900);
  expect(await ask()).toBe(0);
  for (const subject of ['s3', 's700']) await store.commit(registration({ subject, version: 2 }));
  expect(await ask()).toBe(2);
});

test('what is listed while a dump is restored, subjects without their versions, is not kept as it is then', async () => {
  const [source, store] = [createMemoryStore(), createMemoryStore()];
  for (const subject of SUBJECTS) await source.commit(registration({ subject, version: 1 }));
  const rows = await rowsOf(source);
  const registry = createTestRegistry(store);
  const begun = rows.slice(
    0,
    rows.findIndex(({ kind }) => kind === 'version'),
  );
  await store.importRows(begun);
  expect((await registry.listSubjects({})).items).toEqual([]);
  await store.importRows(rows);
  expect((await registry.listSubjects({})).items.map(({ subject }) => subject)).toEqual(SUBJECTS);
});
