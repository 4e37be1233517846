import { Automaton } from './automaton.ts';
import { programOf } from './program.ts';
import { parseLanguage, type Regex } from './syntax.ts';

/** A regular set of texts. */
export type Language =
  | { readonly kind: 'matches'; readonly automaton: Automaton }
  | { readonly kind: 'not'; readonly of: Language }
  | { readonly kind: 'and' | 'or'; readonly of: readonly Language[] };

// Larger ones have more states than a search can visit.
const MAX_INSTRUCTIONS = 50_000;

/**
 * The texts that have a match of a pattern; undefined where that is no regular set, or where the pattern is too large.
 * Lookaheads right after a leading `^` are read as intersections. `source` is a valid pattern.
 */
export function languageOf(source: string): Language | undefined {
  const alternatives = parseLanguage(source)?.map(({ ahead, rest }) => {
    const parts = [rest, ...ahead.map(({ of }) => of)].map(matchesOf);
    if (!parts.every((part) => part !== undefined)) return undefined;
    const of = parts.map((part, index): Language => (ahead[index - 1]?.isNegated === true ? { kind: 'not', of: part } : part));
    return joined('and', of);
  });
  if (alternatives === undefined || !alternatives.every((part) => part !== undefined)) return undefined;
  return joined('or', alternatives);
}

function joined(kind: 'and' | 'or', of: readonly Language[]): Language {
  const [first] = of;
  return of.length === 1 && first !== undefined ? first : { kind, of };
}

function matchesOf(regex: Regex): Language | undefined {
  const program = programOf(regex, MAX_INSTRUCTIONS);
  return program && { kind: 'matches', automaton: new Automaton(program) };
}
