import { expect } from 'vitest';
import type { Acceptance, AfterDead, DeliveryDraft, DeliveryId, Queue, QueuedEvent, Reason, Taken } from '../../src/queue/queue.ts';

export const ROUTE = '/orders';
export const OWNER = 'gateway-1';
export const REASON: Reason = { code: 'target_failed', message: 'answered 500' };

/** An event as small as it can be, with every byte there is in its body. */
export function event(fields: Partial<QueuedEvent> = {}): QueuedEvent {
  return {
    route: ROUTE,
    type: 'com.shop.order',
    receivedAt: 1_000,
    request: { method: 'POST', query: '?a=1', headers: ['Content-Type', 'application/json', 'x', 'é'], bytes: ALL_BYTES, requestId: 'r-1' },
    ...fields,
  };
}

export const ALL_BYTES: Uint8Array = Uint8Array.from({ length: 256 }, (_, index) => index);

export function toTargets(fields: Partial<QueuedEvent> = {}, targets: readonly string[] = ['a'], afterDead: AfterDead = 'block'): Acceptance {
  return { event: event(fields), fate: { kind: 'deliver', deliveries: targets.map((target): DeliveryDraft => ({ target, afterDead })) } };
}

export function held(fields: Partial<QueuedEvent> = {}): Acceptance {
  return { event: event(fields), fate: { kind: 'hold', reason: { code: 'event_invalid', message: 'total is missing' } } };
}

/** Accept what must be stored; its id. */
export async function stored(queue: Queue, acceptance: Acceptance): Promise<number> {
  const accepted = await queue.accept(acceptance);
  if (accepted.kind !== 'stored') throw new Error(`not stored: ${accepted.kind}`);
  return accepted.id;
}

export interface Take {
  readonly now?: number;
  readonly room?: number;
  readonly targets?: readonly string[];
  readonly owner?: string;
  readonly leaseUntil?: number;
  readonly underWay?: readonly DeliveryId[];
}

export async function take(queue: Queue, options: Take = {}): Promise<readonly Taken[]> {
  const { now = 10_000, room = 100, targets = ['a'], owner = OWNER, leaseUntil = now + 1_000_000, underWay } = options;
  const query = { owner, now, leaseUntil, targets: targets.map((target) => ({ route: ROUTE, target, room })) };
  return queue.take(underWay === undefined ? query : { ...query, underWay });
}

/** The events that are taken, by id. */
export async function takeEvents(queue: Queue, options: Take = {}): Promise<readonly number[]> {
  return (await take(queue, options)).map(({ eventId }) => eventId);
}

export async function delivered(queue: Queue, ...taken: readonly Taken[]): Promise<readonly DeliveryId[]> {
  return queue.settle(
    OWNER,
    taken.map(({ id }) => ({ kind: 'delivered', id, at: 2_000 })),
  );
}

export async function retried(queue: Queue, taken: readonly Taken[], times: { readonly at: number; readonly due: number }): Promise<void> {
  expect(
    await queue.settle(
      OWNER,
      taken.map(({ id }) => ({ kind: 'retry', id, reason: REASON, ...times })),
    ),
  ).toEqual([]);
}

export async function dead(queue: Queue, ...taken: readonly Taken[]): Promise<readonly DeliveryId[]> {
  return queue.settle(
    OWNER,
    taken.map(({ id }) => ({ kind: 'dead', id, at: 2_000, reason: REASON })),
  );
}
