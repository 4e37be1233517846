import * as fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import type { Acceptance, Queue, QueueLimits } from '../../src/queue/queue.ts';
import { ALL_BYTES, dead, delivered, event, held, OWNER, REASON, retried, ROUTE, stored, take, takeEvents, toTargets } from './acceptances.ts';
import { compareWithModel, steps } from './queue.laws.ts';

export interface QueueHarness {
  /** An empty one. */
  readonly create: (limits?: QueueLimits) => Promise<Queue>;
  /** Leave a queue as a gateway that was killed does, and open its data anew as the next gateway. */
  readonly again: (queue: Queue) => Promise<Queue>;
  /** How many random lives are compared with the model, where `QUEUE_RUNS` does not say. */
  readonly runs: number;
}

const ALL_STATES = ['waiting', 'taken', 'held', 'parked', 'dead'] as const;

/** What every driver of the queue promises. */
export function queueContract(driver: string, harness: QueueHarness): void {
  const opened: Queue[] = [];
  const create = async (limits?: QueueLimits): Promise<Queue> => {
    const queue = await harness.create(limits);
    opened.push(queue);
    return queue;
  };
  const again = async (queue: Queue): Promise<Queue> => {
    const next = await harness.again(queue);
    opened.splice(opened.indexOf(queue), 1, next);
    return next;
  };
  afterEach(() => closeAll(opened));

  describe(`${driver}: what is kept`, () => {
    test('an event comes out as it went in, byte by byte', async () => {
      const queue = await create();
      const full = event({ version: 3, source: '/shop', eventId: 'e-1', orderKey: 'k', receivedAt: 5 });
      const id = await stored(queue, toTargets(full));
      const [one] = await take(queue);
      expect(one).toMatchObject({ target: 'a', attempts: 0, eventId: id });
      expect(one?.event.request.bytes).toEqual(Buffer.from(ALL_BYTES));
      expect({ ...one?.event, request: undefined }).toEqual({ ...full, request: undefined });
      expect({ ...one?.event.request, bytes: undefined }).toEqual({ ...full.request, bytes: undefined });
    });

    test.each([
      ['half of a surrogate pair', '\ud800', '\ud801'],
      ['the other half', '\udfff', '\udffe'],
      ['U+0000', '\0', '\0\0'],
      ['U+FFFF', '\uffff', '\uffff0000'],
      ['U+FFFD', '\ufffd', '\ufffd\ufffd'],
    ])('texts with %s come out as they went in, differ from others, and keep their order', async (_, odd, other) => {
      const queue = await create();
      const named = (char: string) => ({ type: `t${char}`, source: `s${char}`, eventId: `e${char}`, orderKey: `k${char}` });
      for (const fields of [named(odd), named(odd), named(other)]) await stored(queue, toTargets(fields));
      const [first, third, ...none] = await take(queue);
      expect([first?.event, third?.event, none]).toMatchObject([named(odd), named(other), []]);
      await delivered(queue, first!);
      const next = await again(queue);
      const [second] = await take(next);
      expect(second?.event).toMatchObject(named(odd));
      const { type, orderKey } = named(odd);
      const found = await next.list({ states: ALL_STATES, type, orderKey, limit: 10 });
      expect(found.map(({ id }) => id)).toEqual([second?.id]);
      expect((await next.count()).map((each) => each.type).toSorted()).toEqual([type, named(other).type].toSorted());
      expect(await next.erase({ kind: 'order_key', type, orderKey })).toBe(1);
    });

    test('an event without what may be absent, and with an empty body', async () => {
      const queue = await create();
      const bare = event({ request: { method: 'POST', query: '', headers: [], bytes: new Uint8Array(), requestId: '' } });
      await stored(queue, toTargets(bare));
      const [one] = await take(queue);
      expect(Object.keys(one?.event ?? {}).toSorted()).toEqual(['receivedAt', 'request', 'route', 'type']);
      expect(one?.event.request.bytes).toHaveLength(0);
    });

    test('it is there for the next gateway; what was taken is free again', async () => {
      const queue = await create();
      const first = await stored(queue, toTargets());
      await take(queue);
      const next = await again(queue);
      expect(await takeEvents(next)).toEqual([first]);
    });

    test('an id is never given twice, though the queue ran empty', async () => {
      const queue = await create();
      const first = await stored(queue, toTargets());
      await delivered(queue, ...(await take(queue)));
      const second = await stored(await again(queue), toTargets());
      expect(second).toBeGreaterThan(first);
    });

    test('an event for no target is accepted once, and nothing of it is kept', async () => {
      const queue = await create();
      const idempotency = { key: 'i', digest: 'd', until: 9_000 };
      const id = await stored(queue, { ...toTargets({}, []), idempotency });
      expect(await queue.read(id)).toBeUndefined();
      expect(await queue.count()).toEqual([]);
      expect(await queue.accept({ ...toTargets({}, []), idempotency })).toEqual({ kind: 'duplicate', id });
    });

    test('an event goes with its last delivery', async () => {
      const queue = await create();
      const id = await stored(queue, toTargets({}, ['a', 'b']));
      const [a, b] = await take(queue, { targets: ['a', 'b'] });
      await delivered(queue, a!);
      expect((await queue.read(id))?.entries.map(({ target }) => target)).toEqual(['b']);
      await delivered(queue, b!);
      expect(await queue.read(id)).toBeUndefined();
      expect(await queue.count()).toEqual([]);
    });
  });

  describe(`${driver}: taking`, () => {
    test('the oldest first, at most what there is room for, and none twice', async () => {
      const queue = await create();
      const ids = await Promise.all([1, 2, 3].map((receivedAt) => stored(queue, toTargets({ receivedAt }))));
      expect(await takeEvents(queue, { room: 2 })).toEqual(ids.slice(0, 2));
      expect(await takeEvents(queue, { room: 2 })).toEqual(ids.slice(2));
      expect(await takeEvents(queue)).toEqual([]);
    });

    test('a lease that ended frees it for another; its first owner settles in vain', async () => {
      const queue = await create();
      await stored(queue, toTargets());
      const [first] = await take(queue, { now: 2_000, leaseUntil: 3_000 });
      expect(await queue.nextDue([{ route: ROUTE, target: 'a' }])).toBe(3_000);
      expect(await takeEvents(queue, { now: 2_999, owner: 'other' })).toEqual([]);
      expect(await takeEvents(queue, { now: 3_000, owner: 'other' })).toEqual([first?.eventId]);
      expect(await delivered(queue, first!)).toEqual([first?.id]);
    });

    test('what its owner still works at is not given to it once more, though its lease ended; another gets it', async () => {
      const queue = await create();
      const first = await stored(queue, toTargets());
      const [one] = await take(queue, { now: 2_000, leaseUntil: 3_000 });
      const second = await stored(queue, toTargets());
      expect(await takeEvents(queue, { now: 3_000, underWay: [one!.id] })).toEqual([second]);
      expect(await takeEvents(queue, { now: 3_000, owner: 'other' })).toEqual([first]);
    });

    test('a lease that is extended does not end', async () => {
      const queue = await create();
      await stored(queue, toTargets());
      const [one] = await take(queue, { now: 2_000, leaseUntil: 3_000 });
      await queue.extend(OWNER, [one!.id], 5_000);
      expect(await takeEvents(queue, { now: 4_999 })).toEqual([]);
    });

    test('a retry waits until it is due, and counts; one uncounted does not', async () => {
      const queue = await create();
      await stored(queue, toTargets());
      const [one] = await take(queue);
      await queue.settle(OWNER, [{ kind: 'retry', id: one!.id, at: 20_000, due: 30_000, reason: REASON }]);
      expect(await queue.nextDue([{ route: ROUTE, target: 'a' }])).toBe(30_000);
      expect(await takeEvents(queue, { now: 29_999 })).toEqual([]);
      const [second] = await take(queue, { now: 30_000 });
      expect(second).toMatchObject({ attempts: 1, firstAttemptAt: 20_000 });
      await queue.settle(OWNER, [{ kind: 'retry', id: one!.id, at: 40_000, due: 40_000, reason: REASON, uncounted: true }]);
      expect((await take(queue, { now: 40_000 }))[0]).toMatchObject({ attempts: 1 });
    });

    test('what is released counts no attempt', async () => {
      const queue = await create();
      await stored(queue, toTargets());
      await take(queue);
      await queue.release(OWNER);
      expect((await take(queue))[0]).toMatchObject({ attempts: 0 });
    });

    test('who subscribed is woken by what is accepted', async () => {
      const queue = await create();
      const woken = new Promise<void>((resolve) => queue.subscribe(resolve));
      await stored(queue, toTargets());
      await woken;
    });

    test('nothing is due of a target that was never seen', async () => {
      const queue = await create();
      expect(await queue.nextDue([{ route: ROUTE, target: 'never' }])).toBeUndefined();
      expect(await take(queue, { targets: ['never'] })).toEqual([]);
    });
  });

  describe(`${driver}: order by key`, () => {
    const rows = [
      { afterDead: 'block', next: [], states: ['dead', 'waiting', 'waiting'] },
      { afterDead: 'skip', next: [2], states: ['dead', 'taken', 'waiting'] },
      { afterDead: 'park', next: [], states: ['dead', 'parked', 'parked'] },
    ] as const;
    for (const { afterDead, next, states } of rows) {
      test(`after a dead one, ${afterDead}`, async () => {
        const queue = await create();
        const ids = await Promise.all([1, 2, 3].map(() => stored(queue, toTargets({ orderKey: 'k' }, ['a'], afterDead))));
        const [first, ...others] = await take(queue);
        expect([first?.eventId, others]).toEqual([ids[0], []]);
        await dead(queue, first!);
        expect(await takeEvents(queue)).toEqual(next.map((number) => ids[number - 1]));
        const entries = await queue.list({ states: ALL_STATES, limit: 10 });
        expect(entries.map(({ state }) => state)).toEqual(states);
      });
    }

    test('one key waits for its retry, another does not', async () => {
      const queue = await create();
      const [one] = await Promise.all(['k', 'k', 'l'].map((orderKey) => stored(queue, toTargets({ orderKey }))));
      const [k] = await take(queue, { room: 1 });
      expect(k?.eventId).toBe(one);
      await queue.settle(OWNER, [{ kind: 'retry', id: k!.id, at: 11_000, due: 90_000, reason: REASON }]);
      expect((await take(queue)).map(({ event: { orderKey } }) => orderKey)).toEqual(['l']);
    });

    test('readmitted, a dead one is first again; where a later one was delivered it has moved on, unless forced', async () => {
      const queue = await create();
      await Promise.all([1, 2].map(() => stored(queue, toTargets({ orderKey: 'k' }, ['a'], 'skip'))));
      const [first] = await take(queue);
      await dead(queue, first!);
      await delivered(queue, ...(await take(queue)));
      expect(await queue.readmit({ kind: 'delivery', id: first!.id, now: 5_000 })).toBe('moved_on');
      expect(await queue.readmit({ kind: 'delivery', id: first!.id, now: 5_000, force: true })).toBe('readmitted');
      expect((await take(queue))[0]).toMatchObject({ id: first?.id, attempts: 0 });
      expect(await queue.readmit({ kind: 'delivery', id: first!.id, now: 5_000 })).toBe('gone');
    });

    test('what waits, is parked or dead goes to another target where it is sent there; what is taken or held does not', async () => {
      const queue = await create();
      const parked = { kind: 'deliver', deliveries: [{ target: 'a', afterDead: 'block', parked: REASON }] } as const;
      const waiting = await stored(queue, toTargets());
      await stored(queue, { ...toTargets(), fate: parked });
      await stored(queue, held());
      await stored(queue, toTargets());
      const all = await queue.list({ states: ALL_STATES, limit: 10 });
      const [first, , , last] = all;
      const lease = { owner: OWNER, now: 10_000, leaseUntil: 20_000 };
      await queue.take({ ...lease, targets: [{ route: ROUTE, target: 'a', room: 1 }] });
      const move = (id: number): Promise<string> => queue.readmit({ kind: 'delivery', id, now: 5_000, target: 'b' });
      expect(await Promise.all(all.map(({ id }) => move(id)))).toEqual(['gone', 'readmitted', 'gone', 'readmitted']);
      await queue.release(OWNER);
      expect(await move(first!.id)).toBe('readmitted');
      expect((await queue.list({ states: ['waiting'], limit: 10 })).map(({ id, target, attempts }) => [id, target, attempts])).toEqual(
        all.filter(({ state }) => state !== 'held').map(({ id }) => [id, 'b', 0]),
      );
      const counts = (await queue.count()).map(({ state, target, count }) => `${count} ${state} ${target}`);
      expect(new Set(counts)).toEqual(new Set(['1 held ', '3 waiting b']));
      const next = await again(queue);
      const taken = await next.take({ ...lease, targets: [{ route: ROUTE, target: 'b', room: 9 }] });
      expect(taken.map(({ eventId }) => eventId)).toEqual([waiting, all[1]!.eventId, last!.eventId]);
    });

    test('with an order key it is sent to another target by force only, in its place there, and frees its key', async () => {
      const queue = await create();
      for (const _ of [1, 2]) await stored(queue, toTargets({ orderKey: 'k' }, ['a']));
      await stored(queue, toTargets({ orderKey: 'k' }, ['b']));
      const [first, second, third] = await queue.list({ states: ALL_STATES, limit: 10 });
      const move = { kind: 'delivery', id: first!.id, now: 5_000, target: 'b' } as const;
      expect(await queue.readmit(move)).toBe('moved_on');
      expect(await queue.readmit({ ...move, force: true })).toBe('readmitted');
      const lease = { owner: OWNER, now: 10_000, leaseUntil: 20_000 };
      const targets = ['a', 'b'].map((target) => ({ route: ROUTE, target, room: 9 }));
      const taken = await queue.take({ ...lease, targets });
      expect(new Set(taken.map(({ id, target }) => `${id} ${target}`))).toEqual(new Set([`${second!.id} a`, `${first!.id} b`]));
      await delivered(queue, ...taken);
      expect((await queue.take({ ...lease, targets })).map(({ id }) => id)).toEqual([third!.id]);
    });

    test('what is readmitted together goes in order for each key, whoever takes it meanwhile', async () => {
      const queue = await create();
      const keys = Array.from({ length: 10 }, (_, index) => `k${index}`);
      const park = (acceptance: Acceptance): Acceptance => ({
        ...acceptance,
        fate: { kind: 'deliver', deliveries: [{ target: 'a', afterDead: 'block', parked: REASON }] },
      });
      for (const orderKey of [...keys, ...keys, ...keys]) await stored(queue, park(toTargets({ orderKey })));
      const parked = await queue.list({ states: ['parked'], limit: 100 });
      const went = new Map(keys.map((key): [string, number[]] => [key, []]));
      const deliver = async (): Promise<boolean> => {
        const taken = await take(queue);
        for (const one of taken) went.get(one.event.orderKey ?? '')?.push(one.id);
        await delivered(queue, ...taken);
        return taken.length > 0;
      };
      let readmitted: readonly string[] = [];
      const done = Promise.all(parked.map(({ id }) => queue.readmit({ kind: 'delivery', id, now: 5_000 }))).then((all) => (readmitted = all));
      while (readmitted.length === 0) await deliver();
      await done;
      while (await deliver());
      expect(readmitted).toEqual(parked.map(() => 'readmitted'));
      const byKey = keys.map((key): [string, number[]] => [key, parked.filter(({ orderKey }) => orderKey === key).map(({ id }) => id)]);
      expect([...went]).toEqual(byKey);
    });

    test('a held event that is let in goes before later ones of its key', async () => {
      const queue = await create();
      const first = await stored(queue, held({ orderKey: 'k' }));
      const second = await stored(queue, toTargets({ orderKey: 'k' }));
      const deliveries = [{ target: 'a', afterDead: 'block' as const }];
      expect(await queue.readmit({ kind: 'event', id: first, version: 2, deliveries, now: 5_000 })).toBe('readmitted');
      const [one, ...others] = await take(queue);
      expect([one?.eventId, one?.event.version, others]).toEqual([first, 2, []]);
      await delivered(queue, one!);
      expect(await takeEvents(queue)).toEqual([second]);
    });
  });

  describe(`${driver}: what is parked for a person`, () => {
    test('what a held event has parked by force has lost its place with it', async () => {
      const queue = await create();
      const first = await stored(queue, held({ orderKey: 'k' }));
      await stored(queue, toTargets({ orderKey: 'k' }));
      await delivered(queue, ...(await take(queue)));
      const deliveries = [{ target: 'a', afterDead: 'block' as const, parked: REASON }];
      const readmission = { kind: 'event', id: first, version: 2, deliveries, now: 5_000 } as const;
      expect(await queue.readmit(readmission)).toBe('moved_on');
      expect(await queue.readmit({ ...readmission, force: true })).toBe('readmitted');
      const [parked] = await queue.list({ states: ['parked'], limit: 10 });
      expect(await queue.readmit({ kind: 'delivery', id: parked!.id, now: 5_000 })).toBe('moved_on');
      expect(await queue.readmit({ kind: 'delivery', id: parked!.id, now: 5_000, force: true })).toBe('readmitted');
    });

    test('a list has of what waits only what it is asked for, and all that waits for a person', async () => {
      const queue = await create();
      await stored(queue, toTargets({}, ['a', 'b']));
      const other = await stored(queue, held());
      const list = async (...targets: readonly string[]): Promise<readonly unknown[]> => {
        const waitingFor = targets.map((target) => ({ route: ROUTE, target }));
        return (await queue.list({ states: ['waiting', 'taken', 'held'], waitingFor, limit: 10 })).map(({ eventId, target }) =>
          eventId === other ? other : target,
        );
      };
      expect(await list()).toEqual([other]);
      expect(await list('b', 'never')).toEqual(['b', other]);
      expect(await list('a', 'b')).toEqual(['a', 'b', other]);
      await queue.take({ owner: OWNER, now: 1_000_000, leaseUntil: 2_000_000, targets: [{ route: ROUTE, target: 'a', room: 1 }] });
      expect(await list()).toEqual(['a', other]);
      expect(await list('b')).toEqual(['a', 'b', other]);
    });

    test('a list of what was never seen is empty', async () => {
      const queue = await create();
      await stored(queue, held({}));
      for (const query of [{ target: 'never' }, { route: '/never' }, { type: 'never' }, { orderKey: 'never' }, { code: 'never' }]) {
        expect(await queue.list({ states: ALL_STATES, limit: 10, ...query })).toEqual([]);
      }
    });

    test('what waits since before the clock was set back is due, each of a key in its turn; what waits by the clock as it is waits on', async () => {
      const queue = await create();
      const [later, before] = [10_000_000, 5_000_000];
      const failed = await stored(queue, toTargets({ receivedAt: later }));
      await retried(queue, await take(queue, { now: later }), { at: later, due: later + 60_000 });
      const inOrder = [
        await stored(queue, toTargets({ receivedAt: later, orderKey: 'k' })),
        await stored(queue, toTargets({ receivedAt: later, orderKey: 'k' })),
      ];
      const fresh = await stored(queue, toTargets({ receivedAt: before }));
      const [young] = await take(queue, { now: before });
      expect(young?.eventId).toBe(fresh);
      await retried(queue, [young!], { at: before, due: before + 60_000 });
      await queue.expire({ now: before, keep: [], limit: 100 });
      const taken = await take(queue, { now: before });
      expect(taken.map(({ eventId, attempts }) => [eventId, attempts])).toEqual([
        [failed, 1],
        [inOrder[0], 0],
      ]);
      await delivered(queue, ...taken);
      expect(await takeEvents(queue, { now: before })).toEqual([inOrder[1]]);
      expect(await takeEvents(queue, { now: before + 60_000 })).toEqual([fresh]);
    });

    test('what waits behind one of its key since before the clock was set back is found by the last that was accepted', async () => {
      const queue = await create();
      await stored(queue, toTargets({ receivedAt: 1_000, orderKey: 'k' }));
      const last = await stored(queue, toTargets({ receivedAt: 10_000_000, orderKey: 'k' }));
      await queue.expire({ now: 5_000_000, keep: [], limit: 100 });
      await delivered(queue, ...(await take(queue, { now: 5_000_000 })));
      expect(await takeEvents(queue, { now: 5_000_000 })).toEqual([last]);
    });
  });

  describe(`${driver}: the same event again`, () => {
    const key = (digest: string, until = 5_000): { idempotency: { key: string; digest: string; until: number } } => ({
      idempotency: { key: '/shop\ne-1', digest, until },
    });
    test.each([
      { name: 'the same bytes', digest: 'x', receivedAt: 4_999, kind: 'duplicate' },
      { name: 'other bytes', digest: 'y', receivedAt: 4_999, kind: 'other_bytes' },
      { name: 'after the window', digest: 'x', receivedAt: 5_000, kind: 'stored' },
    ])('$name: $kind', async ({ digest, receivedAt, kind }) => {
      const queue = await create();
      const id = await stored(queue, { ...toTargets(), ...key('x') });
      await delivered(queue, ...(await take(queue)));
      const answer = await queue.accept({ ...toTargets({ receivedAt }), ...key(digest, 9_000) });
      expect(answer.kind).toBe(kind);
      if (answer.kind !== 'stored') expect(answer).toMatchObject({ id });
    });

    test('in one turn, the second is the duplicate', async () => {
      const queue = await create();
      const answers = await Promise.all([queue.accept({ ...toTargets(), ...key('x') }), queue.accept({ ...toTargets(), ...key('x') })]);
      expect(answers.map(({ kind }) => kind)).toEqual(['stored', 'duplicate']);
    });

    test('a window that is over is forgotten', async () => {
      const queue = await create();
      await stored(queue, { ...toTargets(), ...key('x') });
      expect(await queue.expire({ now: 4_999, keep: [], limit: 100 })).toBe(0);
      expect(await queue.expire({ now: 5_000, keep: [], limit: 100 })).toBe(1);
    });
  });

  describe(`${driver}: for a person`, () => {
    test('pages by state, target, type, key and code, without the bytes', async () => {
      const queue = await create();
      const one = await stored(queue, held({ type: 't1', orderKey: 'k' }));
      const two = await stored(queue, held({ type: 't2' }));
      await stored(queue, toTargets({ type: 't1' }));
      const list = async (query: object): Promise<number[]> =>
        (await queue.list({ states: ['held'], limit: 10, ...query })).map(({ eventId }) => eventId);
      expect(await list({})).toEqual([one, two]);
      expect(await list({ limit: 1 })).toEqual([one]);
      expect(await list({ after: (await queue.read(one))?.entries[0]?.id })).toEqual([two]);
      expect(await list({ type: 't2' })).toEqual([two]);
      expect(await list({ orderKey: 'k' })).toEqual([one]);
      expect(await list({ code: 'event_invalid' })).toEqual([one, two]);
      expect(await list({ code: 'other' })).toEqual([]);
      expect(await list({ route: ROUTE, target: '' })).toEqual([one, two]);
      expect(await list({ states: ['dead'] })).toEqual([]);
      expect((await queue.list({ states: ['held'], limit: 1 }))[0]).toMatchObject({
        bytes: 256,
        reason: { message: 'total is missing' },
        type: 't1',
      });
    });

    test('counts say how many, how large and since when', async () => {
      const queue = await create();
      await Promise.all([7, 5, 9].map((receivedAt) => stored(queue, toTargets({ receivedAt }))));
      await stored(queue, held());
      await take(queue, { room: 1 });
      const rows = (await queue.count()).map(({ state, target, count, bytes }) => `${state} ${target} ${count} ${bytes}`);
      expect(rows.toSorted()).toEqual(['held  1 256', 'taken a 1 256', 'waiting a 2 512']);
    });

    test('what waits is discarded where that is asked for, and frees its key; what is taken is not', async () => {
      const queue = await create();
      for (const _ of [1, 2, 3]) await stored(queue, toTargets({ orderKey: 'k' }));
      const [first, second, third] = await queue.list({ states: ALL_STATES, limit: 10 });
      const taken = await take(queue);
      expect(taken.map(({ id }) => id)).toEqual([first!.id]);
      expect(await queue.discard([first!.id, second!.id], { alsoWaiting: true })).toBe(1);
      await delivered(queue, ...taken);
      expect((await take(queue)).map(({ id }) => id)).toEqual([third!.id]);
      expect((await queue.count()).map(({ count }) => count)).toEqual([1]);
    });

    test('what is discarded is gone, and frees its key; what waits cannot be', async () => {
      const queue = await create();
      await Promise.all([1, 2].map(() => stored(queue, toTargets({ orderKey: 'k' }))));
      const [first] = await take(queue);
      expect(await queue.discard([first!.id])).toBe(0);
      await dead(queue, first!);
      expect(await takeEvents(queue)).toEqual([]);
      expect(await queue.discard([first!.id, 12_345])).toBe(1);
      expect(await takeEvents(queue)).toEqual([2]);
      expect(await queue.read(first!.eventId)).toBeUndefined();
    });

    test.each([
      { kind: 'type', type: 't' },
      { kind: 'order_key', orderKey: 'k' },
      { kind: 'cloud_event', source: '/s', id: 'e' },
    ] as const)('erasing by $kind forgets it in every state, and its idempotency key', async (query) => {
      const queue = await create();
      const fields = { type: 't', orderKey: 'k', source: '/s', eventId: 'e' };
      const idempotency = { key: 'i', digest: 'd', until: 99_999 };
      await stored(queue, { ...toTargets(fields, ['a', 'b']), idempotency });
      await stored(queue, held(fields));
      const kept = await stored(queue, toTargets({ type: 'other' }));
      const [one] = await take(queue, { room: 1 });
      expect(await queue.erase(query)).toBe(2);
      expect(await delivered(queue, one!)).toEqual([one?.id]);
      expect((await queue.list({ states: ALL_STATES, limit: 10 })).map(({ eventId }) => eventId)).toEqual([kept]);
      expect((await queue.accept({ ...toTargets(fields), idempotency })).kind).toBe('stored');
    });

    test('what is kept too long goes, by its subject; what waits stays', async () => {
      const queue = await create();
      await stored(queue, held({ type: 'a.b', receivedAt: 10 }));
      const young = await stored(queue, held({ type: 'a.b', receivedAt: 30 }));
      const other = await stored(queue, held({ type: 'b', receivedAt: 10 }));
      const waits = await stored(queue, toTargets({ type: 'a.b', receivedAt: 10 }));
      const keep = [{ type: 'a.*', receivedBefore: 20 }];
      expect(await queue.expire({ now: 100, keep, limit: 100 })).toBe(1);
      expect((await queue.list({ states: ALL_STATES, limit: 10 })).map(({ eventId }) => eventId)).toEqual([young, other, waits]);
    });
  });

  describe(`${driver}: limits`, () => {
    test('a full queue answers so, keeps what it has, and takes more once there is room', async () => {
      const queue = await create({ maxWaiting: 2, maxHeld: 1 });
      await stored(queue, toTargets({}, ['a', 'b']));
      await stored(queue, held());
      expect(await queue.accept(toTargets())).toEqual({ kind: 'full', limit: 'waiting' });
      expect(await queue.accept(held())).toEqual({ kind: 'full', limit: 'held' });
      expect(await queue.list({ states: ALL_STATES, limit: 10 })).toHaveLength(3);
      await delivered(queue, ...(await take(queue)));
      expect((await queue.accept(toTargets())).kind).toBe('stored');
    });

    test('the limit counts what one turn accepts', async () => {
      const queue = await create({ maxWaiting: 2 });
      const answers = await Promise.all([1, 2, 3].map(() => queue.accept(toTargets())));
      expect(answers.map(({ kind }) => kind)).toEqual(['stored', 'stored', 'full']);
    });

    test('in one turn nothing goes before an event of its key that found no room, and what is in no order with it does', async () => {
      const queue = await create({ maxWaiting: 2 });
      await stored(queue, toTargets());
      const [one, other] = [{ orderKey: 'k' }, { orderKey: 'j' }];
      const answers = await Promise.all([
        queue.accept(toTargets(one, ['a', 'b'])),
        queue.accept(toTargets(one)),
        queue.accept(held(one)),
        queue.accept(toTargets(other)),
      ]);
      expect(answers.map(({ kind }) => kind)).toEqual(['full', 'full', 'stored', 'stored']);
      await delivered(queue, ...(await take(queue)));
      expect((await queue.accept(toTargets(one))).kind).toBe('stored');
    });
  });

  test(`${driver}: does what a simple model does, step by step`, async () => {
    await fc.assert(
      fc
        .asyncProperty(steps, async (life) => compareWithModel(await create(), again, life))
        // Each holds connections, or a file.
        .afterEach(() => closeAll(opened)),
      { numRuns: Number(process.env['QUEUE_RUNS'] ?? harness.runs) },
    );
  });
}

async function closeAll(opened: Queue[]): Promise<void> {
  for (const queue of opened.splice(0)) await queue.close();
}
