import { alphabetOf, type Alphabet } from './alphabet.ts';
import { charactersOf } from './characters.ts';
import type { Language, TextState } from './language.ts';

/** Texts that lie in all of `languages`, have between `min` and `max` code points, and are none of `excluded`. */
export interface TextGoal {
  readonly languages: readonly Language[];
  readonly min: number;
  readonly max: number;
  readonly excluded: ReadonlySet<string>;
}

export interface FoundTexts {
  /** Shortest first, readable ones first among those of one length. */
  readonly texts: readonly string[];
  /** Whether there are no others. */
  readonly isAll: boolean;
}

export interface TextLimits {
  /** How many texts are wanted. */
  readonly count: number;
  /** Told of each state and table entry; may throw. */
  readonly spend: (steps: number) => void;
  /** States of the product that are visited. Default 20,000. */
  readonly maxStates?: number;
}

const MAX_STATES = 20_000;
/** An instruction or a condition that is looked at where a state is large. */
const WORK_STEPS = 1 / 2;
const MAX_ENTRIES = 16_000_000;
/** Longer texts are not written out. */
const MAX_LENGTH = 100_000;

/**
 * Find texts by walking the product of the languages' automata, of which only what is reached is built.
 *
 * At most `maxStates` states of the product are visited, and 16,000,000 entries of the table of states by remaining length
 * are filled; beyond, and where only a text with an unpaired surrogate is left, `isAll` is false. Deterministic.
 */
export function findTexts(goal: TextGoal, limits: TextLimits): FoundTexts {
  if (goal.min > goal.max) return { texts: [], isAll: true };
  return new TextSearch(goal, limits).run();
}

/** A way on from a state: the characters that lead to `target`. */
interface Edge {
  readonly charClass: number;
  readonly target: number;
}

interface Node {
  readonly states: readonly TextState[];
  readonly accepts: boolean;
  readonly edges: Edge[];
}

class TextSearch {
  readonly #goal: TextGoal;
  readonly #limits: TextLimits;
  readonly #alphabet: Alphabet;
  /** Characters that may be written, by class. */
  readonly #characters: readonly (() => Iterable<string>)[];
  readonly #product: Product;
  #nodes: Node[] = [];
  /** By number of characters left: which nodes reach an end with exactly so many. */
  readonly #layers: Uint8Array[] = [];
  #isCut = false;

  constructor(goal: TextGoal, limits: TextLimits) {
    this.#goal = goal;
    this.#limits = limits;
    this.#product = new Product(goal.languages);
    this.#alphabet = alphabetOf(this.#product.components.flatMap(({ automaton }) => automaton.alphabet.classes));
    this.#characters = this.#alphabet.classes.map((set) => () => charactersOf(set));
  }

  run(): FoundTexts {
    this.#explore();
    this.#trim();
    this.#leaveOutUnwritable();
    const texts = this.#nodes.length === 0 ? [] : this.#collect();
    return { texts, isAll: !this.#isCut && texts.length < this.#limits.count };
  }

  /** Build every node that is reached within the greatest length and from which the answer is still open. */
  #explore(): void {
    const { components } = this.#product;
    const classes = this.#alphabet.classes.map((set) => components.map(({ automaton }) => automaton.alphabet.classOf(set[0]?.min as number)));
    const indexOf = new Map<string, number>();
    const add = (states: readonly TextState[]): number => {
      const key = states.map(({ id }) => id).join();
      const known = indexOf.get(key);
      if (known !== undefined) return known;
      const index = this.#nodes.push({ states, accepts: this.#product.acceptsAtEnd(states), edges: [] }) - 1;
      indexOf.set(key, index);
      return index;
    };
    let level = [add(components.map(({ automaton }) => automaton.initial))];
    for (let depth = 0; level.length > 0 && depth < this.#goal.max; depth += 1) {
      const before = this.#nodes.length;
      for (const at of level) {
        const { states, edges } = this.#nodes[at] as Node;
        for (const [charClass, steps] of classes.entries()) {
          const next = this.#product.step(states, steps);
          if (next === undefined) {
            this.#limits.spend(this.#product.takeWork() * WORK_STEPS);
            return void (this.#isCut = true);
          }
          if (this.#product.outlook(next) !== false) edges.push({ charClass, target: add(next) });
        }
        this.#limits.spend(1 + (classes.length * components.length) / 4 + this.#product.takeWork() * WORK_STEPS);
        if (this.#nodes.length > (this.#limits.maxStates ?? MAX_STATES)) return void (this.#isCut = true);
      }
      level = Array.from({ length: this.#nodes.length - before }, (_, index) => before + index);
    }
  }

  /** Keep the nodes from which an end is reached; none are left where the first is not one of them. */
  #trim(): void {
    const sources: number[][] = this.#nodes.map(() => []);
    for (const [at, { edges }] of this.#nodes.entries()) for (const { target } of edges) sources[target]?.push(at);
    const live = new Set(this.#nodes.flatMap(({ accepts: isEnd }, at) => (isEnd ? [at] : [])));
    for (const at of live) for (const source of sources[at] ?? []) live.add(source);
    const kept = live.has(0) ? [...live].toSorted((a, b) => a - b) : [];
    const indexOf = new Map(kept.map((at, index) => [at, index]));
    this.#nodes = kept.map((at) => {
      const { states, accepts: isEnd, edges } = this.#nodes[at] as Node;
      return {
        states,
        accepts: isEnd,
        edges: edges.flatMap(({ charClass, target }) => {
          const index = indexOf.get(target);
          return index === undefined ? [] : [{ charClass, target: index }];
        }),
      };
    });
  }

  /** No encoded text has an unpaired surrogate; texts that need one are not written, and not denied either. */
  #leaveOutUnwritable(): void {
    const writable = this.#alphabet.classes.map((_, charClass) => !isEmpty(this.#characters[charClass]?.() ?? []));
    const kept = this.#nodes.map((node) => ({ ...node, edges: node.edges.filter(({ charClass }) => writable[charClass] === true) }));
    if (kept.every(({ edges }, at) => edges.length === this.#nodes[at]?.edges.length)) return;
    this.#isCut = true;
    this.#nodes = kept;
    this.#trim();
  }

  /** Texts by length, from the least; a gap as long as there are nodes means that no longer one comes. */
  #collect(): string[] {
    const texts: string[] = [];
    const { min, max, excluded } = this.#goal;
    const { count } = this.#limits;
    let gap = 0;
    for (let length = min; length <= max && gap <= this.#nodes.length; length += 1) {
      if (length > MAX_LENGTH || !this.#fillTo(length)) {
        this.#isCut = true;
        break;
      }
      gap = this.#layers[length]?.[0] === 1 ? 0 : gap + 1;
      for (const text of gap === 0 ? this.#ofLength(length) : []) {
        this.#limits.spend(1);
        if (!excluded.has(text)) texts.push(text);
        if (texts.length >= count) return texts;
      }
    }
    return texts;
  }

  #fillTo(length: number): boolean {
    const nodes = this.#nodes;
    if (nodes.length * (length + 1) > MAX_ENTRIES) return false;
    while (this.#layers.length <= length) {
      const shorter = this.#layers.at(-1);
      this.#limits.spend(nodes.length / 16);
      this.#layers.push(
        Uint8Array.from(nodes, (node) => Number(shorter === undefined ? node.accepts : node.edges.some(({ target }) => shorter[target] === 1))),
      );
    }
    return true;
  }

  /** Depth first; the layers keep it from ways that do not end. */
  *#ofLength(length: number): IterableIterator<string> {
    const text: string[] = [];
    const open = [this.#waysFrom(0, length)];
    if (length === 0) return yield '';
    for (let ways = open.at(-1); ways !== undefined; ways = open.at(-1)) {
      text.length = open.length - 1;
      const { value: way, done } = ways.next();
      if (done === true) {
        open.pop();
        continue;
      }
      text.push(way.character);
      if (text.length === length) yield text.join('');
      else open.push(this.#waysFrom(way.target, length - text.length));
    }
  }

  *#waysFrom(at: number, left: number): IterableIterator<{ readonly character: string; readonly target: number }, undefined> {
    const live = (this.#nodes[at] as Node).edges.filter(({ target }) => this.#layers[left - 1]?.[target] === 1);
    const sources = live.map(({ charClass, target }) => ({ characters: this.#characters[charClass]?.() ?? [], target }));
    // Readable characters of any class come before the others of the first.
    const ranked = sources.map(({ characters, target }) => ({ rest: characters[Symbol.iterator](), target }));
    const heads = ranked.flatMap(({ rest, target }) => {
      const first = rest.next();
      return first.done === true ? [] : [{ character: first.value, target }];
    });
    yield* heads.toSorted((a, b) => rankOf(a.character) - rankOf(b.character));
    for (const { rest, target } of ranked)
      for (let next = rest.next(); next.done !== true; next = rest.next()) yield { character: next.value, target };
    return undefined;
  }
}

function isEmpty(characters: Iterable<string>): boolean {
  for (const _ of characters) return false;
  return true;
}

function rankOf(character: string): number {
  const code = character.codePointAt(0) as number;
  if (code >= 0x61 && code <= 0x7a) return 0;
  if (code >= 0x30 && code <= 0x39) return 1;
  return code > 0x20 && code < 0x7f ? 2 : code === 0x20 ? 3 : 4;
}

type Component = Extract<Language, { readonly kind: 'matches' }>;

/** The automata of a conjunction of languages, walked side by side. */
class Product {
  readonly components: readonly Component[];
  readonly #languages: readonly Language[];
  readonly #indexOf: ReadonlyMap<Language, number>;
  #work = 0;

  constructor(languages: readonly Language[]) {
    this.#languages = languages;
    this.components = [...new Set(languages.flatMap(componentsOf))];
    this.#indexOf = new Map(this.components.map((component, index) => [component, index]));
    this.takeWork();
  }

  /** Undefined where a state is too large. */
  step(states: readonly TextState[], classes: readonly number[]): readonly TextState[] | undefined {
    const next: TextState[] = [];
    for (const [index, { automaton }] of this.components.entries()) {
      const state = states[index] as TextState;
      const reached = state.isAccepting || state.isStuck ? state : automaton.step(state, classes[index] as number);
      if (reached === undefined) return undefined;
      next.push(reached);
    }
    return next;
  }

  /** What building the automata took since this was last asked. */
  takeWork(): number {
    const before = this.#work;
    this.#work = this.components.reduce((sum, { automaton }) => sum + automaton.work, 0);
    return this.#work - before;
  }

  acceptsAtEnd(states: readonly TextState[]): boolean {
    return this.#languages.every((language) => this.#holds(language, (index) => accepts(states[index] as TextState)) === true);
  }

  /** What is certain of every longer text. */
  outlook(states: readonly TextState[]): boolean | undefined {
    const truths = this.#languages.map((language) => this.#holds(language, (index) => certainty(states[index] as TextState)));
    return truths.includes(false) ? false : truths.includes(undefined) ? undefined : true;
  }

  #holds(language: Language, truthOf: (component: number) => boolean | undefined): boolean | undefined {
    if (language.kind === 'matches') return truthOf(this.#indexOf.get(language) as number);
    if (language.kind === 'not') return negated(this.#holds(language.of, truthOf));
    const truths = language.of.map((part) => this.#holds(part, truthOf));
    const decisive = language.kind === 'or';
    if (truths.includes(decisive)) return decisive;
    return truths.includes(undefined) ? undefined : !decisive;
  }
}

function componentsOf(language: Language): Component[] {
  if (language.kind === 'matches') return [language];
  return language.kind === 'not' ? componentsOf(language.of) : language.of.flatMap(componentsOf);
}

function accepts({ isAccepting, isAcceptingAtEnd }: TextState): boolean {
  return isAccepting || isAcceptingAtEnd;
}

function certainty({ isAccepting, isStuck }: TextState): boolean | undefined {
  if (isAccepting) return true;
  return isStuck ? false : undefined;
}

function negated(truth: boolean | undefined): boolean | undefined {
  return truth === undefined ? undefined : !truth;
}
