import { RegExpParser, type AST } from '@eslint-community/regexpp';
import { parseLookingRegex } from '../language/syntax.ts';

/** The most repetitions that are tried. */
const MAX_TIMES = 200;
/** Longer words are left out: nested repetitions multiply, and each word is matched against patterns of that kind. */
const MAX_WORD = 4_000;
/** The same for patterns that are left to the host, whose backtracking may take exponential time. */
const MAX_HOST_WORD = 24;
/** Characters tried for `.` and for a negated class, readable ones first. */
const READABLE = [...'a0A_-. xz9'];

/**
 * Words that probably match a pattern: its literal parts in order, each repetition at its minimum (`variant` 0), one
 * more, or its maximum, each alternative in turn. Assertions are not followed, so every word must be checked. Deterministic.
 */
export function wordsOf(source: string, variants = 4): string[] {
  const pattern = parse(source);
  if (pattern === undefined) return [];
  const words = Array.from({ length: Math.max(variants, pattern.alternatives.length) }, (_, variant) => wordOf(pattern.alternatives, variant));
  const maxLength = parseLookingRegex(source) === undefined ? MAX_HOST_WORD : MAX_WORD;
  return [...new Set(words)].filter((word) => word.length <= maxLength);
}

function parse(source: string): AST.Pattern | undefined {
  try {
    return new RegExpParser({ ecmaVersion: 2025 }).parsePattern(source, 0, source.length, { unicode: true });
  } catch {
    return undefined;
  }
}

function wordOf(alternatives: readonly AST.Alternative[], variant: number): string {
  const chosen = alternatives[variant % Math.max(1, alternatives.length)];
  return (chosen?.elements ?? []).map((element) => elementWord(element, variant)).join('');
}

function elementWord(element: AST.Element, variant: number): string {
  switch (element.type) {
    case 'Character':
      return String.fromCodePoint(element.value);
    case 'CharacterSet':
      return setCharacter(element, variant);
    case 'CharacterClass':
      return classCharacter(element, variant);
    case 'Group':
    case 'CapturingGroup':
      return wordOf(element.alternatives, variant);
    case 'Quantifier':
      return repeat(element, variant);
    default:
      return '';
  }
}

function repeat({ min, max, element }: AST.Quantifier, variant: number): string {
  const times = Math.min([min, min + 1, max === Infinity ? min + 2 : max][variant % 3] ?? min, max, Math.max(min, MAX_TIMES), 1_000);
  return Array.from({ length: times }, (_, index) => elementWord(element, variant + index)).join('');
}

function setCharacter(set: AST.CharacterSet | AST.EscapeCharacterSet | AST.UnicodePropertyCharacterSet, variant: number): string {
  if (set.kind === 'any') return pick(READABLE, variant);
  return firstMatching(set.raw, variant);
}

function classCharacter(set: AST.CharacterClass, variant: number): string {
  return firstMatching(set.raw, variant);
}

/** A character that a class in the notation of patterns has: a readable one where possible. */
function firstMatching(raw: string, variant: number): string {
  const expression = new RegExp(`^${raw}$`, 'u');
  const candidates = [...READABLE, ...Array.from({ length: 95 }, (_, index) => String.fromCodePoint(32 + index)), '\n', 'é', 'λ', '漢'];
  return pick(
    candidates.filter((character) => expression.test(character)),
    variant,
  );
}

function pick(characters: readonly string[], variant: number): string {
  return characters[variant % Math.max(1, Math.min(characters.length, 3))] ?? '';
}
