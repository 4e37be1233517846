import { RegistryError } from './errors.ts';

/**
 * What may be spent on judging one event. A unit is about one member, item or reference looked at, or sixteen characters
 * matched: some 10 to 30 ns. Shared by all that judge the same event.
 */
export class Effort {
  #left: number;

  constructor(units: number = Number.POSITIVE_INFINITY) {
    this.#left = units;
  }

  /** Throws `event_too_costly` when nothing is left. */
  spend(units: number): void {
    this.#left -= units;
    if (this.#left >= 0) return;
    throw new RegistryError(
      'event_too_costly',
      'judging the event takes more steps than are allowed at once; make it smaller, or the schema simpler: fewer patternProperties, fewer overlapping branches',
    );
  }
}
