import * as fc from 'fast-check';
import { expect } from 'vitest';
import type { AfterDead, DeliveryId, Queue, Settlement } from '../../src/queue/queue.ts';
import { event, OWNER, REASON, take } from './acceptances.ts';
import { QueueModel } from './queue.model.ts';

const AFTER_DEAD: Readonly<Record<string, AfterDead>> = { a: 'block', b: 'skip', c: 'park' };
const TARGETS = Object.keys(AFTER_DEAD);

/** A step of a gateway's life; an index is into those that it can be done to. */
export type Step =
  | {
      readonly kind: 'accept';
      readonly key: string | undefined;
      readonly targets: readonly string[];
      readonly isHeld: boolean;
      readonly isParked: boolean;
      readonly idempotency: { readonly key: string; readonly digest: string } | undefined;
    }
  | { readonly kind: 'take'; readonly room: number; readonly targets: readonly string[] }
  | { readonly kind: 'settle'; readonly outcomes: readonly { readonly index: number; readonly kind: Settlement['kind'] }[] }
  | { readonly kind: 'readmit'; readonly index: number; readonly force: boolean }
  | { readonly kind: 'discard'; readonly index: number }
  | { readonly kind: 'crash' | 'release' };

const OUTCOMES = ['delivered', 'retry', 'dead', 'parked'] as const;

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('accept' as const),
      key: fc.option(fc.constantFrom('k', 'l'), { nil: undefined }),
      targets: fc.subarray(TARGETS, { minLength: 1 }),
      isHeld: fc.boolean(),
      isParked: fc.nat(5).map((n) => n === 0),
      idempotency: fc.option(fc.record({ key: fc.constantFrom('1', '2', '3'), digest: fc.constantFrom('x', 'y') }), { nil: undefined }),
    }),
  },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('take' as const), room: fc.integer({ min: 1, max: 3 }), targets: fc.subarray(TARGETS) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('settle' as const),
      outcomes: fc.array(fc.record({ index: fc.nat(), kind: fc.constantFrom(...OUTCOMES) }), {
        minLength: 1,
        maxLength: 4,
      }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('readmit' as const), index: fc.nat(), force: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('discard' as const), index: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('crash' as const, 'release' as const) }) },
);

export const steps: fc.Arbitrary<Step[]> = fc.array(step, { maxLength: 40 });

/** Take the same steps with the queue and with the model, and compare all that is kept after each of them. */
export async function compareWithModel(first: Queue, again: (queue: Queue) => Promise<Queue>, taken: readonly Step[]): Promise<void> {
  const model = new QueueModel();
  let queue = first;
  let now = 1_000;
  const pick = (index: number, states: readonly string[]): QueueModel['deliveries'][number] | undefined => {
    const among = model.deliveries.filter(({ state }) => states.includes(state));
    return among[index % Math.max(among.length, 1)];
  };
  for (const each of taken) {
    now += 10;
    switch (each.kind) {
      case 'accept': {
        const { key, targets, isHeld, isParked, idempotency } = each;
        const deliveries = draftsOf(targets).map((draft) => (isParked ? { ...draft, parked: REASON } : draft));
        const acceptance = {
          event: event({ receivedAt: now, ...(key === undefined ? {} : { orderKey: key }) }),
          fate: isHeld ? ({ kind: 'hold', reason: REASON } as const) : ({ kind: 'deliver', deliveries } as const),
          ...(idempotency === undefined ? {} : { idempotency: { ...idempotency, until: now + 100 } }),
        };
        expect((await queue.accept(acceptance)).kind).toBe(model.accept(acceptance));
        break;
      }
      case 'take': {
        const before = model.takeable(now).filter(({ target }) => each.targets.includes(target));
        const got = await take(queue, { now, room: each.room, targets: each.targets });
        for (const { id, eventId, target, attempts } of got) {
          const delivery = before.find((other) => other.event === eventId && other.target === target);
          expect({ eventId, target, attempts, isDue: delivery !== undefined }).toEqual({
            eventId,
            target,
            attempts: delivery?.attempts,
            isDue: true,
          });
          Object.assign(delivery ?? {}, { state: 'taken', id });
        }
        for (const target of each.targets) {
          const due = before.filter((other) => other.target === target).length;
          expect(got.filter((one) => one.target === target)).toHaveLength(Math.min(due, each.room));
        }
        break;
      }
      case 'settle': {
        const outcomes = each.outcomes.flatMap(({ index, kind }): Settlement[] => {
          const delivery = pick(index, ['taken']);
          if (delivery?.id === undefined) return [];
          const outcome = { kind, id: delivery.id, at: now, due: now + 25, reason: REASON } as Settlement;
          model.settle(delivery, outcome, now + 25);
          return [outcome];
        });
        expect(await queue.settle(OWNER, outcomes)).toEqual([]);
        break;
      }
      case 'readmit': {
        const delivery = pick(each.index, ['held', 'parked', 'dead']);
        if (delivery === undefined) break;
        const force = each.force ? ({ force: true } as const) : {};
        if (delivery.state === 'held') {
          const deliveries = draftsOf(TARGETS);
          const readmitted = await queue.readmit({ kind: 'event', id: delivery.event, version: 2, deliveries, now, ...force });
          expect(readmitted).toBe(model.readmitEvent(delivery, deliveries, now, each.force));
        } else {
          const id = await idOf(queue, delivery);
          expect(await queue.readmit({ kind: 'delivery', id, now, ...force })).toBe(model.readmit(delivery, now, each.force));
        }
        break;
      }
      case 'discard': {
        const delivery = pick(each.index, ['held', 'parked', 'dead']);
        if (delivery === undefined) break;
        expect(await queue.discard([await idOf(queue, delivery)])).toBe(1);
        model.remove(delivery);
        break;
      }
      case 'crash':
        queue = await again(queue);
        model.release();
        break;
      case 'release':
        await queue.release(OWNER);
        model.release();
        break;
    }
    await expectSame(queue, model);
  }
}

function draftsOf(targets: readonly string[]): { target: string; afterDead: AfterDead }[] {
  return targets.map((target) => ({ target, afterDead: AFTER_DEAD[target] ?? 'block' }));
}

async function idOf(queue: Queue, { event: id, target }: { event: number; target: string }): Promise<DeliveryId> {
  const entry = (await queue.read(id))?.entries.find((other) => other.target === target);
  if (entry === undefined) throw new Error(`no delivery of ${id} to ${target}`);
  return entry.id;
}

async function expectSame(queue: Queue, model: QueueModel): Promise<void> {
  const entries = await queue.list({ states: ['waiting', 'taken', 'held', 'parked', 'dead'], limit: 1_000 });
  const kept = entries.map(({ eventId, target, state, attempts }) => `${eventId} ${target} ${state} ${attempts}`);
  const expected = model.deliveries.map(({ event: id, target, state, attempts }) => `${id} ${target} ${state} ${attempts}`);
  expect(kept.toSorted()).toEqual(expected.toSorted());
  const counts = (await queue.count()).map(({ state, target, count }) => `${target} ${state} ${count}`);
  expect(counts.toSorted()).toEqual(countsOf(model).toSorted());
}

function countsOf({ deliveries }: QueueModel): string[] {
  const kinds = new Map<string, number>();
  for (const { target, state } of deliveries) kinds.set(`${target} ${state}`, (kinds.get(`${target} ${state}`) ?? 0) + 1);
  return [...kinds].map(([kind, count]) => `${kind} ${count}`);
}
