import { charSetOf, type CharSet } from './char-set.ts';

/** Code points put together into classes that a list of sets does not tell apart. */
export interface Alphabet {
  /** By class; together they have every code point once. */
  readonly classes: readonly CharSet[];
  readonly classOf: (codePoint: number) => number;
  /** The same for the first 128. */
  readonly ascii: Uint16Array;
}

/** The coarsest classes for `sets`. Linear in their ranges, but for one sort. */
export function alphabetOf(sets: Iterable<CharSet>): Alphabet {
  const distinct = [...new Map([...sets].map((set) => [textOf(set), set])).values()];
  const starts = startsOf(distinct);
  const indexOf = new Map(starts.map((start, index) => [start, index]));
  const members: number[][] = starts.map(() => []);
  for (const [index, set] of distinct.entries()) {
    for (const { min, max } of set) {
      const end = indexOf.get(max + 1) ?? starts.length;
      for (let at = indexOf.get(min) as number; at < end; at += 1) members[at]?.push(index);
    }
  }
  return classify(starts, members);
}

function textOf(set: CharSet): string {
  return set.map(({ min, max }) => `${min}-${max}`).join();
}

/** Where an interval begins that no set tells apart, ascending from 0. */
function startsOf(sets: readonly CharSet[]): number[] {
  const starts = new Set([0]);
  for (const set of sets) for (const { min, max } of set) starts.add(min).add(max + 1);
  starts.delete(BEYOND);
  return [...starts].toSorted((a, b) => a - b);
}

const BEYOND = 0x110000;

function classify(starts: readonly number[], members: readonly (readonly number[])[]): Alphabet {
  const classBySets = new Map<string, number>();
  const ranges: { min: number; max: number }[][] = [];
  const classes = starts.map((min, at) => {
    const key = (members[at] ?? []).join();
    const known = classBySets.get(key) ?? classBySets.size;
    classBySets.set(key, known);
    (ranges[known] ??= []).push({ min, max: (starts[at + 1] ?? BEYOND) - 1 });
    return known;
  });
  const ascii = Uint16Array.from({ length: 128 }, (_, code) => classes[intervalOf(starts, code)] as number);
  return {
    classes: ranges.map(charSetOf),
    ascii,
    classOf: (code) => (code < 128 ? (ascii[code] as number) : (classes[intervalOf(starts, code)] as number)),
  };
}

function intervalOf(starts: readonly number[], code: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] as number) <= code) low = middle;
    else high = middle - 1;
  }
  return low;
}
