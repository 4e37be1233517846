import type { AST } from '@eslint-community/regexpp';
import { parseLookingRegex, parsePattern } from '../language/syntax.ts';

/** The most repetitions that are tried. */
const MAX_TIMES = 200;
/** Longer words are left out: nested repetitions multiply, and each word is matched against patterns of that kind. */
const MAX_WORD = 4_000;
/** The same for patterns that are left to the host, whose backtracking may take exponential time. */
const MAX_HOST_WORD = 24;
/** Parts of the pattern that are walked for one word; repetitions of what is empty multiply as well. */
const MAX_PARTS = 100_000;
/** Characters tried for `.` and for a negated class, readable ones first. */
const READABLE = [...'a0A_-. xz9'];
const CANDIDATES = [...READABLE, ...Array.from({ length: 95 }, (_, index) => String.fromCodePoint(32 + index)), '\n', 'é', 'λ', '漢'];

/**
 * Words that probably match a pattern: its literal parts in order, each repetition at its minimum (`variant` 0), one
 * more, or its maximum, each alternative in turn. Assertions are not followed, so every word must be checked. Deterministic;
 * none where the pattern is not understood, and none that is long.
 */
export function wordsOf(source: string, variants = 4): string[] {
  const pattern = parsePattern(source);
  if (pattern === undefined) return [];
  const maxLength = parseLookingRegex(source) === undefined ? MAX_HOST_WORD : MAX_WORD;
  const characters = new Map<string, readonly string[]>();
  const all = Array.from({ length: Math.max(variants, pattern.alternatives.length) }, (_, variant) =>
    wordOf(pattern, variant, { maxLength, characters }),
  );
  return [...new Set(all.filter((word) => word !== undefined))];
}

/** Undefined where it becomes too long. */
function wordOf({ alternatives }: AST.Pattern, variant: number, shared: Pick<Word, 'maxLength' | 'characters'>): string | undefined {
  const word: Word = { text: '', parts: 0, ...shared };
  writeOne(word, alternatives, variant);
  return isTooLong(word) ? undefined : word.text;
}

/** A word in work. */
interface Word {
  text: string;
  /** How many parts of the pattern were walked. */
  parts: number;
  readonly maxLength: number;
  /** Of classes met before, in the notation of patterns. */
  readonly characters: Map<string, readonly string[]>;
}

function isTooLong({ text, maxLength, parts }: Word): boolean {
  return text.length > maxLength || parts > MAX_PARTS;
}

function writeOne(word: Word, alternatives: readonly AST.Alternative[], variant: number): void {
  const chosen = alternatives[variant % Math.max(1, alternatives.length)];
  for (const element of chosen?.elements ?? []) writeElement(word, element, variant);
}

function writeElement(word: Word, element: AST.Element, variant: number): void {
  if (isTooLong(word)) return;
  word.parts += 1;
  switch (element.type) {
    case 'Character':
      word.text += String.fromCodePoint(element.value);
      return;
    case 'CharacterSet':
    case 'CharacterClass':
      word.text += pick(charactersOf(word, element), variant);
      return;
    case 'Group':
    case 'CapturingGroup':
      return writeOne(word, element.alternatives, variant);
    case 'Quantifier':
      return repeat(word, element, variant);
    default:
  }
}

function repeat(word: Word, { min, max, element }: AST.Quantifier, variant: number): void {
  const times = Math.min([min, min + 1, max === Infinity ? min + 2 : max][variant % 3] ?? min, max, Math.max(min, MAX_TIMES), 1_000);
  for (let index = 0; index < times && !isTooLong(word); index += 1) writeElement(word, element, variant + index);
}

/** Characters of a class: readable ones where possible. */
function charactersOf({ characters }: Word, element: AST.CharacterSet | AST.CharacterClass): readonly string[] {
  if (element.type === 'CharacterSet' && element.kind === 'any') return READABLE;
  const known = characters.get(element.raw);
  if (known !== undefined) return known;
  const expression = new RegExp(`^${element.raw}$`, 'u');
  const matching = CANDIDATES.filter((character) => expression.test(character));
  characters.set(element.raw, matching);
  return matching;
}

function pick(characters: readonly string[], variant: number): string {
  return characters[variant % Math.max(1, Math.min(characters.length, 3))] ?? '';
}
