/** A set of code points: disjoint ranges, ascending, both ends included, never adjacent. */
export type CharSet = readonly CharRange[];

export interface CharRange {
  readonly min: number;
  readonly max: number;
}

export const MAX_CODE_POINT = 0x10ffff;
export const ANY: CharSet = [{ min: 0, max: MAX_CODE_POINT }];

/** The set of all ranges, which may overlap and come in any order. */
export function charSetOf(ranges: readonly CharRange[]): CharSet {
  const merged: { min: number; max: number }[] = [];
  for (const { min, max } of ranges.toSorted((a, b) => a.min - b.min)) {
    const last = merged.at(-1);
    if (last !== undefined && min <= last.max + 1) last.max = Math.max(last.max, max);
    else merged.push({ min, max });
  }
  return merged;
}

/** All code points but those of `set`. */
export function complementOf(set: CharSet): CharSet {
  const gaps: CharRange[] = [];
  let next = 0;
  for (const { min, max } of set) {
    if (min > next) gaps.push({ min: next, max: min - 1 });
    next = max + 1;
  }
  return next > MAX_CODE_POINT ? gaps : [...gaps, { min: next, max: MAX_CODE_POINT }];
}

const DIGIT = charSetOf([{ min: 0x30, max: 0x39 }]);
const WORD = charSetOf([...DIGIT, { min: 0x41, max: 0x5a }, { min: 0x5f, max: 0x5f }, { min: 0x61, max: 0x7a }]);
const LINE_TERMINATOR = charSetOf([0x0a, 0x0d, 0x2028, 0x2029].map(single));
// ECMA-262 WhiteSpace (Unicode's Zs included) and LineTerminator.
const SPACE = charSetOf([
  ...LINE_TERMINATOR,
  ...[0x09, 0x0b, 0x0c, 0x20, 0xa0, 0x1680, 0x202f, 0x205f, 0x3000, 0xfeff].map(single),
  { min: 0x2000, max: 0x200a },
]);

/** What `\d`, `\w`, `\s` and `.` stand for under the flag `u`. */
export const ESCAPES: Readonly<Record<'digit' | 'word' | 'space' | 'any', CharSet>> = {
  digit: DIGIT,
  word: WORD,
  space: SPACE,
  any: complementOf(LINE_TERMINATOR),
};

/** @internal */
export function single(codePoint: number): CharRange {
  return { min: codePoint, max: codePoint };
}

/**
 * The code points with a Unicode property, as `\p{…}` names it. Some 10 ms when first asked: the host is asked about each that may
 * differ from its neighbours.
 */
export function propertySet(property: string): CharSet {
  const known = PROPERTIES.get(property);
  if (known !== undefined) return known;
  const set = computeProperty(property);
  PROPERTIES.set(property, set);
  return set;
}

// Constants of the host, at most as many as Unicode has properties.
const PROPERTIES = new Map<string, CharSet>();

function computeProperty(property: string): CharSet {
  const expression = new RegExp(`^\\p{${property}}$`, 'u');
  const ranges: { min: number; max: number }[] = [];
  for (const { min, max, isUniform } of (blocks ??= findBlocks())) {
    if (isUniform) {
      if (expression.test(String.fromCodePoint(min))) ranges.push({ min, max });
    } else addMatching(expression, { min, max }, ranges);
  }
  return charSetOf(ranges);
}

function addMatching(expression: RegExp, { min, max }: CharRange, ranges: { min: number; max: number }[]): void {
  for (let code = min; code <= max; code += 1) {
    if (!expression.test(String.fromCodePoint(code))) continue;
    const last = ranges.at(-1);
    if (last?.max === code - 1) last.max = code;
    else ranges.push({ min: code, max: code });
  }
}

interface Block extends CharRange {
  /** Whether no property tells its code points apart. */
  readonly isUniform: boolean;
}

const BLOCK_SIZE = 0x1000;
// Found when a property is first asked for: most programs never do.
let blocks: readonly Block[] | undefined;

/** All code points in blocks; of those of private use and of those that are assigned to nothing most are as all their neighbours. */
function findBlocks(): readonly Block[] {
  return Array.from({ length: (MAX_CODE_POINT + 1) / BLOCK_SIZE }, (_, index) => {
    const min = index * BLOCK_SIZE;
    const text = String.fromCodePoint(...Array.from({ length: BLOCK_SIZE }, (_code, at) => min + at));
    return { min, max: min + BLOCK_SIZE - 1, isUniform: PRIVATE.test(text) || (UNASSIGNED.test(text) && !KNOWN_BEFORE.test(text)) };
  });
}

const PRIVATE = /^\p{Co}+$/u;
const UNASSIGNED = /^\p{Cn}+$/u;
// What Unicode says of code points before it assigns them.
const KNOWN_BEFORE = /[\p{Noncharacter_Code_Point}\p{Default_Ignorable_Code_Point}\p{Extended_Pictographic}]/u;
