import { ANY, ESCAPES, type CharSet } from './char-set.ts';
import type { LookingRegex, Regex } from './syntax.ts';

/** One instruction of a non-deterministic automaton; targets are indices. */
export type Instruction =
  | { readonly kind: 'chars'; readonly set: CharSet; readonly next: number }
  | { readonly kind: 'fork'; readonly targets: readonly number[] }
  | { readonly kind: 'start' | 'end'; readonly next: number }
  /** Goes on if the lookaround of that number holds, or if it does not. */
  | { readonly kind: 'look'; readonly look: number; readonly isNegated: boolean; readonly next: number }
  | { readonly kind: 'accept' };

export interface Program {
  readonly instructions: readonly Instruction[];
  readonly entry: number;
  /** The instruction that skips a character before a match; an automaton that waits for nothing else cannot match any more. */
  readonly skip: number;
}

/** One with lookaround, in which all that asks about what follows is one: the end of the text as well. */
export interface LookingProgram {
  readonly instructions: readonly Instruction[];
  readonly entry: number;
  /** By number; those inside of another come before it. A lookahead begins where it is asked about, a lookbehind anywhere before. */
  readonly looks: readonly { readonly isAhead: boolean; readonly entry: number }[];
}

/**
 * The automaton that finds a match anywhere in a text: Σ* r. Undefined beyond `maxInstructions`, since counted
 * repetitions are written out.
 */
export function programOf(regex: Regex, maxInstructions: number): Program | undefined {
  if (programSize(regex) > maxInstructions) return undefined;
  const writer = new ProgramWriter();
  const body = writer.write(regex, writer.emit({ kind: 'accept' }));
  const entry = writer.anywhere(body);
  return { instructions: writer.instructions, entry, skip: writer.skip };
}

/** The same for a regex with lookaround. One whose matches all begin at the start of the text does not look for others. */
export function lookingProgramOf(regex: LookingRegex, maxInstructions: number): LookingProgram | undefined {
  if (programSize(regex) > maxInstructions) return undefined;
  const writer = new ProgramWriter(END);
  const body = writer.write(regex, writer.emit({ kind: 'accept' }));
  const { instructions, looks } = writer;
  return { instructions, looks, entry: beginsLater(instructions, body) ? writer.anywhere(body) : body };
}

/** Whether something may be read, or a match be found, without being at the start of the text. */
function beginsLater(instructions: readonly Instruction[], entry: number): boolean {
  const open = [entry];
  const seen = new Set<number>();
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (seen.has(at)) continue;
    seen.add(at);
    const instruction = instructions[at] as Instruction;
    if (instruction.kind === 'chars' || instruction.kind === 'accept') return true;
    if (instruction.kind === 'fork') open.push(...instruction.targets);
    else if (instruction.kind !== 'start') open.push(instruction.next);
  }
  return false;
}

type Look = Extract<LookingRegex, { readonly kind: 'look' }>;

const LATER: LookingRegex = { kind: 'chars', set: ANY };
// Two objects, since a lookaround is written once for each.
const [WORD_BEHIND, WORD_AHEAD]: readonly [LookingRegex, LookingRegex] = [
  { kind: 'chars', set: ESCAPES.word },
  { kind: 'chars', set: ESCAPES.word },
];
const END: Look = { kind: 'look', isAhead: true, isNegated: true, of: LATER };
const BOUNDARY = boundary((isWordBehind) => !isWordBehind);
const NO_BOUNDARY = boundary((isWordBehind) => isWordBehind);

function boundary(isWordAhead: (isWordBehind: boolean) => boolean): LookingRegex {
  const parts = [true, false].map((isWord): LookingRegex => {
    const behind: Look = { kind: 'look', isAhead: false, isNegated: !isWord, of: WORD_BEHIND };
    return { kind: 'sequence', parts: [behind, { kind: 'look', isAhead: true, isNegated: !isWordAhead(isWord), of: WORD_AHEAD }] };
  });
  return { kind: 'choice', parts };
}

/** How many instructions the regex takes, without writing them. */
export function programSize(regex: LookingRegex): number {
  switch (regex.kind) {
    case 'chars':
    case 'start':
    case 'end':
    case 'boundary':
      return 1;
    case 'sequence':
    case 'choice':
      return regex.parts.reduce((sum, part) => sum + programSize(part), 1);
    case 'look':
      return programSize(regex.of) + 1;
    case 'repeat':
      return (programSize(regex.part) + 1) * (Number.isFinite(regex.max) ? regex.max : regex.min + 1);
  }
}

/** Writes from back to front: each part is told where to go on. */
class ProgramWriter {
  readonly instructions: Instruction[] = [];
  readonly looks: { readonly isAhead: boolean; readonly entry: number }[] = [];
  /** The last that was written for `anywhere`. */
  skip = 0;
  readonly #lookOf = new Map<LookingRegex, number>();
  /** What is written for `$`; undefined where it is an instruction. */
  readonly #end: Look | undefined;

  constructor(end?: Look) {
    this.#end = end;
  }

  emit(instruction: Instruction): number {
    return this.instructions.push(instruction) - 1;
  }

  write(regex: LookingRegex, next: number): number {
    switch (regex.kind) {
      case 'chars':
        return this.emit({ kind: 'chars', set: regex.set, next });
      case 'start':
        return this.emit({ kind: 'start', next });
      case 'end':
        return this.#end === undefined ? this.emit({ kind: 'end', next }) : this.write(this.#end, next);
      case 'sequence':
        return regex.parts.reduceRight((after, part) => this.write(part, after), next);
      case 'choice':
        return this.emit({ kind: 'fork', targets: regex.parts.map((part) => this.write(part, next)) });
      case 'repeat':
        return this.#repeat(regex, next);
      case 'boundary':
        return this.write(regex.isNegated ? NO_BOUNDARY : BOUNDARY, next);
      case 'look':
        return this.emit({ kind: 'look', look: this.#look(regex), isNegated: regex.isNegated, next });
    }
  }

  #look({ isAhead, of }: Look): number {
    const known = this.#lookOf.get(of);
    if (known !== undefined) return known;
    const body = this.write(of, this.emit({ kind: 'accept' }));
    const number = this.looks.push({ isAhead, entry: isAhead ? body : this.anywhere(body) }) - 1;
    this.#lookOf.set(of, number);
    return number;
  }

  /** `body`, after any characters. */
  anywhere(body: number): number {
    return this.loop((next) => (this.skip = this.emit({ kind: 'chars', set: ANY, next })), body);
  }

  /** `body` any number of times, then `next`. */
  loop(body: (next: number) => number, next: number): number {
    const head = this.emit({ kind: 'accept' });
    this.instructions[head] = { kind: 'fork', targets: [body(head), next] };
    return head;
  }

  #repeat({ part, min, max }: Extract<LookingRegex, { kind: 'repeat' }>, next: number): number {
    let entry = Number.isFinite(max) ? next : this.loop((head) => this.write(part, head), next);
    // x{0,2} is (x(x)?)?: every optional copy may leave for `next`.
    for (let count = min; Number.isFinite(max) && count < max; count += 1)
      entry = this.emit({ kind: 'fork', targets: [this.write(part, entry), next] });
    for (let count = 0; count < min; count += 1) entry = this.write(part, entry);
    return entry;
  }
}
