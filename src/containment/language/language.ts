import type { Alphabet } from './alphabet.ts';
import { Automaton } from './automaton.ts';
import { createLookingAutomaton } from './looking-automaton.ts';
import { lookingProgramOf, programOf } from './program.ts';
import { parseLookingRegex, parseRegex } from './syntax.ts';

/** What follows for the text read so far. */
export interface TextState {
  /** No two states of one automaton share it. */
  readonly id: number;
  /** A match was found: whatever follows, the answer is yes. */
  readonly isAccepting: boolean;
  /** No match can begin any more, and none is under way: whatever follows, the answer is no. */
  readonly isStuck: boolean;
  /** A match is found if the text ends here. */
  readonly isAcceptingAtEnd: boolean;
}

/** A deterministic automaton that is built while it is walked. */
export interface TextAutomaton {
  readonly alphabet: Alphabet;
  readonly initial: TextState;
  /** What building took so far, beyond what each step takes. */
  readonly work: number;
  /** Undefined where the next state is too large. */
  step(state: TextState, charClass: number): TextState | undefined;
}

/** A regular set of texts. */
export type Language =
  | { readonly kind: 'matches'; readonly automaton: TextAutomaton }
  | { readonly kind: 'not'; readonly of: Language }
  | { readonly kind: 'and' | 'or'; readonly of: readonly Language[] };

// Larger ones have more states than a search can visit.
const MAX_INSTRUCTIONS = 50_000;

/**
 * The texts that have a match of a pattern; undefined where that is no regular set, or where the pattern is too large. `source` is
 * a valid pattern.
 */
export function languageOf(source: string): Language | undefined {
  const automaton = plainAutomatonOf(source) ?? lookingAutomatonOf(source);
  return automaton && { kind: 'matches', automaton };
}

function plainAutomatonOf(source: string): TextAutomaton | undefined {
  const regex = parseRegex(source);
  const program = regex && programOf(regex, MAX_INSTRUCTIONS);
  return program && new Automaton(program);
}

function lookingAutomatonOf(source: string): TextAutomaton | undefined {
  const regex = parseLookingRegex(source);
  const program = regex && lookingProgramOf(regex, MAX_INSTRUCTIONS);
  return program && createLookingAutomaton(program);
}
