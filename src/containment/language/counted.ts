import type { AST } from '@eslint-community/regexpp';
import { parsePattern } from './syntax.ts';

/** A pattern without its count, and the lengths that the count leaves: together they say the same as before. */
export interface Uncounted {
  readonly source: string;
  readonly min: number;
  readonly max: number;
}

/** As an automaton, a count is as many states; a length is none. */
const MIN_COUNT = 256;
/** One in a lookahead has its states beside those of the rest. */
const MIN_COUNT_AHEAD = 32;

/**
 * Take a large count out of an anchored pattern in which nothing else has more than one length: `^a.{1,4096}z$` is `^a.*z$`
 * with 3 to 4,098 characters, since the length of a text tells how often the repetition came. So it is with a lookahead over all
 * of the text, as in `^(?=.{1,253}$)…`. Undefined for other patterns. `source` is a valid pattern.
 */
export function withoutCount(source: string): Uncounted | undefined {
  if (!/\{\d{2,}|,\d{2,}\}/.test(source)) return undefined;
  const alternatives = parsePattern(source)?.alternatives ?? [];
  const [first, ...elements] = alternatives.length === 1 ? flattened(alternatives[0] as AST.Alternative) : [];
  if (!isAnchor(first, 'start')) return undefined;
  const firstRead = elements.findIndex(({ type }) => type !== 'Assertion');
  for (const ahead of elements.slice(0, firstRead === -1 ? elements.length : firstRead)) {
    if (ahead.type !== 'Assertion' || ahead.kind !== 'lookahead' || ahead.negate || ahead.alternatives.length > 1) continue;
    const found = withoutCountIn(flattened(ahead.alternatives[0] as AST.Alternative), source, MIN_COUNT_AHEAD);
    if (found !== undefined) return found;
  }
  return withoutCountIn(elements, source, MIN_COUNT);
}

/** The same for the parts of a pattern that must fit all of a text. */
function withoutCountIn(elements: readonly AST.Element[], source: string, least: number): Uncounted | undefined {
  if (!isAnchor(elements.at(-1), 'end')) return undefined;
  const counted = elements.find((element) => lengthOf(element) === undefined) ?? longest(elements);
  if (counted?.type !== 'Quantifier' || (Number.isFinite(counted.max) ? counted.max : counted.min) < least) return undefined;
  const once = lengthOf(counted.element);
  const others = sumOf(elements.filter((element) => element !== counted).map(lengthOf));
  if (once === undefined || once === 0 || others === undefined) return undefined;
  return {
    source: `${source.slice(0, counted.element.end)}*${source.slice(counted.end)}`,
    min: others + once * counted.min,
    max: others + once * counted.max,
  };
}

/** The parts one after the other; groups around several are opened. */
function flattened({ elements }: AST.Alternative): readonly AST.Element[] {
  return elements.flatMap((element) => {
    const isGroup = element.type === 'CapturingGroup' || (element.type === 'Group' && element.modifiers === null);
    return isGroup && element.alternatives.length === 1 ? flattened(element.alternatives[0] as AST.Alternative) : [element];
  });
}

function isAnchor(element: AST.Element | undefined, kind: 'start' | 'end'): boolean {
  return element?.type === 'Assertion' && element.kind === kind;
}

function longest(elements: readonly AST.Element[]): AST.Element | undefined {
  const lengths = elements.map((element) => (element.type === 'Quantifier' ? (lengthOf(element) ?? 0) : 0));
  return elements[lengths.indexOf(Math.max(...lengths))];
}

/** How many characters every text has that fits; undefined if they have not all as many, or where that is not known. */
function lengthOf(element: AST.Element): number | undefined {
  switch (element.type) {
    case 'Character':
    case 'CharacterSet':
    case 'CharacterClass':
      return 1;
    case 'Assertion':
      return 0;
    case 'Group':
    case 'CapturingGroup': {
      const [first, ...others] = element.alternatives.map(({ elements }) => sumOf(elements.map(lengthOf)));
      return others.every((length) => length === first) ? first : undefined;
    }
    case 'Quantifier': {
      const once = lengthOf(element.element);
      return element.min === element.max && once !== undefined ? element.min * once : undefined;
    }
    case 'Backreference':
    case 'ExpressionCharacterClass':
      return undefined;
  }
}

function sumOf(lengths: readonly (number | undefined)[]): number | undefined {
  return lengths.reduce<number | undefined>((sum, length) => (sum === undefined || length === undefined ? undefined : sum + length), 0);
}
