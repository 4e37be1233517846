import { describe, expect, test } from 'vitest';
import { QUEUE } from '../../../src/postgres/purpose.ts';
import { openOn, openPostgresQueue, SETTINGS } from '../../../src/queue/postgres/open.ts';
import type { DeliveryId, EntryState, Queue, QueueLimits, Settlement, Taken } from '../../../src/queue/queue.ts';
import { openPostgresStore } from '../../../src/storage/postgres/store.ts';
import { dead, delivered, event, held, REASON, ROUTE, stored, take, toTargets } from '../../contract/acceptances.ts';
import { createDatabase } from '../../postgres/database.ts';
import { lendSchemas, type LentSchema } from '../../postgres/emptied.ts';
import { until } from '../../until.ts';

const database = await createDatabase();
const schemas = lendSchemas(database, { purpose: QUEUE, settings: SETTINGS, prepare: (address) => openPostgresQueue({ address }) });
const ALL_STATES = ['waiting', 'taken', 'held', 'parked', 'dead'] as const;

/** So many gateways that start on one database at the same moment. */
async function gateways(count: number, work: (queues: readonly Queue[]) => Promise<void>): Promise<void> {
  const address = { ...database.fresh(), purpose: QUEUE };
  const queues = await Promise.all(Array.from({ length: count }, () => openPostgresQueue({ address })));
  try {
    await work(queues);
  } finally {
    await Promise.all(queues.map((queue) => queue.close()));
  }
}

/** Two on one database that is empty, but was used. */
async function two(work: (a: Queue, b: Queue, lent: LentSchema) => Promise<void>, limits: QueueLimits = {}): Promise<void> {
  const lent = await schemas.take();
  const [a, b] = [await openLent(lent, 0, limits), await openLent(lent, 1, limits)];
  try {
    await work(a, b, lent);
  } finally {
    await Promise.all([a.close(), b.close()]);
  }
  schemas.giveBack(lent);
}

async function openLent(lent: LentSchema, process: number, limits: QueueLimits = {}): Promise<Queue> {
  return openOn(await lent.connectionsOf(process), { address: lent.address, limits });
}

describe('several gateways on one database', () => {
  test('four that start at the same moment on an empty one', () =>
    gateways(4, async (queues) => {
      const ids = await Promise.all(queues.map((queue) => stored(queue, toTargets())));
      expect(new Set(ids).size).toBe(4);
    }));

  test('the same idempotency key at both at once: one is stored, of the others each says what it is', () =>
    two(async (a, b) => {
      const keys = Array.from({ length: 50 }, (_, index) => `i${index}`);
      const accept = (queue: Queue, digest: string): Promise<string[]> =>
        Promise.all(keys.map(async (key) => (await queue.accept({ ...toTargets(), idempotency: { key, digest, until: 9_000 } })).kind));
      const [same, again] = await Promise.all([accept(a, 'x'), accept(b, 'x')]);
      expect(keys.map((_, index) => new Set([same[index], again[index]]))).toEqual(keys.map(() => new Set(['duplicate', 'stored'])));
      expect(await accept(b, 'y')).toEqual(keys.map(() => 'other_bytes'));
      expect(await take(a, { room: 1_000 })).toHaveLength(keys.length);
    }));

  test('what both take at once is taken by one; of a key one is under way at both together', () =>
    two(async (a, b) => {
      await Promise.all(
        Array.from({ length: 60 }, (_, index) => stored(index % 2 === 0 ? a : b, toTargets(index < 40 ? {} : { orderKey: `k${index % 5}` }))),
      );
      const taken = (await Promise.all([take(a, { owner: 'a' }), take(b, { owner: 'b' })])).flat();
      expect(new Set(taken.map(({ id }) => id)).size).toBe(taken.length);
      const keys = taken.flatMap(({ event: { orderKey } }) => orderKey ?? []);
      expect(keys.toSorted()).toEqual(['k0', 'k1', 'k2', 'k3', 'k4']);
      expect(taken).toHaveLength(45);
    }));

  test('what one has taken that is gone waits again a minute after its lease, also where nobody takes it; its own it leaves alone', () =>
    two(async (a, b) => {
      await stored(a, toTargets());
      await take(a, { leaseUntil: 20_000 });
      const expire = (queue: Queue, now: number): Promise<number> => queue.expire({ now, keep: [], limit: 10 });
      const inState = async (...states: readonly EntryState[]): Promise<readonly DeliveryId[]> =>
        (await b.list({ states, limit: 10 })).map(({ id }) => id);
      await expire(a, 100_000);
      await expire(b, 79_999);
      const ids = await inState('taken');
      expect(await b.discard(ids, { alsoWaiting: true })).toBe(0);
      await expire(b, 80_000);
      expect(await inState('waiting')).toEqual(ids);
      expect(await b.discard(ids, { alsoWaiting: true })).toBe(1);
    }));

  test('what was taken until later than a lease lasts, by a clock that was set back, waits again', () =>
    two(async (a, b) => {
      await stored(a, toTargets());
      await take(a, { now: 10_000_000, leaseUntil: 10_010_000 });
      const expire = (now: number): Promise<number> => b.expire({ now, keep: [], leaseMs: 10_000, limit: 10 });
      const isTaken = async (): Promise<boolean> => (await b.list({ states: ['taken'], limit: 10 })).length > 0;
      await expire(10_010_000 - 70_000);
      expect(await isTaken()).toBe(true);
      await expire(10_010_000 - 70_001);
      expect(await isTaken()).toBe(false);
    }));

  test('each knows to which targets the others deliver, until they end', () =>
    two(async (a, b, lent) => {
      const [billing, search] = [
        { route: ROUTE, target: 'billing' },
        { route: '/other', target: 'search' },
      ];
      a.attend([billing]);
      const other = await openLent(lent, 2);
      other.attend([billing, search]);
      const elsewhere = await openPostgresQueue({ address: { ...database.fresh(), purpose: QUEUE } });
      for (const queue of [a, other]) queue.subscribe(() => {});
      const inOrder = async (queue: Queue): Promise<readonly string[]> => (await queue.attended()).map(({ target }) => target).toSorted();
      await until(async () => (await inOrder(b)).length === 2);
      expect(await b.attended()).toEqual(expect.arrayContaining([billing, search]));
      expect(await elsewhere.attended()).toEqual([]);
      await elsewhere.close();
      await other.close();
      await until(async () => (await inOrder(b)).length === 1);
      expect(await b.attended()).toEqual([billing]);
    }));

  test('a key that both accept and deliver goes in the order of acceptance', () =>
    two(async (a, b) => {
      const accepted: number[] = [];
      for (let n = 0; n < 30; n += 1) accepted.push(await stored(n % 2 === 0 ? a : b, toTargets({ orderKey: 'k' })));
      const seen: number[] = [];
      const work = async (queue: Queue, owner: string): Promise<void> => {
        while (seen.length < accepted.length) {
          const taken = await take(queue, { owner });
          for (const { eventId } of taken) seen.push(eventId);
          await queue.settle(
            owner,
            taken.map(({ id }) => ({ kind: 'delivered', id, at: 2_000 })),
          );
        }
      };
      await Promise.all([work(a, 'a'), work(b, 'b')]);
      expect(seen).toEqual(accepted);
    }));

  test('two who end the last two deliveries of an event at once leave nothing of it', () =>
    two(async (a, b, { address: { schema } }) => {
      const ids = await Promise.all(Array.from({ length: 40 }, () => stored(a, toTargets({}, ['a', 'b']))));
      const ends = async (queue: Queue, target: string): Promise<void> => {
        const taken = await take(queue, { owner: target, targets: [target] });
        await queue.settle(
          target,
          taken.map(({ id }) => ({ kind: 'delivered', id, at: 2_000 })),
        );
      };
      await Promise.all([ends(a, 'a'), ends(b, 'b')]);
      expect(await Promise.all(ids.map((id) => a.read(id)))).toEqual(ids.map(() => undefined));
      expect(await a.count()).toEqual([]);
      expect(await database.query(`SELECT id FROM ${schema}.events`)).toEqual([]);
    }));

  test('one is woken by what the other accepts', () =>
    two(async (a, b) => {
      let wake = (): void => {};
      const next = (): Promise<void> => new Promise((resolve) => (wake = resolve));
      let woken = next();
      b.subscribe(() => wake());
      // It looks once when it listens; what comes later is a notice.
      await woken;
      woken = next();
      await stored(a, toTargets());
      await woken;
    }));

  test('near the limit both together keep no more than it says', () =>
    two(
      async (a, b) => {
        const answers = await Promise.all(Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? a : b).accept(toTargets())));
        expect(answers.filter(({ kind }) => kind === 'stored')).toHaveLength(25);
      },
      { maxWaiting: 25 },
    ));

  test('an event that is let in at both at once is let in once', () =>
    two(async (a, b) => {
      const id = await stored(a, held({ orderKey: 'k' }));
      const readmission = { kind: 'event', id, version: 1, deliveries: [{ target: 'a', afterDead: 'block' }], now: 5_000 } as const;
      const answers = await Promise.all([a.readmit(readmission), b.readmit(readmission)]);
      expect(answers.toSorted()).toEqual(['gone', 'readmitted']);
      expect(await take(b)).toHaveLength(1);
    }));

  test('a gateway takes what another accepted for a target that it has never seen', () =>
    two(async (a, b) => {
      expect(await b.nextDue([{ route: ROUTE, target: 'new' }])).toBeUndefined();
      await stored(a, toTargets({}, ['new']));
      expect(await take(b, { targets: ['new'] })).toHaveLength(1);
    }));
});

describe('in the tables', () => {
  test('the queue stands beside a registry in one database, in a schema of its own', () =>
    two(async (a, _b, { address }) => {
      const store = await openPostgresStore({ address: database.fresh() });
      await stored(a, toTargets());
      await a.ping();
      await store.ping();
      await store.close();
      await expect(openPostgresStore({ address: { ...database.fresh(), schema: address.schema } })).rejects.toMatchObject({
        code: 'store_unavailable',
      });
    }));

  test.each([
    { text: 'a\0b' },
    { text: '\uFFFF' },
    { text: '\uFFFF0000' },
    { text: 'a\uD800' },
    { text: '\uDC00b' },
    { text: '😀' },
    { text: 'k'.repeat(20_000) },
  ])('any text is kept as it is: $text', ({ text }) =>
    two(async (a) => {
      const whole = event({ type: text, source: text, eventId: text, orderKey: text });
      await stored(a, { event: whole, fate: { kind: 'deliver', deliveries: [{ target: 'a', afterDead: 'block' }] } });
      const [one] = await take(a);
      expect(one?.event).toMatchObject({ type: text, source: text, eventId: text, orderKey: text });
      expect(await a.list({ states: ALL_STATES, type: text, orderKey: text, limit: 10 })).toHaveLength(1);
      expect(await a.erase({ kind: 'order_key', orderKey: text })).toBe(1);
    }),
  );

  test('counts stay right when they are added up', () =>
    two(async (a, b) => {
      for (let n = 0; n < 220; n += 1) await stored(a, toTargets());
      await delivered(b, ...(await take(b, { room: 20 })));
      expect((await b.count()).map(({ state, count }) => `${state} ${count}`)).toEqual(['waiting 200']);
    }));

  test('all of a long line is parked behind a dead one', () =>
    two(async (a) => {
      await Promise.all(Array.from({ length: 2_500 }, () => stored(a, toTargets({ orderKey: 'k' }, ['a'], 'park'))));
      const [first] = await take(a);
      await dead(a, first!);
      expect((await a.count()).map(({ state, count }) => `${state} ${count}`).toSorted()).toEqual(['dead 1', 'parked 2499']);
    }));

  test('many outcomes of one turn, of all kinds', () =>
    two(async (a) => {
      await Promise.all(Array.from({ length: 40 }, (_, index) => stored(a, toTargets({ orderKey: `k${index % 20}` }, ['a'], 'skip'))));
      const taken = await take(a);
      const kinds = ['delivered', 'dead', 'parked', 'retry'] as const;
      const outcome = ({ id }: Taken, index: number): Settlement =>
        ({ kind: kinds[index % 4], id, at: 2_000, due: 50_000, reason: REASON }) as Settlement;
      const lost = await Promise.all(taken.map((one, index) => a.settle('gateway-1', [outcome(one, index)])));
      expect(lost.flat()).toEqual([]);
      expect((await a.count()).map(({ state, count }) => `${state} ${count}`).toSorted()).toEqual(['dead 5', 'parked 5', 'waiting 25']);
      expect(await take(a)).toHaveLength(15);
    }));
});
