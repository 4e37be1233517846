import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import Sqlite from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import type { EntryState, Queue } from '../../../src/queue/queue.ts';
import { firstOf } from '../../../src/queue/sqlite/first-of.ts';
import { openSqliteQueue } from '../../../src/queue/sqlite/open.ts';
import { dead, event, held, REASON, ROUTE, stored, take, toTargets } from '../../contract/acceptances.ts';

const rowsOf = (ids: readonly number[], list: number): { id: number; list: number }[] => ids.map((id) => ({ id, list }));
const sortedIds = fc.uniqueArray(fc.nat(30)).map((ids) => ids.toSorted((a, b) => a - b));

test('the first of several sorted lists are those of all of them sorted, each id once and of the first list that has it', () => {
  fc.assert(
    fc.property(fc.array(sortedIds, { maxLength: 5 }), fc.nat(40), (lists, limit) => {
      const rows = lists.map(rowsOf);
      const firsts = new Map(rows.toReversed().flatMap((list) => list.map((row) => [row.id, row] as const)));
      const expected = [...firsts.values()].toSorted((a, b) => a.id - b.id).slice(0, limit);
      expect(firstOf(rows, limit)).toEqual(expected);
    }),
  );
});

test('of each list no more is read than is needed and one, and all are closed, also where one fails', () => {
  const told: string[] = [];
  function* list(name: string, ids: readonly number[]): Generator<{ readonly id: number }, void> {
    try {
      for (const id of ids) {
        told.push(`${name}${id}`);
        if (id === 99) throw new Error('broken');
        yield { id };
      }
    } finally {
      told.push(`${name} closed`);
    }
  }
  firstOf([list('a', [1, 3, 5, 7]), list('b', [4, 6, 8])], 2);
  expect(told).toEqual(['a1', 'b4', 'a3', 'a5', 'a closed', 'b closed']);
  told.length = 0;
  expect(() => firstOf([list('a', [1, 99]), list('b', [2])], 3)).toThrow('broken');
  expect(told).toEqual(['a1', 'b2', 'a99', 'a closed', 'b closed']);
});

const STATES: readonly EntryState[] = ['held', 'parked', 'dead'];
const AFTER_DEAD = ['skip', 'block', 'park'] as const;
const EACH = 5;

/** Of each kind that waits for a person some, in turn: held, parked, and dead in each of its three ways. */
async function filled(path: string): Promise<void> {
  const queue = await openSqliteQueue({ path });
  for (let index = 0; index < EACH; index += 1) {
    await stored(queue, held());
    await stored(queue, { event: event(), fate: { kind: 'deliver', deliveries: [{ target: 'a', afterDead: 'skip', parked: REASON }] } });
    for (const afterDead of AFTER_DEAD) {
      await stored(queue, toTargets({ orderKey: `${afterDead}${index}` }, ['a'], afterDead));
      await dead(queue, ...(await take(queue)));
    }
  }
  await queue.close();
}

async function opened(path: string): Promise<Queue> {
  const queue = await openSqliteQueue({ path });
  onTestFinished(() => queue.close());
  return queue;
}

function newPath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-queue-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'queue.sqlite');
}

test('a page of several states has the oldest of all of them, and reads the reasons of no others', async () => {
  const path = newPath();
  await filled(path);
  const database = new Sqlite(path);
  // Whoever reads one of them fails.
  database.prepare("UPDATE deliveries SET reason = '{' WHERE id / 256 > ?").run(5);
  database.close();
  const queue = await opened(path);
  const page = await queue.list({ states: STATES, limit: 5 });
  expect(page.map(({ eventId, state }) => [eventId, state])).toEqual([
    [1, 'held'],
    [2, 'parked'],
    [3, 'dead'],
    [4, 'dead'],
    [5, 'dead'],
  ]);
  await expect(queue.list({ states: STATES, limit: 6 })).rejects.toThrow(/JSON|queue/);
});

test('somebody else may write as soon as a page is read', async () => {
  const path = newPath();
  await filled(path);
  const queue = await opened(path);
  await queue.list({ states: STATES, limit: 2 });
  await stored(queue, toTargets());
  const pages = await Promise.all([queue.list({ states: [...STATES, 'waiting'], limit: 3 }), stored(queue, toTargets())]);
  expect(pages[0].map(({ eventId }) => eventId)).toEqual([1, 2, 3]);
});

test('what waits and what is under way are one list, and each alone is the rest of the other', async () => {
  const queue = await opened(newPath());
  for (let index = 0; index < 6; index += 1) await stored(queue, toTargets());
  await queue.take({ owner: 'x', now: 10_000, leaseUntil: 20_000, targets: [{ route: ROUTE, target: 'a', room: 2 }] });
  const states = async (...asked: EntryState[]): Promise<string> => (await queue.list({ states: asked, limit: 5 })).map(({ state }) => state).join();
  expect(await states('waiting', 'taken')).toBe('taken,taken,waiting,waiting,waiting');
  expect(await states('taken')).toBe('taken,taken');
  expect(await states('waiting')).toBe('waiting,waiting,waiting,waiting');
});
