import type { Program } from './program.ts';

/** What the automaton can still be in the middle of, and what follows for the text read so far. */
interface State {
  /** Instructions that read a character or wait for the end, sorted. */
  readonly waiting: readonly number[];
  /** A match was found: whatever follows, the answer is yes. */
  readonly isAccepting: boolean;
  /** No match can begin any more, and none is under way: whatever follows, the answer is no. */
  readonly isStuck: boolean;
  /** A match is found if the text ends here. */
  readonly isAcceptingAtEnd: boolean;
  readonly next: (State | undefined)[];
}

const MAX_STATES = 2_000;

/**
 * Make the test whether a text has a match: the program as a deterministic automaton that is built while texts are read.
 *
 * Linear in the text: a step is a table look-up, or, where a state is new, one pass over the program. At most 2,000
 * states are kept; beyond that they are forgotten and built again.
 */
export function createMatcher(program: Program): (text: string) => boolean {
  const automaton = new LazyAutomaton(program);
  return (text) => automaton.test(text);
}

class LazyAutomaton {
  readonly #program: Program;
  /** Where a class of characters that no instruction tells apart begins, ascending from 0. */
  readonly #classStarts: Int32Array;
  readonly #asciiClasses: Uint16Array;
  #states = new Map<string, State>();
  readonly #initial: State;

  constructor(program: Program) {
    this.#program = program;
    this.#classStarts = classStartsOf(program);
    this.#asciiClasses = Uint16Array.from({ length: 128 }, (_, code) => this.#findClass(code));
    this.#initial = this.#stateOf([program.entry], true);
  }

  test(text: string): boolean {
    let state = this.#initial;
    for (let at = 0; at < text.length && !state.isAccepting && !state.isStuck; at += 1) {
      const code = text.codePointAt(at) as number;
      if (code > 0xffff) at += 1;
      const charClass = code < 128 ? (this.#asciiClasses[code] as number) : this.#findClass(code);
      state = state.next[charClass] ?? this.#step(state, charClass);
    }
    return state.isAccepting || state.isAcceptingAtEnd;
  }

  #step(state: State, charClass: number): State {
    const code = this.#classStarts[charClass] as number;
    const targets: number[] = [];
    for (const at of state.waiting) {
      const instruction = this.#program.instructions[at];
      if (instruction?.kind === 'chars' && instruction.set.some(({ min, max }) => min <= code && code <= max)) targets.push(instruction.next);
    }
    const next = this.#stateOf(targets, false);
    state.next[charClass] = next;
    return next;
  }

  #stateOf(targets: readonly number[], isAtStart: boolean): State {
    const waiting = [...this.#closure(targets, { isAtStart, isAtEnd: false })].toSorted((a, b) => a - b);
    const key = waiting.join(' ');
    const known = isAtStart ? undefined : this.#states.get(key);
    if (known !== undefined) return known;
    const state: State = {
      waiting,
      isAccepting: this.#accepts(waiting),
      isStuck: !isAtStart && waiting.every((at) => at === this.#program.skip),
      isAcceptingAtEnd: this.#accepts(this.#closure(waiting, { isAtStart, isAtEnd: true })),
      next: [],
    };
    if (!isAtStart) this.#remember(key, state);
    return state;
  }

  // States still in use keep their own tables; forgetting the map also cuts what they lead to off from new ones.
  #remember(key: string, state: State): void {
    if (this.#states.size >= MAX_STATES) {
      this.#states = new Map();
      this.#initial.next.length = 0;
    }
    this.#states.set(key, state);
  }

  #accepts(instructions: Iterable<number>): boolean {
    for (const at of instructions) if (this.#program.instructions[at]?.kind === 'accept') return true;
    return false;
  }

  /** Everything that is reached without reading. */
  #closure(from: Iterable<number>, { isAtStart, isAtEnd }: { readonly isAtStart: boolean; readonly isAtEnd: boolean }): Set<number> {
    const seen = new Set<number>();
    const reached = new Set<number>();
    const open = [...from];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (seen.has(at)) continue;
      seen.add(at);
      const instruction = this.#program.instructions[at];
      if (instruction?.kind === 'fork') open.push(...instruction.targets);
      else if (instruction?.kind === 'start' && isAtStart) open.push(instruction.next);
      else if (instruction?.kind === 'end' && isAtEnd) open.push(instruction.next);
      else if (instruction?.kind !== 'start') reached.add(at);
    }
    return reached;
  }

  #findClass(code: number): number {
    let low = 0;
    let high = this.#classStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#classStarts[middle] as number) <= code) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

function classStartsOf({ instructions }: Program): Int32Array {
  const starts = new Set([0]);
  for (const instruction of instructions) {
    for (const { min, max } of instruction.kind === 'chars' ? instruction.set : []) starts.add(min).add(max + 1);
  }
  return Int32Array.from(starts).toSorted();
}
