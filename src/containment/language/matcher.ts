import type { Effort } from '../../core/effort.ts';
import { Automaton, type Step, weightOf } from './automaton.ts';
import type { Program } from './program.ts';

/** Whether a text has a match somewhere. Throws `event_too_costly` where `effort` (default: without limit) does not suffice. */
export type Matcher = (text: string, effort?: Effort) => boolean;

// A table look-up, a text however short, and an instruction that is looked at where the table has nothing yet.
const CHARACTER_UNITS = 1 / 4;
const TEXT_UNITS = 4;
const WORK_UNITS = 8;

// In the sense of `weightOf`: some megabytes.
const MAX_WEIGHT = 200_000;

/**
 * Make the test whether a text has a match.
 *
 * Linear in the text: a step is a table look-up, or, where it is new, one pass over the program. Steps are kept up to a limit;
 * beyond it they are forgotten and built again. What is counted does not depend on the texts of other events: a step counts as
 * built where an event needs it for the first time, kept or not, and what an event makes is forgotten by its own needs alone.
 */
export function createMatcher(program: Program): Matcher {
  const automaton = new Automaton(program);
  const { classOf, ascii } = automaton.alphabet;
  let current: Effort | undefined;
  let weight = 0;

  function begin(effort: Effort | undefined): void {
    if (effort === current && effort !== undefined) return;
    current = effort;
    weight = 0;
    if (automaton.weight > MAX_WEIGHT) automaton.forget();
  }

  function count(step: Step, effort: Effort): void {
    effort.spend(step.work * WORK_UNITS);
    step.countedFor = effort;
    weight += weightOf(step);
    if (weight <= MAX_WEIGHT) return;
    weight = 0;
    automaton.forget();
    step.to.next.length = 0;
  }

  return (text, effort) => {
    begin(effort);
    let state = automaton.initial;
    let at = 0;
    for (; at < text.length && !state.isAccepting && !state.isStuck; at += 1) {
      let charClass = ascii[text.charCodeAt(at)];
      if (charClass === undefined) {
        const code = text.codePointAt(at) as number;
        if (code > 0xffff) at += 1;
        charClass = classOf(code);
      }
      const step = state.next[charClass] ?? automaton.build(state, charClass);
      if (effort === undefined) {
        if (automaton.weight > MAX_WEIGHT) automaton.forget();
      } else if (step.countedFor !== effort) count(step, effort);
      state = step.to;
    }
    effort?.spend(TEXT_UNITS + at * CHARACTER_UNITS);
    return state.isAccepting || state.isAcceptingAtEnd;
  };
}
