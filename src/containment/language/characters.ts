import type { CharSet } from './char-set.ts';

/** Characters that read well in an example, in the order in which they are tried. */
const READABLE = [...'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-_./:@+ ']
  .concat(Array.from({ length: 95 }, (_, index) => String.fromCodePoint(32 + index)))
  .filter((character, index, all) => all.indexOf(character) === index);
const READABLE_CODES = new Set(READABLE.map((character) => character.codePointAt(0) as number));
const [FIRST_SURROGATE, LAST_SURROGATE] = [0xd800, 0xdfff];
const [FIRST_CONTROL, LAST_CONTROL] = [0x7f, 0x9f];

/** The characters of a set, readable ones first; none for unpaired surrogates, which no encoded text has. Lazy. */
export function* charactersOf(set: CharSet): IterableIterator<string> {
  const has = (code: number): boolean => set.some(({ min, max }) => min <= code && code <= max);
  for (const character of READABLE) if (has(character.codePointAt(0) as number)) yield character;
  yield* others(set, (code) => code > LAST_CONTROL);
  yield* others(set, (code) => code <= LAST_CONTROL && (code < 0x20 || code >= FIRST_CONTROL));
}

function* others(set: CharSet, isWanted: (code: number) => boolean): IterableIterator<string> {
  for (const { min, max } of set) {
    for (let code = min; code <= max; code += 1) {
      if (code === FIRST_SURROGATE) code = LAST_SURROGATE + 1;
      if (code <= max && !(code > FIRST_SURROGATE && code <= LAST_SURROGATE) && isWanted(code) && !READABLE_CODES.has(code))
        yield String.fromCodePoint(code);
    }
  }
}
