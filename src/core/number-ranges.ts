/** Whole numbers from `first` to `last`, both included. */
export type NumberRange = readonly [first: number, last: number];

/** Add numbers to ranges in order; neighbours become one range. Linear in both. */
export function addNumbers(ranges: readonly NumberRange[], numbers: readonly number[]): NumberRange[] {
  const all = [...ranges, ...numbers.map((number): NumberRange => [number, number])].toSorted(([a], [b]) => a - b);
  const joined: NumberRange[] = [];
  for (const [first, last] of all) {
    const before = joined.at(-1);
    if (before !== undefined && first <= before[1] + 1) joined[joined.length - 1] = [before[0], Math.max(before[1], last)];
    else joined.push([first, last]);
  }
  return joined;
}

export function hasNumber(ranges: readonly NumberRange[], number: number): boolean {
  return ranges.some(([first, last]) => first <= number && number <= last);
}
