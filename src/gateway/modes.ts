import type { RouteConfig } from './config/config.ts';
import { Span, type Clocks } from './span.ts';

export type Mode = RouteConfig['mode'];

/** What a mode is set for at run time: a route, or a subject on whatever route. */
export type Place = { readonly route: string } | { readonly subject: string };

/** A mode that somebody set at run time, in place of the configured one. */
export interface ModeOverride {
  readonly mode: Mode;
  /** Milliseconds since the epoch; then the configured mode is back. */
  readonly until: number;
}

/** The mode of each event: as its route is configured, or as somebody set it for a time. An override is gone with the process. */
export class Modes {
  readonly #timing: Clocks;
  readonly #overrides = new Map<string, ModeOverride & { readonly place: Place; readonly span: Span }>();

  constructor(timing: Clocks) {
    this.#timing = timing;
  }

  /** What is set for the subject goes before what is set for the route, and that before the configuration. */
  of(route: RouteConfig, subject?: string): Mode {
    if (this.#overrides.size === 0) return route.mode;
    const ofSubject = subject === undefined ? undefined : this.overrideOf({ subject });
    return (ofSubject ?? this.overrideOf({ route: route.path }))?.mode ?? route.mode;
  }

  overrideOf(place: Place): ModeOverride | undefined {
    const key = keyOf(place);
    const override = this.#overrides.get(key);
    if (override?.span.isOver !== true) return override;
    this.#overrides.delete(key);
    return undefined;
  }

  /** All that are in force. */
  list(): (ModeOverride & { readonly place: Place })[] {
    return [...this.#overrides.values()].filter(({ place }) => this.overrideOf(place) !== undefined);
  }

  /** `forMs` from now on. */
  set(place: Place, mode: Mode, forMs: number): void {
    const span = new Span(this.#timing, forMs);
    this.#overrides.set(keyOf(place), { mode, until: span.until, place, span });
  }

  clear(place: Place): void {
    this.#overrides.delete(keyOf(place));
  }
}

function keyOf(place: Place): string {
  return 'route' in place ? `route ${place.route}` : `subject ${place.subject}`;
}
