import { type AST, RegExpParser } from '@eslint-community/regexpp';
import { ANY, type CharSet, charSetOf, complementOf, ESCAPES, propertySet, single } from './char-set.ts';

/** A regular expression in the strict sense, with anchors. Captures and greediness are gone: they do not change the language. */
export type Regex =
  | { readonly kind: 'chars'; readonly set: CharSet }
  | { readonly kind: 'sequence'; readonly parts: readonly Regex[] }
  | { readonly kind: 'choice'; readonly parts: readonly Regex[] }
  | { readonly kind: 'repeat'; readonly part: Regex; readonly min: number; readonly max: number }
  | { readonly kind: 'start' }
  | { readonly kind: 'end' };

/** The same with assertions about what lies around; only back references are left out. */
export type LookingRegex =
  | Exclude<Regex, { readonly kind: 'sequence' | 'choice' | 'repeat' }>
  | { readonly kind: 'sequence' | 'choice'; readonly parts: readonly LookingRegex[] }
  | { readonly kind: 'repeat'; readonly part: LookingRegex; readonly min: number; readonly max: number }
  | { readonly kind: 'look'; readonly isAhead: boolean; readonly isNegated: boolean; readonly of: LookingRegex }
  | { readonly kind: 'boundary'; readonly isNegated: boolean };

const MAX_NESTING = 250;
// Each costs some 10 ms when it is first asked for; patterns that people write name a few.
const MAX_PROPERTIES = 20;

/**
 * Read an ECMA-262 pattern (flag u). Undefined where it is no regular expression in the strict sense, or not one that
 * automata here take: lookaround, `\b`, back references, nesting beyond 250 groups, more than 20 Unicode properties. `source` is a
 * valid pattern.
 */
export function parseRegex(source: string): Regex | undefined {
  const pattern = parsePattern(source);
  return pattern && choiceOf(pattern.alternatives);
}

/** Read a pattern with lookaround and `\b`. Undefined for back references, and where `parsePattern` gives nothing. */
export function parseLookingRegex(source: string): LookingRegex | undefined {
  const pattern = parsePattern(source);
  return pattern && lookingChoiceOf(pattern.alternatives);
}

function lookingChoiceOf(alternatives: readonly AST.Alternative[]): LookingRegex | undefined {
  const parts = all(alternatives.map(({ elements }) => lookingSequenceOf(elements)));
  return parts && { kind: 'choice', parts };
}

function lookingSequenceOf(elements: readonly AST.Element[]): LookingRegex | undefined {
  const parts = all(elements.map(lookingElementOf));
  return parts && { kind: 'sequence', parts };
}

function lookingElementOf(element: AST.Element): LookingRegex | undefined {
  switch (element.type) {
    case 'Group':
      return element.modifiers === null ? lookingChoiceOf(element.alternatives) : undefined;
    case 'CapturingGroup':
      return lookingChoiceOf(element.alternatives);
    case 'Quantifier': {
      const part = lookingElementOf(element.element);
      return part && { kind: 'repeat', part, min: element.min, max: element.max };
    }
    case 'Assertion':
      return assertionOf(element);
    default:
      return elementOf(element);
  }
}

function assertionOf(assertion: AST.Assertion): LookingRegex | undefined {
  switch (assertion.kind) {
    case 'start':
    case 'end':
      return { kind: assertion.kind };
    case 'word':
      return { kind: 'boundary', isNegated: assertion.negate };
    case 'lookahead':
    case 'lookbehind': {
      const of = lookingChoiceOf(assertion.alternatives);
      return of && { kind: 'look', isAhead: assertion.kind === 'lookahead', isNegated: assertion.negate, of };
    }
  }
}

/**
 * The syntax tree of a pattern (flag u), however new; undefined beyond 250 nested groups or 20 Unicode properties, and where the host
 * knows newer syntax, or a newer Unicode, than the parser.
 */
export function parsePattern(source: string): AST.Pattern | undefined {
  if (nestingOf(source) > MAX_NESTING || namedProperties(source) > MAX_PROPERTIES) return undefined;
  try {
    return new RegExpParser({ ecmaVersion: 2025 }).parsePattern(source, 0, source.length, { unicode: true });
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** How many Unicode properties a pattern, or a schema as a text, names; of different names, each counts. */
export function namedProperties(source: string): number {
  return new Set(source.match(/\\p\{[^}]*/gi)).size;
}

// The parser recurses; an upper bound is enough, so classes and escapes are not told apart.
function nestingOf(source: string): number {
  let depth = 0;
  let deepest = 0;
  for (const character of source) {
    if (character === '(') deepest = Math.max(deepest, (depth += 1));
    if (character === ')') depth = Math.max(0, depth - 1);
  }
  return deepest;
}

function choiceOf(alternatives: readonly AST.Alternative[]): Regex | undefined {
  const parts = all(alternatives.map(({ elements }) => sequenceOf(elements)));
  return parts?.length === 1 ? parts[0] : parts && { kind: 'choice', parts };
}

function sequenceOf(elements: readonly AST.Element[]): Regex | undefined {
  const parts = all(elements.map(elementOf));
  return parts && { kind: 'sequence', parts };
}

function all<T>(parts: readonly (T | undefined)[]): T[] | undefined {
  const found = parts.filter((part) => part !== undefined);
  return found.length === parts.length ? found : undefined;
}

function elementOf(element: AST.Element): Regex | undefined {
  switch (element.type) {
    case 'Character':
      return { kind: 'chars', set: [single(element.value)] };
    case 'CharacterSet':
      return charsOf(characterSetOf(element));
    case 'CharacterClass':
      return charsOf(classOf(element));
    case 'Group':
      return element.modifiers === null ? choiceOf(element.alternatives) : undefined;
    case 'CapturingGroup':
      return choiceOf(element.alternatives);
    case 'Quantifier': {
      const part = elementOf(element.element);
      return part && { kind: 'repeat', part, min: element.min, max: element.max };
    }
    case 'Assertion':
      return element.kind === 'start' || element.kind === 'end' ? { kind: element.kind } : undefined;
    case 'Backreference':
    case 'ExpressionCharacterClass':
      return undefined;
  }
}

function charsOf(set: CharSet | undefined): Regex | undefined {
  return set && { kind: 'chars', set };
}

function classOf({ elements, negate }: AST.CharacterClass): CharSet | undefined {
  const sets = all(elements.map(classElementOf));
  const set = sets && charSetOf(sets.flat());
  return set && negate ? complementOf(set) : set;
}

function classElementOf(element: AST.CharacterClassElement): CharSet | undefined {
  switch (element.type) {
    case 'Character':
      return [single(element.value)];
    case 'CharacterClassRange':
      return [{ min: element.min.value, max: element.max.value }];
    case 'CharacterSet':
      return characterSetOf(element);
    // Only under the flag v.
    case 'CharacterClass':
    case 'ClassStringDisjunction':
    case 'ExpressionCharacterClass':
      return undefined;
  }
}

function characterSetOf(set: AST.CharacterSet): CharSet | undefined {
  if (set.kind === 'any') return ESCAPES.any;
  if (set.kind !== 'property') return set.negate ? complementOf(ESCAPES[set.kind]) : ESCAPES[set.kind];
  if (set.strings) return undefined;
  const found = set.key === 'Any' ? ANY : propertySet(set.value === null ? set.key : `${set.key}=${set.value}`);
  return set.negate ? complementOf(found) : found;
}
