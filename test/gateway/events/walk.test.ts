import { afterAll, beforeAll, expect, test } from 'vitest';
import { pageOf, walk } from '../../../src/gateway/events/walk.ts';
import type { EventFilter } from '../../../src/gateway/events/filter.ts';
import type { Queue } from '../../../src/queue/queue.ts';
import { openSqliteQueue } from '../../../src/queue/sqlite/open.ts';
import { newQueuePath } from '../durable/durable-gateway.ts';

const COUNT = 120;

/** Held events, received a millisecond apart from 1 on. */
let queue: Queue;
let ids: number[];

beforeAll(async () => {
  queue = await openSqliteQueue({ path: await newQueuePath() });
  const reason = { code: 'event_invalid', message: 'no' };
  const request = { method: 'POST', query: '', headers: [], bytes: Buffer.from('{}'), requestId: 'r' };
  const accepted = await Promise.all(
    Array.from({ length: COUNT }, (_, index) =>
      queue.accept({ event: { route: '/', type: 't', receivedAt: index + 1, request }, fate: { kind: 'hold', reason } }),
    ),
  );
  ids = accepted.flatMap((one) => (one.kind === 'stored' ? [one.id] : []));
});

afterAll(() => queue.close());

const all: EventFilter = { states: ['held'] };

for (const limit of [1, 49, 50, 51, 100, COUNT, 500]) {
  test(`pages of ${limit} have everything once, in order, and all but the last one are full`, async () => {
    const sizes: number[] = [];
    const found: number[] = [];
    let cursor: number | undefined;
    do {
      const page = await pageOf(queue, all, { limit, ...(cursor === undefined ? {} : { cursor }) });
      sizes.push(page.entries.length);
      found.push(...page.entries.map(({ eventId }) => eventId));
      cursor = page.cursor;
    } while (cursor !== undefined);
    expect(found).toEqual(ids);
    expect(sizes.slice(0, -1).every((size) => size === limit)).toBe(true);
    expect(sizes.at(-1)).toBeGreaterThan(0);
  });
}

const cases: readonly { readonly title: string; readonly filter: () => EventFilter; readonly expected: () => number[] }[] = [
  { title: 'all', filter: () => all, expected: () => ids },
  { title: 'numbers', filter: () => ({ ...all, ids: [ids[3] ?? 0, ids[99] ?? 0, 1e9] }), expected: () => [ids[3] ?? 0, ids[99] ?? 0] },
  { title: 'times', filter: () => ({ ...all, after: 60, before: 115 }), expected: () => ids.slice(59, 114) },
  { title: 'nothing', filter: () => ({ ...all, type: 'u' }), expected: () => [] },
];
for (const { title, filter, expected } of cases) {
  test(`a walk over ${title}`, async () => {
    const found: number[] = [];
    for await (const { eventId } of walk(queue, filter())) found.push(eventId);
    expect(found).toEqual(expected());
  });
}

test('few are read at once, whatever is asked for: each may have a hundred findings, and others wait meanwhile', async () => {
  const limits: number[] = [];
  const watched: Queue = Object.assign(Object.create(queue) as Queue, {
    list: (query: Parameters<Queue['list']>[0]) => {
      limits.push(query.limit);
      return queue.list(query);
    },
  });
  await pageOf(watched, all, { limit: 500 });
  expect(Math.max(...limits)).toBeLessThanOrEqual(50);
});
