import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createHistories } from '../../src/registry/histories.ts';
import { createMemoryStore } from '../../src/storage/memory/store.ts';
import { registration, update } from '../contract/commits.ts';

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
