import { Decimal } from '../../core/json/decimal.ts';
import { NUMBER, TYPE } from '../form/term.ts';
import type { Bound } from '../form/shape.ts';

/** Numbers within bounds, multiples of all of `divisors` and of none of `refused`. `mask`: whole, broken, or both. */
export interface NumberGoal {
  readonly mask: number;
  readonly min: Bound | undefined;
  readonly max: Bound | undefined;
  readonly divisors: readonly number[];
  readonly refused: readonly number[];
}

const MAX_TRIES = 100_000;
const POINTS_A_LEVEL = 60;
const LEVELS = 25;
/** No double is written with more. */
const MOST_DIGITS = 17;
/** So many multiples are looked at one by one, wherever they are. */
const NARROW = 1_000n;

/**
 * Numbers of `goal`, small ones first; at the end, whether those were all. Exact: everything is counted in units of the
 * smallest power of ten that is needed. At most 100,000 multiples are tried one by one.
 */
export function* numbersOf(goal: NumberGoal): Generator<number, boolean> {
  const grid = new Grid(goal);
  return grid.step === undefined ? yield* grid.dense() : yield* grid.multiples(grid.step);
}

class Grid {
  /** The least positive number that all numbers of the goal are multiples of; undefined if every number will do. */
  readonly step: bigint | undefined;
  readonly #exponent: number;
  readonly #one: bigint;
  readonly #min: bigint | undefined;
  readonly #max: bigint | undefined;
  readonly #refused: readonly bigint[];
  #isExact = true;

  constructor({ mask, min, max, divisors, refused }: NumberGoal) {
    const given = [...(min === undefined ? [] : [min.value]), ...(max === undefined ? [] : [max.value]), ...divisors, ...refused];
    // Open bounds are closed ones, one unit further in; between two given numbers there is room for many units.
    this.#exponent = Math.min(0, ...given.map((number) => Decimal.from(number).exponent)) - LEVELS;
    const one = this.#scaled(1);
    this.#one = one;
    const isWhole = (mask & NUMBER) === TYPE.integer;
    const isBroken = (mask & NUMBER) === TYPE.fraction;
    this.#min = min && this.#scaled(min.value) + (min.isOpen ? 1n : 0n);
    this.#max = max && this.#scaled(max.value) - (max.isOpen ? 1n : 0n);
    this.#refused = [...refused.map((number) => this.#scaled(number)), ...(isBroken ? [one] : [])];
    const steps = [...divisors.map((number) => this.#scaled(number)), ...(isWhole ? [one] : [])];
    this.step = steps.length === 0 ? undefined : steps.reduce(leastCommonMultiple);
  }

  /** Multiples of `step`; far from zero of those only the ones that may be doubles, nearly all others being none. */
  *multiples(step: bigint): Generator<number, boolean> {
    const [first, last] = this.#factors(step);
    if (this.#refused.some((number) => step % number === 0n) || (first !== undefined && last !== undefined && first > last)) return true;
    const isNarrow = first !== undefined && last !== undefined && last - first <= NARROW;
    const stride = isNarrow ? step : leastCommonMultiple(step, this.#spacing());
    if (stride !== step) this.#isExact = false;
    // `k` is refused where it is a multiple of one of the periods.
    const periods = this.#refused.map((number) => number / greatestCommonDivisor(number, stride));
    if (periods.includes(1n)) return false;
    const [low, high] = this.#factors(stride);
    let tries = 0;
    for (const factor of outwards(low, high)) {
      tries += 1;
      if (tries > MAX_TRIES) break;
      if (periods.every((period) => factor % period !== 0n)) yield* this.#written(factor * stride);
    }
    if (tries <= MAX_TRIES) return this.#isExact;
    // One more than a multiple of all periods is a multiple of none.
    const period = periods.reduce(leastCommonMultiple, 1n);
    const start = nearestToZero(low, high);
    for (let factor = start + positiveRemainder(1n - start, period), count = 0; count < POINTS_A_LEVEL; factor += period, count += 1) {
      if (high === undefined || factor <= high) yield* this.#written(factor * stride);
    }
    return false;
  }

  /** Between two different numbers there are always more, so the end is never known. */
  *dense(): Generator<number, boolean> {
    const [low, high] = [this.#min, this.#max];
    if (low !== undefined && high !== undefined && low > high) return true;
    if (low !== undefined && low === high) {
      if (this.#isAllowed(low)) yield* this.#written(low);
      return this.#isExact;
    }
    const width = low !== undefined && high !== undefined ? high - low : this.#scaled(1);
    const spacing = this.#spacing();
    if (spacing > 1n) yield* this.#points(spacing);
    let unit = this.#scaled(1);
    for (; unit > width && unit > 1n; unit /= 10n);
    for (let level = 0; level < LEVELS && unit >= 1n; level += 1, unit /= 10n) yield* this.#points(unit);
    return false;
  }

  /** A few multiples of `unit`. */
  *#points(unit: bigint): Generator<number, void> {
    let points = 0;
    for (const factor of outwards(...this.#factors(unit))) {
      points += 1;
      if (points > POINTS_A_LEVEL) return;
      if (this.#isAllowed(factor * unit)) yield* this.#written(factor * unit);
    }
  }

  /** Of the first and the last multiple of `step` within the bounds. */
  #factors(step: bigint): readonly [low: bigint | undefined, high: bigint | undefined] {
    return [this.#min === undefined ? undefined : ceilingOf(this.#min, step), this.#max === undefined ? undefined : floorOf(this.#max, step)];
  }

  /** What all doubles within the bounds are multiples of, as they are written. */
  #spacing(): bigint {
    const start = nearestToZero(this.#min, this.#max);
    const digits = ((start < 0n ? -start : start) / this.#one).toString().length;
    return digits > MOST_DIGITS ? 10n ** BigInt(digits - MOST_DIGITS) * this.#one : 1n;
  }

  #isAllowed(number: bigint): boolean {
    return this.#refused.every((divisor) => number % divisor !== 0n);
  }

  *#written(number: bigint): Generator<number, void> {
    const literal = `${number}e${this.#exponent}`;
    const double = Number(literal);
    if (Number.isFinite(double) && Decimal.from(double).equals(Decimal.parse(literal))) yield double;
    else this.#isExact = false;
  }

  #scaled(number: number): bigint {
    const { negative, digits, exponent } = Decimal.from(number);
    const size = BigInt(digits) * 10n ** BigInt(exponent - this.#exponent);
    return negative ? -size : size;
  }
}

/** The whole numbers from `low` to `high`, small ones first; without an end where a bound is missing. */
function* outwards(low: bigint | undefined, high: bigint | undefined): Generator<bigint, void> {
  const start = nearestToZero(low, high);
  if ((low === undefined || low <= start) && (high === undefined || start <= high)) yield start;
  for (let distance = 1n; ; distance += 1n) {
    const [up, down] = [start + distance, start - distance];
    const isUp = high === undefined || up <= high;
    const isDown = low === undefined || down >= low;
    if (!isUp && !isDown) return;
    if (isUp) yield up;
    if (isDown) yield down;
  }
}

function nearestToZero(low: bigint | undefined, high: bigint | undefined): bigint {
  if (low !== undefined && low > 0n) return low;
  return high !== undefined && high < 0n ? high : 0n;
}

function floorOf(number: bigint, step: bigint): bigint {
  return (number - positiveRemainder(number, step)) / step;
}

function ceilingOf(number: bigint, step: bigint): bigint {
  return -floorOf(-number, step);
}

function positiveRemainder(number: bigint, divisor: bigint): bigint {
  return ((number % divisor) + divisor) % divisor;
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let [divisor, rest] = [a, b];
  while (rest !== 0n) [divisor, rest] = [rest, divisor % rest];
  return divisor;
}

function leastCommonMultiple(a: bigint, b: bigint): bigint {
  return (a / greatestCommonDivisor(a, b)) * b;
}
