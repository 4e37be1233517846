import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { jsonSchemaFormat } from '../../src/formats/json-schema/format.ts';
import { createRegistry } from '../../src/registry/registry.ts';
import { createMemoryStore } from '../../src/storage/memory/store.ts';

const minute = (count: number): string => new Date(Date.UTC(2026, 0, 1, 0, count)).toISOString();

// Entries 1 to 7, two of them in minute 3.
const TIMES = [0, 1, 2, 3, 3, 4, 5].map(minute);

for (const { title, query, found } of [
  { title: 'a time between two', query: { since: '2026-01-01T00:01:30.000Z' }, found: [3, 4, 5, 6, 7] },
  { title: 'the time of two', query: { since: minute(3) }, found: [4, 5, 6, 7] },
  { title: 'before all', query: { since: '2020-01-01T00:00:00.000Z' }, found: [1, 2, 3, 4, 5, 6, 7] },
  { title: 'after all', query: { since: minute(9) }, found: [] },
  { title: 'with an end, from the other side', query: { since: minute(1), before: 5, newestFirst: true }, found: [4, 3, 2] },
  { title: 'and after a later entry', query: { since: minute(1), after: 5 }, found: [6, 7] },
]) {
  test(`the audit log since ${title}: ${found.join(', ')}`, async () => {
    const store = createMemoryStore();
    const registry = createRegistry({ store, formats: [jsonSchemaFormat], now: Date.now, random: randomBytes });
    await expect(registry.listAudit({ after: 0, limit: 9, ...query })).resolves.toEqual([]);
    for (const time of TIMES) {
      const entry = { time, actor: 'me', action: 'config.put', name: '', before: null, after: null } as const;
      await store.commit({ expect: [], audit: () => [entry], changes: () => [] });
    }
    expect((await registry.listAudit({ after: 0, limit: 9, ...query })).map(({ sequence }) => sequence)).toEqual(found);
  });
}
