import { RegistryError } from './errors.ts';

/**
 * What may be spent on judging one event. A unit is about one member, item or reference looked at, or sixteen characters
 * matched: some 10 to 30 ns. Shared by all that judge the same event.
 */
export class Effort {
  readonly #limit: number;
  #spent = 0;

  constructor(units: number = Number.POSITIVE_INFINITY) {
    this.#limit = units;
  }

  get spent(): number {
    return this.#spent;
  }

  /** Throws `event_too_costly` when nothing is left. */
  spend(units: number): void {
    if (this.#spent + units <= this.#limit) {
      this.#spent += units;
      return;
    }
    throw new RegistryError(
      'event_too_costly',
      'judging the event takes more steps than are allowed at once; make it smaller, or the schema simpler: fewer patternProperties, fewer overlapping branches',
    );
  }
}
