import type { RouteConfig } from './config/config.ts';
import type { Timing } from './timing.ts';

export type Mode = RouteConfig['mode'];

/** A mode that somebody set at run time, in place of the configured one. */
export interface ModeOverride {
  readonly mode: Mode;
  /** Milliseconds since the epoch; then the configured mode is back. */
  readonly until: number;
}

/** The mode of each route: as configured, or as somebody set it for a time. An override is gone with the process. */
export class Modes {
  readonly #now: Timing['now'];
  readonly #overrides = new Map<string, ModeOverride>();

  constructor({ now }: Pick<Timing, 'now'>) {
    this.#now = now;
  }

  of(route: RouteConfig): Mode {
    return this.#overrides.size === 0 ? route.mode : (this.overrideOf(route)?.mode ?? route.mode);
  }

  overrideOf({ path }: RouteConfig): ModeOverride | undefined {
    const override = this.#overrides.get(path);
    if (override === undefined || override.until > this.#now()) return override;
    this.#overrides.delete(path);
    return undefined;
  }

  /** `forMs` from now on. */
  set({ path }: RouteConfig, mode: Mode, forMs: number): void {
    this.#overrides.set(path, { mode, until: this.#now() + forMs });
  }

  clear({ path }: RouteConfig): void {
    this.#overrides.delete(path);
  }
}
