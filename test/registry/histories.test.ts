import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createHistories } from '../../src/registry/histories.ts';
import { createMemoryStore } from '../../src/storage/memory/store.ts';
import { registration, update } from '../contract/commits.ts';
import { rowsOf } from '../contract/rows-of.ts';

const SUBJECTS = ['a', 'b', 'c'];
const step = fc.record({ subject: fc.constantFrom(...SUBJECTS), reads: fc.boolean(), deed: fc.constantFrom('register', 'purge') });

test('whoever writes, the next read of a history that is kept is what the store has', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      const store = createMemoryStore();
      const histories = createHistories(store);
      for (const { subject, reads, deed } of steps) {
        const history = await store.readSubject(subject);
        const last = history?.versions.at(-1);
        if (deed === 'register') await store.commit(registration({ subject, version: history?.subject.nextVersion ?? 1 }));
        else if (history !== undefined && last !== undefined)
          await store.commit(update(history, { purge: [{ subject, version: last.version }], changes: () => [] }));
        if (!reads) continue;
        for (const name of SUBJECTS) expect(await histories.read(name)).toEqual(await store.readSubject(name));
      }
    }),
  );
});

test('what nobody wrote since is the same object, which need not be read', async () => {
  const store = createMemoryStore();
  const histories = createHistories(store);
  await store.commit(registration({ subject: 'a', version: 1 }));
  const first = await histories.read('a');
  await store.commit(registration({ subject: 'b', version: 1 }));
  expect(await histories.read('a')).toBe(first);
  await store.commit(registration({ subject: 'a', version: 2 }));
  expect(await histories.read('a')).not.toBe(first);
});

test('a history that is asked for while a dump is restored, of which its subject is there and its versions are not yet, is not kept as it is then', async () => {
  const [source, store] = [createMemoryStore(), createMemoryStore()];
  await source.commit(registration({ subject: 'a', version: 1 }));
  const rows = await rowsOf(source);
  const histories = createHistories(store);
  await store.importRows(
    rows.slice(
      0,
      rows.findIndex(({ kind }) => kind === 'version'),
    ),
  );
  await expect(histories.read('a')).rejects.toMatchObject({ code: 'store_unavailable' });
  await store.importRows(rows);
  expect(await histories.read('a')).toEqual(await source.readSubject('a'));
});
