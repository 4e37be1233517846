import type { DeliveryId } from '../../queue/queue.ts';
import type { BreakerConfig } from '../config/durable.ts';

/**
 * The circuit of a target. Opens when so many different deliveries have failed in a row: one event that fails by itself never opens
 * it, however often it is tried. While it is open nothing is sent; after `openMs` one delivery tries. Times are those of the clock that only goes forward.
 */
export class Breaker {
  readonly #config: BreakerConfig;
  readonly #failing = new Set<DeliveryId>();
  /** Undefined: closed. */
  #openUntil: number | undefined;
  #isTrying = false;

  constructor(config: BreakerConfig) {
    this.#config = config;
  }

  get isOpen(): boolean {
    return this.#openUntil !== undefined;
  }

  /** How many deliveries may begin; one where the circuit is tried. */
  room(now: number): number {
    if (this.#openUntil === undefined) return Number.POSITIVE_INFINITY;
    return this.#isTrying || now < this.#openUntil ? 0 : 1;
  }

  /** When there may be room again; undefined where an answer decides that, or nothing is in the way. */
  opensAt(): number | undefined {
    return this.#isTrying ? undefined : this.#openUntil;
  }

  /** A delivery begins. Gives whether it tries an open circuit. */
  begin(): boolean {
    this.#isTrying = this.#openUntil !== undefined;
    return this.#isTrying;
  }

  /** Gives whether that closed the circuit. */
  succeed(): boolean {
    const wasOpen = this.isOpen;
    this.#failing.clear();
    this.#openUntil = undefined;
    this.#isTrying = false;
    return wasOpen;
  }

  /** Gives whether that opened the circuit, which was closed. */
  fail(id: DeliveryId, now: number, wasTrying: boolean): boolean {
    if (wasTrying) this.#isTrying = false;
    else if (this.isOpen) return false; // It began before the circuit opened.
    this.#failing.add(id);
    if (!wasTrying && this.#failing.size < this.#config.failures) return false;
    const wasOpen = this.isOpen;
    this.#openUntil = now + this.#config.openMs;
    return !wasOpen;
  }

  /** A delivery ended without saying anything about the target. */
  leave(wasTrying: boolean): void {
    if (wasTrying) this.#isTrying = false;
  }
}
