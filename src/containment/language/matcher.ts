import { Automaton } from './automaton.ts';
import type { Program } from './program.ts';

const MAX_STATES = 2_000;

/**
 * Make the test whether a text has a match.
 *
 * Linear in the text: a step is a table look-up, or, where a state is new, one pass over the program. At most 2,000
 * states are kept; beyond that they are forgotten and built again.
 */
export function createMatcher(program: Program): (text: string) => boolean {
  const automaton = new Automaton(program);
  const { classOf } = automaton.alphabet;
  return (text) => {
    let state = automaton.initial;
    for (let at = 0; at < text.length && !state.isAccepting && !state.isStuck; at += 1) {
      const code = text.codePointAt(at) as number;
      if (code > 0xffff) at += 1;
      if (automaton.size > MAX_STATES) automaton.forget();
      state = automaton.step(state, classOf(code));
    }
    return state.isAccepting || state.isAcceptingAtEnd;
  };
}
