import type { Acceptance, Accepted, AfterDead, DeliveryId, EntryState, Readmitted, Settlement } from '../../src/queue/queue.ts';

interface Delivery {
  readonly event: number;
  readonly target: string;
  readonly orderKey: string | undefined;
  readonly afterDead: AfterDead;
  state: EntryState;
  due: number;
  attempts: number;
  /** A later one of its key was delivered. */
  passed: boolean;
  id?: DeliveryId;
}

/** What a queue promises, as simply as it can be said: an array, looked through from the start. One route, one owner, no leases that end. */
export class QueueModel {
  readonly deliveries: Delivery[] = [];
  readonly delivered: Delivery[] = [];
  private readonly seen = new Map<string, { event: number; digest: string; until: number }>();
  private events = 0;

  accept({ event, fate, idempotency }: Acceptance): Accepted['kind'] {
    const seen = idempotency === undefined ? undefined : this.seen.get(idempotency.key);
    if (seen !== undefined && seen.until > event.receivedAt) return seen.digest === idempotency?.digest ? 'duplicate' : 'other_bytes';
    this.events += 1;
    if (idempotency !== undefined) this.seen.set(idempotency.key, { event: this.events, ...idempotency });
    const common = { event: this.events, orderKey: event.orderKey, due: event.receivedAt, attempts: 0, passed: false };
    if (fate.kind === 'hold') this.add({ ...common, target: '', afterDead: 'skip', state: 'held' });
    else for (const draft of fate.deliveries) this.addDraft(common, draft);
    return 'stored';
  }

  private addDraft(
    common: Pick<Delivery, 'event' | 'orderKey' | 'due' | 'attempts' | 'passed'>,
    { target, afterDead, parked }: { target: string; afterDead: AfterDead; parked?: unknown },
  ): void {
    const delivery: Delivery = { ...common, target, afterDead, state: parked === undefined ? 'waiting' : 'parked' };
    if (delivery.state === 'waiting' && this.firstBlocker(delivery)?.afterDead === 'park') delivery.state = 'parked';
    this.add(delivery);
  }

  private add(delivery: Delivery): void {
    this.deliveries.push(delivery);
    this.deliveries.sort((a, b) => a.event - b.event);
  }

  private sameKey(delivery: Delivery): Delivery[] {
    const { target, orderKey } = delivery;
    if (orderKey === undefined) return [];
    return this.deliveries.filter((other) => other !== delivery && other.target === target && other.orderKey === orderKey);
  }

  private firstBlocker(delivery: Delivery): Delivery | undefined {
    return this.sameKey(delivery).find((other) => other.event < delivery.event && other.state === 'dead' && other.afterDead !== 'skip');
  }

  private isFirst(delivery: Delivery): boolean {
    if (this.firstBlocker(delivery) !== undefined) return false;
    return !this.sameKey(delivery).some((other) => other.state === 'taken' || (other.state === 'waiting' && other.event < delivery.event));
  }

  /** What may be taken now, in no order. */
  takeable(now: number): Delivery[] {
    return this.deliveries.filter((delivery) => delivery.state === 'waiting' && delivery.due <= now && this.isFirst(delivery));
  }

  settle(delivery: Delivery, { kind }: Settlement, due: number): void {
    if (kind === 'delivered') {
      this.remove(delivery);
      this.delivered.push(delivery);
      for (const other of this.deliveries) {
        const isKey = delivery.orderKey !== undefined && other.orderKey === delivery.orderKey && [delivery.target, ''].includes(other.target);
        if (isKey && other.event < delivery.event && ['held', 'parked', 'dead'].includes(other.state)) other.passed = true;
      }
    } else if (kind === 'retry') {
      Object.assign(delivery, { state: 'waiting', due, attempts: delivery.attempts + 1 });
    } else {
      delivery.state = kind;
      if (kind === 'dead') delivery.attempts += 1;
      if (kind !== 'dead' || delivery.afterDead !== 'park') return;
      for (const other of this.sameKey(delivery)) if (other.event > delivery.event && other.state === 'waiting') other.state = 'parked';
    }
  }

  private hasMovedOn(delivery: Delivery, targets: readonly string[]): boolean {
    const { orderKey, event } = delivery;
    if (orderKey === undefined) return false;
    const underWay = this.deliveries.filter((other) => other.state === 'taken' && other.orderKey === orderKey && targets.includes(other.target));
    return delivery.passed || underWay.some((other) => other.event > event);
  }

  readmit(delivery: Delivery, now: number, force: boolean): Readmitted {
    if (!force && this.hasMovedOn(delivery, [delivery.target])) return 'moved_on';
    Object.assign(delivery, { state: 'waiting', due: now, attempts: 0, passed: false });
    return 'readmitted';
  }

  readmitEvent(held: Delivery, drafts: readonly { target: string; afterDead: AfterDead }[], now: number, force: boolean): Readmitted {
    const targets = drafts.map(({ target }) => target);
    if (!force && this.hasMovedOn(held, targets)) return 'moved_on';
    this.remove(held);
    for (const draft of drafts) this.addDraft({ ...held, due: now, attempts: 0, passed: false }, draft);
    for (const other of this.deliveries) if (other.event === held.event && other.state === 'parked') other.passed = held.passed;
    return 'readmitted';
  }

  remove(delivery: Delivery): void {
    this.deliveries.splice(this.deliveries.indexOf(delivery), 1);
  }

  /** The gateway died, or drained: what was taken is not taken any more. */
  release(): void {
    for (const delivery of this.deliveries) if (delivery.state === 'taken') delivery.state = 'waiting';
  }
}
