import { RegistryError } from './errors.ts';

/** What judging an event may take where others wait for the loop: some 10 to 20 ms. */
export const MAX_EFFORT = 400_000;

/**
 * What may be spent on judging one event. A unit is about one member, item or reference looked at, or four characters
 * matched: some 10 to 30 ns. Whatever may be large is counted: members, items, branches, names, characters, digits, and what a
 * pattern's automaton makes anew. `bench gateway/hunt` looks for what is not. Shared by all that judge the same event.
 */
export class Effort {
  readonly #limit: number;
  readonly #isAlone: boolean;
  #spent = 0;

  /** `isAlone`: nobody waits for the loop, so what cannot be counted may be done. Default: where there is no limit. */
  constructor(units: number = Number.POSITIVE_INFINITY, { isAlone = units === Number.POSITIVE_INFINITY }: { readonly isAlone?: boolean } = {}) {
    this.#limit = units;
    this.#isAlone = isAlone;
  }

  get spent(): number {
    return this.#spent;
  }

  /** Before what may take any time, uncounted. Throws `event_too_costly` unless nobody waits. */
  spendUncounted(): void {
    if (!this.#isAlone) throw new RegistryError('event_too_costly', 'a pattern with back references may take any time for some texts');
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
