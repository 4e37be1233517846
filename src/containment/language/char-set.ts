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

/** The code points with a Unicode property, as `\p{…}` names it. About 50 ms when first asked: the host is asked about each. */
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
  const expression = new RegExp(`\\p{${property}}+`, 'gu');
  return charSetOf([...SCALARS.flatMap((range) => propertyRanges(expression, range)), ...surrogatesOf(property)]);
}

const SURROGATES: CharRange = { min: 0xd800, max: 0xdfff };
// By planes, without the surrogates, which would pair up in a text.
const SCALARS: readonly CharRange[] = [
  { min: 0, max: SURROGATES.min - 1 },
  { min: SURROGATES.max + 1, max: 0xffff },
  ...Array.from({ length: 16 }, (_, plane) => ({ min: (plane + 1) * 0x10000, max: (plane + 1) * 0x10000 + 0xffff })),
];

function propertyRanges(expression: RegExp, { min, max }: CharRange): CharRange[] {
  const unitsPerCharacter = min > 0xffff ? 2 : 1;
  return [...textOf({ min, max }).matchAll(expression)].map(({ index, 0: match }) => {
    const first = min + index / unitsPerCharacter;
    return { min: first, max: first + match.length / unitsPerCharacter - 1 };
  });
}

/** All characters of a range as one text. */
function textOf({ min, max }: CharRange): string {
  let text = '';
  for (let code = min; code <= max; code += 1) text += String.fromCodePoint(code);
  return text;
}

function surrogatesOf(property: string): CharRange[] {
  const expression = new RegExp(`^\\p{${property}}$`, 'u');
  return Array.from({ length: 0x800 }, (_, index) => SURROGATES.min + index)
    .filter((code) => expression.test(String.fromCharCode(code)))
    .map(single);
}
