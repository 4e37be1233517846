const NUMBER_LITERAL = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/**
 * An exact decimal number: sign × digits × 10^exponent, normalised (no leading or trailing zero in `digits`;
 * zero is `{ negative: false, digits: '0', exponent: 0 }`). Equal numbers are equal in every field.
 *
 * The exponent is never expanded, so 1e1000000000 costs no more than 1.
 */
export class Decimal {
  readonly negative: boolean;
  readonly digits: string;
  readonly exponent: number;

  private constructor(negative: boolean, digits: string, exponent: number) {
    this.negative = negative;
    this.digits = digits;
    this.exponent = exponent;
  }

  /** Read a JSON number literal; the caller has checked the grammar. An exponent beyond ±2^53 is clamped there. */
  static parse(literal: string): Decimal {
    const parts = NUMBER_LITERAL.exec(literal);
    if (parts === null) throw new SyntaxError(`not a JSON number: ${literal}`);
    const [, sign, whole = '', fraction = '', power = '0'] = parts;
    const significant = trimZerosStart(whole + fraction);
    const digits = trimZerosEnd(significant);
    if (digits === '') return ZERO;
    const exponent = Number(power) - fraction.length + (significant.length - digits.length);
    const bound = Number.MAX_SAFE_INTEGER;
    return new Decimal(sign === '-', digits, Math.max(-bound, Math.min(bound, exponent)));
  }

  /** The number that `value`'s shortest decimal form writes. `value` is finite. */
  static from(value: number): Decimal {
    return Decimal.parse(String(value));
  }

  /** @internal */
  static readonly zero: Decimal = new Decimal(false, '0', 0);

  get isInteger(): boolean {
    return this.exponent >= 0;
  }

  equals(other: Decimal): boolean {
    return this.negative === other.negative && this.exponent === other.exponent && this.digits === other.digits;
  }

  /** As a JSON number literal, in scientific form where plain digits would be long. */
  toString(): string {
    const sign = this.negative ? '-' : '';
    if (this.exponent >= 0 && this.exponent + this.digits.length <= 40) return sign + this.digits + '0'.repeat(this.exponent);
    const point = this.digits.length + this.exponent;
    if (this.exponent < 0 && point > 0) return `${sign}${this.digits.slice(0, point)}.${this.digits.slice(point)}`;
    const [first, rest] = [this.digits.slice(0, 1), this.digits.slice(1)];
    return `${sign}${first}${rest === '' ? '' : `.${rest}`}e${this.exponent + rest.length}`;
  }

  /** A double cannot hold it, so JSON text is written from `toString`; see `stringifyExact`. */
  toJSON(): number {
    return Number(this.toString());
  }
}

const ZERO = Decimal.zero;

/** Whether the exact value of `literal` is that of the shortest form of its double (1.0 and 1e2 are; 1e400 is not). */
export function isDoubleExact(literal: string): boolean {
  const double = Number(literal);
  if (!Number.isFinite(double)) return false;
  if (literal.length < 16 && !/[eE]/.test(literal)) return true;
  return Decimal.parse(literal).equals(Decimal.from(double));
}

// Loops, not regular expressions: /0+$/ is quadratic on a long run of zeros that does not end the text.
function trimZerosStart(digits: string): string {
  let start = 0;
  while (digits.charCodeAt(start) === 48) start += 1;
  return digits.slice(start);
}

function trimZerosEnd(digits: string): string {
  let end = digits.length;
  while (digits.charCodeAt(end - 1) === 48) end -= 1;
  return digits.slice(0, end);
}
