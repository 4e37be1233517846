import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { jsonSchemaFormat } from '../../src/formats/json-schema/format.ts';
import { createRegistry } from '../../src/registry/registry.ts';
import { createMemoryStore } from '../../src/storage/memory/store.ts';
import type { Store } from '../../src/storage/store.ts';
import { ACTOR } from './open-registry.ts';

const SUBJECTS = 70;

/** Counts, in each turn of the event loop, the schemas that are asked for, as a store over a network would read them. */
function countReads(store: Store): { readonly store: Store; readonly reads: number[] } {
  const reads: number[] = [];
  let open = false;
  return {
    reads,
    store: {
      ...store,
      async readSchema(id) {
        if (!open) {
          open = true;
          reads.push(0);
          setImmediate(() => (open = false));
        }
        reads[reads.length - 1] = (reads.at(-1) ?? 0) + 1;
        await new Promise((resolve) => setImmediate(resolve));
        return store.readSchema(id);
      },
    },
  };
}

test('a snapshot reads no schema before its versions are taken, and then many at once, of whichever subjects', async () => {
  const filled = createMemoryStore();
  const options = { formats: [jsonSchemaFormat], now: () => Date.UTC(2026, 0, 1), random: randomBytes };
  const writer = createRegistry({ ...options, store: filled });
  for (let at = 0; at < SUBJECTS; at += 1) await writer.register(`s${at}`, { schema: { title: `${at}` } }, ACTOR);
  const { store, reads } = countReads(filled);
  const { subjects, versions } = await createRegistry({ ...options, store }).openSnapshot();
  const names = [...subjects].map(({ subject }) => subject);
  expect(names).toHaveLength(SUBJECTS);
  expect(reads).toEqual([]);
  const found: string[] = [];
  for await (const version of versions()) found.push(version.subject);
  expect(found).toEqual(names);
  expect(reads).toEqual([32, 32, 6]);
});
