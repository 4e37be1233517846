import type { Effort } from '../../core/effort.ts';
import { ESCAPES, type CharSet } from './char-set.ts';
import type { Matcher } from './matcher.ts';
import type { LookingRegex } from './syntax.ts';

/**
 * Make the test whether a text has a match, for patterns with lookaround and `\b`.
 *
 * Works on sets of positions: a part leads from the places where it may begin to those where it may end, or backwards. What
 * lies ahead of every place at once is found backwards from all places, so lookaround costs no more than the rest: linear in
 * the text times the pattern, where backtracking takes exponential time.
 */
export function createLookingMatcher(regex: LookingRegex): Matcher {
  return (text, effort) => new Walk(text, effort).ends(regex, 'forwards').size > 0;
}

// A place in a set, made or looked at; a part of the pattern that is walked.
const PLACE_UNITS = 4;
const PART_UNITS = 4;

type Places = ReadonlySet<number>;
type Direction = 'forwards' | 'backwards';

class Walk {
  /** Code points. */
  readonly #codes: readonly number[];
  readonly #all: Places;
  readonly #looks = new Map<LookingRegex, Places>();
  readonly #effort: Effort | undefined;

  constructor(text: string, effort: Effort | undefined) {
    effort?.spend(1 + 2 * text.length * PLACE_UNITS);
    this.#effort = effort;
    this.#codes = Array.from(text, (character) => character.codePointAt(0) as number);
    this.#all = new Set(Array.from({ length: this.#codes.length + 1 }, (_, at) => at));
  }

  /** Where a match ends (or begins) that begins (or ends) anywhere. */
  ends(regex: LookingRegex, direction: Direction): Places {
    return this.#walk(regex, this.#all, direction);
  }

  #walk(regex: LookingRegex, from: Places, direction: Direction): Places {
    this.#effort?.spend(PART_UNITS + from.size * PLACE_UNITS);
    switch (regex.kind) {
      case 'chars':
        return this.#read(regex.set, from, direction);
      case 'sequence': {
        const parts = direction === 'forwards' ? regex.parts : regex.parts.toReversed();
        return parts.reduce((places, part) => (places.size === 0 ? places : this.#walk(part, places, direction)), from);
      }
      case 'choice':
        return new Set(regex.parts.flatMap((part) => [...this.#walk(part, from, direction)]));
      case 'repeat':
        return this.#repeat(regex, from, direction);
      case 'start':
        return from.has(0) ? new Set([0]) : NOWHERE;
      case 'end':
        return from.has(this.#codes.length) ? new Set([this.#codes.length]) : NOWHERE;
      case 'boundary':
        return filtered(from, (at) => (this.#isWord(at - 1) !== this.#isWord(at)) !== regex.isNegated);
      case 'look': {
        const fitting = this.#looks.get(regex) ?? this.ends(regex.of, regex.isAhead ? 'backwards' : 'forwards');
        this.#looks.set(regex, fitting);
        return filtered(from, (at) => fitting.has(at) !== regex.isNegated);
      }
    }
  }

  #read(set: CharSet, from: Places, direction: Direction): Places {
    const step = direction === 'forwards' ? 1 : -1;
    const reached = new Set<number>();
    for (const at of from) {
      const code = this.#codes[direction === 'forwards' ? at : at - 1];
      if (code !== undefined && set.some(({ min, max }) => min <= code && code <= max)) reached.add(at + step);
    }
    return reached;
  }

  /** A place reached with fewer repetitions is left for good, so only new ones go on. */
  #repeat({ part, min, max }: Extract<LookingRegex, { readonly kind: 'repeat' }>, from: Places, direction: Direction): Places {
    let fresh = from;
    for (let count = 0; count < min && fresh.size > 0; count += 1) {
      this.#effort?.spend(PLACE_UNITS * fresh.size);
      const next = this.#walk(part, fresh, direction);
      // Each further repetition would lead to the same places.
      if (isSame(next, fresh)) break;
      fresh = next;
    }
    const reached = new Set(fresh);
    for (let count = min; count < max && fresh.size > 0; count += 1) {
      fresh = filtered(this.#walk(part, fresh, direction), (at) => !reached.has(at));
      for (const at of fresh) reached.add(at);
    }
    return reached;
  }

  #isWord(at: number): boolean {
    const code = this.#codes[at];
    return code !== undefined && ESCAPES.word.some(({ min, max }) => min <= code && code <= max);
  }
}

const NOWHERE: Places = new Set();

function filtered(places: Places, test: (at: number) => boolean): Places {
  return new Set([...places].filter(test));
}

function isSame(a: Places, b: Places): boolean {
  return a.size === b.size && [...a].every((at) => b.has(at));
}
