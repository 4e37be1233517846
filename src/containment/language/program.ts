import { ANY, type CharSet } from './char-set.ts';
import type { LookingRegex, Regex } from './syntax.ts';

/** One instruction of a non-deterministic automaton; targets are indices. */
export type Instruction =
  | { readonly kind: 'chars'; readonly set: CharSet; readonly next: number }
  | { readonly kind: 'fork'; readonly targets: readonly number[] }
  | { readonly kind: 'start' | 'end'; readonly next: number }
  | { readonly kind: 'accept' };

export interface Program {
  readonly instructions: readonly Instruction[];
  readonly entry: number;
  /** The instruction that skips a character before a match; an automaton that waits for nothing else cannot match any more. */
  readonly skip: number;
}

/**
 * The automaton that finds a match anywhere in a text: Σ* r. Undefined beyond `maxInstructions`, since counted
 * repetitions are written out.
 */
export function programOf(regex: Regex, maxInstructions: number): Program | undefined {
  if (programSize(regex) > maxInstructions) return undefined;
  const writer = new ProgramWriter();
  const body = writer.write(regex, writer.emit({ kind: 'accept' }));
  let skip = 0;
  const entry = writer.loop((next) => (skip = writer.emit({ kind: 'chars', set: ANY, next })), body);
  return { instructions: writer.instructions, entry, skip };
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

  emit(instruction: Instruction): number {
    return this.instructions.push(instruction) - 1;
  }

  write(regex: Regex, next: number): number {
    switch (regex.kind) {
      case 'chars':
        return this.emit({ kind: 'chars', set: regex.set, next });
      case 'start':
      case 'end':
        return this.emit({ kind: regex.kind, next });
      case 'sequence':
        return regex.parts.reduceRight((after, part) => this.write(part, after), next);
      case 'choice':
        return this.emit({ kind: 'fork', targets: regex.parts.map((part) => this.write(part, next)) });
      case 'repeat':
        return this.#repeat(regex, next);
    }
  }

  /** `body` any number of times, then `next`. */
  loop(body: (next: number) => number, next: number): number {
    const head = this.emit({ kind: 'accept' });
    this.instructions[head] = { kind: 'fork', targets: [body(head), next] };
    return head;
  }

  #repeat({ part, min, max }: Extract<Regex, { kind: 'repeat' }>, next: number): number {
    let entry = Number.isFinite(max) ? next : this.loop((head) => this.write(part, head), next);
    // x{0,2} is (x(x)?)?: every optional copy may leave for `next`.
    for (let count = min; Number.isFinite(max) && count < max; count += 1)
      entry = this.emit({ kind: 'fork', targets: [this.write(part, entry), next] });
    for (let count = 0; count < min; count += 1) entry = this.write(part, entry);
    return entry;
  }
}
