import { setMaxListeners } from 'node:events';
import { RegistryError } from '../../core/errors.ts';
import type { DeliveryId, Queue, Settlement, Taken, TargetRef } from '../../queue/queue.ts';
import { DURABLE_DEFAULTS } from '../config/durable.ts';
import type { Gateway } from '../gateway.ts';
import { createTarget } from '../targets/create-target.ts';
import type { Functions } from '../targets/lambda/functions.ts';
import { Bell } from './bell.ts';
import { deliverOnce, type DeliveringOptions } from './deliver-once.ts';
import { Lane } from './lane.ts';

export interface DeliveryOptions extends Pick<Gateway, 'config' | 'court' | 'counters' | 'tracing' | 'timing' | 'log'> {
  readonly queue: Queue;
  /** Names this process to the queue. */
  readonly owner: string;
  /** Closed by whoever has opened them. */
  readonly functions: Functions;
}

/** How often the queue is looked at where nothing says that there is something; another process may have put it there. */
const LOOK_MS = 1_000;
/** Between two looks at what is due and was not given: another of its key is under way. */
const MIN_WAIT_MS = 20;
const EXPIRE_MS = 60_000;
/** A clock that goes back by less is corrected, not set. */
const SET_BACK_MS = 1_000;
const EXPIRED_AT_ONCE = 10_000;

/** Takes what is due for targets with room, sends it, and settles what came of it. */
export class Delivery {
  readonly lanes: readonly Lane[];
  readonly #options: DeliveryOptions;
  /** What each attempt works with. */
  readonly #delivering: DeliveringOptions;
  readonly #byRef: ReadonlyMap<string, Lane>;
  readonly #bell = new Bell();
  /** For what is looked at now and then. */
  readonly #housekeeping = new Bell();
  readonly #stopping = new AbortController();
  readonly #cut = new AbortController();
  readonly #underWay = new Map<DeliveryId, Promise<void>>();
  #done: Promise<void> = Promise.resolve();
  /** For so long nobody else takes what was taken, unless it is extended. */
  readonly #leaseMs: number;
  /** So often what is under way is extended. */
  readonly #extendMs: number;
  #trouble: RegistryError | undefined;
  #drainedAt = 0;
  /** How far the clock is ahead of the one that only goes forward, when it was last looked at. */
  #aheadMs = -Infinity;

  constructor(options: DeliveryOptions) {
    this.#options = options;
    this.#delivering = { ...options, signal: this.#cut.signal };
    this.#leaseMs = options.config.queue?.leaseMs ?? DURABLE_DEFAULTS.leaseMs;
    this.#extendMs = this.#leaseMs / 3;
    // Each attempt that is under way listens.
    setMaxListeners(0, this.#cut.signal);
    const now = options.timing.monotonic();
    this.lanes = options.config.routes.flatMap((route) =>
      route.durable === undefined
        ? []
        : route.targets.map(
            (target) => new Lane(route, target, createTarget(target, { now: options.timing.now, functions: options.functions }), now),
          ),
    );
    this.#byRef = new Map(this.lanes.map((lane) => [keyOf(lane.ref), lane]));
  }

  /** What the queue failed with when it was last asked for something to deliver. */
  get trouble(): RegistryError | undefined {
    return this.#trouble;
  }

  start(): void {
    this.#done = this.#run();
  }

  laneOf(ref: TargetRef): Lane | undefined {
    return this.#byRef.get(keyOf(ref));
  }

  /** Send to a target again that wanted no more, and what is due for it. */
  resume(lane: Lane): void {
    lane.resume();
    this.#bell.ring();
  }

  /** Take nothing more; what is under way goes on. */
  drain(): void {
    if (!this.#stopping.signal.aborted) this.#drainedAt = this.#options.timing.monotonic();
    this.#stopping.abort();
    this.#bell.ring();
    this.#housekeeping.ring();
  }

  /** Wait for what is under way, until `graceMs` after `drain`, or after now where nobody called it; give the rest back. */
  async close(graceMs: number): Promise<void> {
    this.drain();
    const patience = new AbortController();
    const { monotonic, pause } = this.#options.timing;
    const late = pause(Math.max(0, this.#drainedAt + graceMs - monotonic()), patience.signal).then(() => this.#cut.abort());
    await this.#done;
    patience.abort();
    await late;
    await Promise.all(this.lanes.map(({ target }) => target.close()));
  }

  async #run(): Promise<void> {
    const { queue, owner, log } = this.#options;
    queue.attend(this.lanes.map(({ ref }) => ref));
    const unsubscribe = queue.subscribe(() => this.#bell.ring());
    try {
      const over = new AbortController();
      // Also while it stops: what is under way then may take longer than a lease.
      const leases = this.#keepLeases(over.signal);
      await Promise.all([this.#deliver(), this.#expire()]);
      await Promise.all(this.#underWay.values());
      over.abort();
      await leases;
      await queue.release(owner);
    } catch (thrown) {
      log.error({ err: thrown }, 'the queue did not take back what was not delivered; it is delivered again when its lease ends');
    } finally {
      unsubscribe();
    }
  }

  async #deliver(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      const start = this.#options.timing.monotonic();
      const restMs = await this.#takeDue(start);
      await this.#bell.wait(start + restMs - this.#options.timing.monotonic(), this.#options.timing.pause);
    }
  }

  /** Begin what there is room for. Gives for how long from `start` on there is nothing to look at. */
  async #takeDue(start: number): Promise<number> {
    const { queue, owner, timing } = this.#options;
    // The queue has times of the clock that others have as well.
    const now = timing.now();
    this.#noticeSetBack(now - timing.monotonic());
    const targets = this.lanes.map((lane) => ({ ...lane.ref, room: lane.room(start) })).filter(({ room }) => room > 0);
    const roomIn = this.lanes.map((lane) => (lane.roomAt(start) ?? start + LOOK_MS) - start);
    const later = Math.min(LOOK_MS, ...roomIn);
    if (targets.length === 0) return later;
    try {
      const leaseUntil = now + this.#leaseMs;
      const taken = await queue.take({ owner, now, leaseUntil, targets, underWay: [...this.#underWay.keys()] });
      // What comes so late that its lease may end before it is extended may soon be another gateway's; it is taken anew. By either clock:
      // the one stands still while the machine sleeps, and the other may have been set back.
      const isInTime = timing.now() < leaseUntil - this.#extendMs && timing.monotonic() - start < this.#leaseMs - this.#extendMs;
      if (isInTime) for (const one of taken) this.#begin(one);
      const due = taken.length === 0 ? await queue.nextDue(targets) : now;
      this.#trouble = undefined;
      return due === undefined ? later : Math.min(later, Math.max(due - now, MIN_WAIT_MS));
    } catch (thrown) {
      this.#report(RegistryError.from(thrown));
      return LOOK_MS;
    }
  }

  // What waits by times that are yet to come again does not wait for them.
  #noticeSetBack(aheadMs: number): void {
    if (aheadMs < this.#aheadMs - SET_BACK_MS) {
      this.#options.log.warn({ byMs: Math.round(this.#aheadMs - aheadMs) }, 'the clock was set back; what waited for a time by it is tried now');
      this.#housekeeping.ring();
    }
    this.#aheadMs = aheadMs;
  }

  #report(error: RegistryError): void {
    if (this.#trouble === undefined) this.#options.log.error({ code: error.code, err: error.cause ?? error }, error.message);
    this.#trouble = error;
  }

  #begin(taken: Taken): void {
    const lane = this.#byRef.get(keyOf({ route: taken.event.route, target: taken.target }));
    if (lane === undefined) return; // Never asked for; its lease ends.
    const run = { id: taken.id, lane, isTrying: lane.begin() };
    const delivering = deliverOnce(this.#delivering, run, taken)
      .then((settlement) => settlement && this.#settle(lane, taken, settlement))
      // Nobody else is told: a bug here must not end the process, nor lose the event, which comes again when its lease ends.
      .catch((err: unknown) => {
        lane.breaker.leave(run.isTrying);
        this.#options.log.error({ err, delivery: taken.id }, 'a bug while delivering; please report it');
      })
      .finally(() => {
        this.#underWay.delete(taken.id);
        lane.end();
        this.#bell.ring();
      });
    this.#underWay.set(taken.id, delivering);
  }

  async #settle(lane: Lane, { event }: Taken, settlement: Settlement): Promise<void> {
    const { queue, owner, counters, court } = this.#options;
    const { route, target } = lane.ref;
    const lost = await this.#insist(() => queue.settle(owner, [settlement]));
    const isLost = lost === undefined || lost.includes(settlement.id);
    counters.countDelivery(route, target, isLost ? 'lost' : settlement.kind);
    if (isLost || settlement.kind === 'delivered') return;
    counters.subjects.of(court, event.type)[TALLIED[settlement.kind]] += 1;
  }

  /** Until the queue takes it, or the time to stop is over: undefined then. */
  async #insist<Value>(work: () => Promise<Value>): Promise<Value | undefined> {
    for (;;) {
      try {
        return await work();
      } catch (thrown) {
        this.#report(RegistryError.from(thrown));
        if (this.#cut.signal.aborted) return undefined;
        await this.#options.timing.pause(LOOK_MS, this.#cut.signal);
      }
    }
  }

  async #keepLeases(over: AbortSignal): Promise<void> {
    const { queue, owner, timing } = this.#options;
    while (!over.aborted) {
      await timing.pause(this.#extendMs, over);
      const ids = [...this.#underWay.keys()];
      if (ids.length > 0)
        await queue.extend(owner, ids, timing.now() + this.#leaseMs).catch((thrown: unknown) => this.#report(RegistryError.from(thrown)));
    }
  }

  async #expire(): Promise<void> {
    const { queue, timing, config } = this.#options;
    const rules = config.queue?.keep ?? [];
    while (!this.#stopping.signal.aborted) {
      const now = timing.now();
      const keep = rules.map(({ type, keepMs }) => ({ type, receivedBefore: now - keepMs }));
      await queue
        .expire({ now, keep, leaseMs: this.#leaseMs, limit: EXPIRED_AT_ONCE })
        .catch((thrown: unknown) => this.#report(RegistryError.from(thrown)));
      await this.#housekeeping.wait(EXPIRE_MS, timing.pause);
    }
  }
}

const TALLIED = { retry: 'retried', parked: 'parked', dead: 'dead' } as const;

function keyOf({ route, target }: TargetRef): string {
  return `${route}\n${target}`;
}
