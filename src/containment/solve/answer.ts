import { canonicalJson } from '../../core/json/canonical.ts';
import type { JsonValue } from '../../core/json/value.ts';
import type { ReasonCode } from '../../core/verdict.ts';
import type { Truth } from '../form/holds.ts';
import { isHuge } from '../form/value-size.ts';

/** What is known of the values of a term. */
export interface Answer {
  /** All different, and surely in the term. */
  readonly values: readonly JsonValue[];
  /** Probably in the term: a part of it that is not looked into decides. */
  readonly tentative: readonly JsonValue[];
  /** Whether `values` are all that there are: none at all, then, proves that the term is empty. */
  readonly isAll: boolean;
  /** Why they may not be all. */
  readonly doubts: ReadonlySet<ReasonCode>;
}

export const EMPTY: Answer = { values: [], tentative: [], isAll: true, doubts: new Set() };

/** Tentative values that are kept: enough to try, too few to matter. */
const MAX_TENTATIVE = 8;

/** Gathers different values of one term until there are enough. */
export class Gathering {
  readonly wanted: number;
  readonly #judge: (value: JsonValue) => Truth;
  readonly #values = new Map<string, JsonValue>();
  readonly #tentative = new Map<string, JsonValue>();
  readonly #doubts = new Set<ReasonCode>();

  constructor(wanted: number, judge: (value: JsonValue) => Truth) {
    this.wanted = wanted;
    this.#judge = judge;
  }

  get isEnough(): boolean {
    return this.#values.size >= this.wanted;
  }

  get missing(): number {
    return Math.max(0, this.wanted - this.#values.size);
  }

  doubt(code: ReasonCode): void {
    this.#doubts.add(code);
  }

  /** A value that is probably one; those that are none do no harm. One that is huge is not looked at, which is a doubt. */
  offer(value: JsonValue): void {
    if (isHuge(value)) return this.doubt('object_combinatorics');
    const truth = this.#judge(value);
    if (truth === true) this.#values.set(canonicalJson(value), value);
    if (truth !== undefined) return;
    this.#doubts.add('not_proved');
    if (this.#tentative.size < MAX_TENTATIVE) this.#tentative.set(canonicalJson(value), value);
  }

  /** Take over what is known of a part of the term. */
  join({ values, tentative, isAll, doubts }: Answer): void {
    for (const value of [...values, ...tentative]) this.offer(value);
    if (isAll) return;
    for (const code of doubts) this.#doubts.add(code);
  }

  /** The answer, where every value has been offered or a doubt has been raised. */
  get answer(): Answer {
    const isAll = !this.isEnough && this.#doubts.size === 0;
    return { values: [...this.#values.values()], tentative: [...this.#tentative.values()], isAll, doubts: this.#doubts };
  }
}
