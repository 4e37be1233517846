import type { ReasonCode } from '../core/verdict.ts';

/** Thrown by a budget that is used up. Whoever gave the budget catches it; nobody else does. */
export class BudgetExhausted extends Error {
  readonly code: ReasonCode;

  constructor(code: ReasonCode) {
    super(code);
    this.code = code;
  }
}

/** Counts steps instead of time, so that the same question always gets the same answer. */
export class Budget {
  spent = 0;
  #limit: number;
  readonly #code: ReasonCode;

  constructor(limit: number, code: ReasonCode = 'budget_steps') {
    this.#limit = limit;
    this.#code = code;
  }

  spend(steps = 1): void {
    this.spent += steps;
    if (this.spent > this.#limit) throw new BudgetExhausted(this.#code);
  }

  /** From here on at most `steps` more. */
  limitTo(steps: number): void {
    this.#limit = Math.min(this.#limit, this.spent + steps);
  }

  get isExhausted(): boolean {
    return this.spent > this.#limit;
  }
}
