import { oneKey, otherKeys, type KeySet } from '../form/key-set.ts';
import type { Term } from '../form/term.ts';
import type { Terms } from '../form/terms.ts';
import type { DeclaredShape } from '../profile/declared.ts';
import { subsetsOf } from './subsets.ts';

/** Their subsets are told apart. */
const MAX_PATTERNS = 5;
/** Shapes within shapes; what is below is a reference to a definition, since shapes may nest deeper than the stack. */
const MAX_NESTING = 100;

/** Turns the shape Declared(V) into a term. `side` keeps the recursive shapes of two schemas apart. */
export function lowerDeclared(shape: DeclaredShape, context: { readonly terms: Terms; readonly side: string }): Term {
  return new DeclaredLowering(context).root(shape);
}

class DeclaredLowering {
  readonly #terms: Terms;
  readonly #side: string;
  readonly #done = new Map<number, Term>();
  readonly #open = new Set<number>();
  /** Shapes that are referred to and have no definition yet. */
  readonly #waiting: DeclaredShape[] = [];
  readonly #seen = new Set<number>();
  readonly #metered = new Set<DeclaredShape>();

  constructor({ terms, side }: { readonly terms: Terms; readonly side: string }) {
    this.#terms = terms;
    this.#side = side;
  }

  root(shape: DeclaredShape): Term {
    const term = this.#of(shape);
    for (let next = this.#waiting.pop(); next !== undefined; next = this.#waiting.pop()) this.#of(next);
    return term;
  }

  #of(shape: DeclaredShape | undefined): Term {
    if (shape === undefined) return this.#terms.any;
    this.#meter(shape);
    const known = this.#done.get(shape.id);
    if (known !== undefined) return known;
    const target = `declared ${this.#side} ${shape.id}`;
    const isNew = !this.#seen.has(shape.id);
    this.#seen.add(shape.id);
    if (this.#open.has(shape.id)) return this.#terms.ref(target);
    if (this.#open.size >= MAX_NESTING) {
      if (isNew) this.#waiting.push(shape);
      return this.#terms.ref(target);
    }
    this.#open.add(shape.id);
    const term = this.#terms.and([...this.#members(shape), ...this.#items(shape)]);
    this.#open.delete(shape.id);
    this.#done.set(shape.id, term);
    this.#terms.define(target, term);
    return term;
  }

  /** A chain of references makes as many shapes as it is long, each of all that is left of it. */
  #meter(shape: DeclaredShape): void {
    if (this.#metered.has(shape)) return;
    this.#metered.add(shape);
    this.#terms.meter(shape.size);
  }

  #members(shape: DeclaredShape): Term[] {
    const member = (keys: KeySet, of: Term): Term => this.#terms.atom({ kind: 'members', keys, of });
    const named = shape.names.map((name) => member(oneKey(name), this.#of(shape.member(name))));
    const others = member(otherKeys(shape.names, shape.patterns), shape.isOpen ? this.#of(shape.others([])) : this.#terms.none);
    return [...named, others, ...this.#matching(shape)];
  }

  /** Members that are not named but match patterns: what holds for them depends on which ones. */
  #matching(shape: DeclaredShape): Term[] {
    const { id, names, patterns } = shape;
    if (patterns.length > MAX_PATTERNS) return [this.#terms.opaque(`declared ${this.#side} ${id} patterns`)];
    const [, ...subsets] = subsetsOf(patterns);
    return subsets.map((inside) => {
      const keys: KeySet = { kind: 'class', inside, outside: patterns.filter((source) => !inside.includes(source)), except: names };
      return this.#terms.atom({ kind: 'members', keys, of: this.#of(shape.others(inside)) });
    });
  }

  #items(shape: DeclaredShape): Term[] {
    const positions = Array.from({ length: shape.prefixLength }, (_, index) =>
      this.#terms.atom({ kind: 'at', index, of: this.#of(shape.item(index)) }),
    );
    return [...positions, this.#terms.atom({ kind: 'from', index: shape.prefixLength, of: this.#of(shape.item(shape.prefixLength)) })];
  }
}
