import { alphabetOf, type Alphabet } from './alphabet.ts';
import type { TextAutomaton, TextState } from './language.ts';
import type { Instruction, Program } from './program.ts';

/** What an automaton can still be in the middle of. */
export interface State extends TextState {
  /** Instructions that read a character or wait for the end, sorted. */
  readonly waiting: readonly number[];
  readonly next: (Step | undefined)[];
}

/** Where a state goes by a class of characters. */
export interface Step {
  readonly to: State;
  /** Instructions that were looked at to find out. */
  readonly work: number;
  /** For whoever counts: the last one who did. */
  countedFor: object | undefined;
}

/** A program as a deterministic automaton that is built while it is walked. A step is a table look-up, or, once for each state and class, one pass over the program. */
export class Automaton implements TextAutomaton {
  readonly alphabet: Alphabet;
  readonly initial: State;
  /** Steps are cheap enough to be counted by number. */
  readonly work = 0;
  readonly #instructions: readonly Instruction[];
  readonly #skip: number;
  #states = new Map<string, State>();
  #count = 0;
  #weight = 0;
  #work = 0;

  constructor({ instructions, entry, skip }: Program) {
    this.#instructions = instructions;
    this.#skip = skip;
    this.alphabet = alphabetOf(instructions.flatMap((instruction) => (instruction.kind === 'chars' ? [instruction.set] : [])));
    this.initial = this.#stateOf([entry], true);
  }

  /** What the states and steps that are kept take, in the sense of `weightOf`. */
  get weight(): number {
    return this.#weight;
  }

  step(state: State, charClass: number): State {
    return (state.next[charClass] ?? this.build(state, charClass)).to;
  }

  /** Let go of all states; those still in use by a walk keep their own tables. */
  forget(): void {
    this.#states = new Map();
    this.#weight = 0;
    this.initial.next.length = 0;
  }

  /** A step that is not in the table yet. */
  build(state: State, charClass: number): Step {
    this.#work = state.waiting.length;
    const code = this.alphabet.classes[charClass]?.[0]?.min as number;
    const targets: number[] = [];
    for (const at of state.waiting) {
      const instruction = this.#instructions[at];
      if (instruction?.kind === 'chars' && instruction.set.some(({ min, max }) => min <= code && code <= max)) targets.push(instruction.next);
    }
    const to = this.#stateOf(targets, false);
    const step: Step = { to, work: this.#work, countedFor: undefined };
    this.#weight += weightOf(step);
    state.next[charClass] = step;
    return step;
  }

  #stateOf(targets: readonly number[], isAtStart: boolean): State {
    const waiting = [...this.#closure(targets, { isAtStart, isAtEnd: false })].toSorted((a, b) => a - b);
    const key = waiting.join(' ');
    const known = isAtStart ? undefined : this.#states.get(key);
    if (known !== undefined) return known;
    const state: State = {
      id: (this.#count += 1),
      waiting,
      isAccepting: this.#accepts(waiting),
      isStuck: !isAtStart && waiting.every((at) => at === this.#skip),
      isAcceptingAtEnd: this.#accepts(this.#closure(waiting, { isAtStart, isAtEnd: true })),
      next: [],
    };
    if (!isAtStart) this.#states.set(key, state);
    return state;
  }

  #accepts(instructions: Iterable<number>): boolean {
    for (const at of instructions) if (this.#instructions[at]?.kind === 'accept') return true;
    return false;
  }

  /** Everything that is reached without reading. */
  #closure(from: Iterable<number>, { isAtStart, isAtEnd }: { readonly isAtStart: boolean; readonly isAtEnd: boolean }): Set<number> {
    const seen = new Set<number>();
    const reached = new Set<number>();
    const open = [...from];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      this.#work += 1;
      if (seen.has(at)) continue;
      seen.add(at);
      const instruction = this.#instructions[at];
      if (instruction?.kind === 'fork') open.push(...instruction.targets);
      else if (instruction?.kind === 'start' && isAtStart) open.push(instruction.next);
      else if (instruction?.kind === 'end' && isAtEnd) open.push(instruction.next);
      else if (instruction?.kind !== 'start') reached.add(at);
    }
    return reached;
  }
}

/** About the words of memory that a step takes with the state that it may have made. */
export function weightOf({ to }: Step): number {
  return 8 + 2 * to.waiting.length;
}
