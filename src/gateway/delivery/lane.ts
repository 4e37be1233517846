import { unreachable } from '../../core/errors.ts';
import type { DeliveryId, Reason, TargetRef } from '../../queue/queue.ts';
import type { RouteConfig, TargetConfig } from '../config/config.ts';
import type { DeliveryConfig } from '../config/durable.ts';
import type { Target } from '../targets/target.ts';
import { Breaker } from './breaker.ts';
import { TokenBucket } from './token-bucket.ts';

/** How many deliveries to a stopped target are parked at a time. */
const PARKED_AT_ONCE = 100;

/** What stands between the queue and one target: how much may be under way, and why not more. Times are those of the clock that only goes forward. */
export class Lane {
  readonly ref: TargetRef;
  readonly route: RouteConfig;
  readonly config: TargetConfig;
  readonly delivery: DeliveryConfig;
  readonly target: Target;
  readonly breaker: Breaker;
  /** Why everything is parked that comes to be due; undefined: it is sent. */
  stopped: Reason | undefined;
  readonly #bucket: TokenBucket | undefined;
  #underWay = 0;
  #quietUntil = 0;

  constructor(route: RouteConfig, config: TargetConfig, target: Target, now: number) {
    this.ref = { route: route.path, target: config.name };
    this.route = route;
    this.config = config;
    this.delivery = config.delivery ?? unreachable('a target of a durable route without what its deliveries need');
    this.target = target;
    this.breaker = new Breaker(this.delivery.breaker);
    this.#bucket = this.delivery.rate === undefined ? undefined : new TokenBucket(this.delivery.rate, now);
  }

  /** How many deliveries may be taken now. */
  room(now: number): number {
    const free = this.delivery.concurrency - this.#underWay;
    if (this.stopped !== undefined) return Math.max(0, PARKED_AT_ONCE - this.#underWay);
    if (now < this.#quietUntil) return 0;
    return Math.max(0, Math.min(free, this.breaker.room(now), this.#bucket?.room(now) ?? free));
  }

  /** When there may be room again without anything ending; undefined where only that makes some. */
  roomAt(now: number): number | undefined {
    if (this.stopped !== undefined || this.#underWay >= this.delivery.concurrency) return undefined;
    const times = [this.#quietUntil, this.breaker.opensAt() ?? 0, this.#bucket?.nextAt() ?? 0].filter((time) => time > now);
    return times.length === 0 ? undefined : Math.max(...times);
  }

  /** A delivery of `room` begins. Gives whether it tries an open circuit. */
  begin(): boolean {
    this.#underWay += 1;
    if (this.stopped !== undefined) return false;
    this.#bucket?.take();
    return this.breaker.begin();
  }

  end(): void {
    this.#underWay -= 1;
  }

  /** The target asked to be left alone until then. */
  keepQuiet(until: number): void {
    this.#quietUntil = Math.max(this.#quietUntil, until);
  }

  resume(): void {
    this.stopped = undefined;
    this.#quietUntil = 0;
  }
}

/** What a delivery that is under way knows. */
export interface Run {
  readonly id: DeliveryId;
  readonly lane: Lane;
  /** Whether it tries an open circuit. */
  readonly isTrying: boolean;
}
