import type { RegistryError } from '../../core/errors.ts';
import type { Log } from '../../http/kit/log.ts';
import type { Timing } from '../timing.ts';

/** One line in so many milliseconds, of those about the same. */
const EVERY_MS = 10_000;

interface Said {
  readonly at: number;
  unsaid: number;
}

/**
 * Tells the log why events are refused. What is nobody's fault and may soon be over (503: a full disk, a full queue, no schemas) is the same for
 * thousands of events a second, so of each code on a path one line is told in ten seconds, with how many were left out since the one
 * before (`unsaid`); those are told at `debug`. `path` must be a route's, or "".
 */
export class RefusalLog {
  readonly #log: Log;
  readonly #timing: Pick<Timing, 'monotonic'>;
  readonly #said = new Map<string, Said>();

  constructor(log: Log, timing: Pick<Timing, 'monotonic'>) {
    this.#log = log;
    this.#timing = timing;
  }

  tell(path: string, error: RegistryError, data: object): void {
    const whole = { ...data, path, code: error.code, err: error.cause ?? error };
    if (error.status < 500) return this.#log.debug(whole, error.message);
    if (error.status !== 503) return this.#log.error(whole, error.message);
    const key = JSON.stringify([path, error.code]);
    const before = this.#said.get(key);
    const now = this.#timing.monotonic();
    if (before !== undefined && now - before.at < EVERY_MS) {
      before.unsaid += 1;
      return this.#log.debug(whole, error.message);
    }
    this.#said.set(key, { at: now, unsaid: 0 });
    this.#log.error(before === undefined || before.unsaid === 0 ? whole : { ...whole, unsaid: before.unsaid }, error.message);
  }
}
