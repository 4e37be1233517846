import type { Membership } from '../form/holds.ts';
import type { KeySet, Term } from '../form/term.ts';
import type { Terms } from '../form/terms.ts';
import type { DeclaredShape } from '../profile/declared.ts';

/** Turns the shape Declared(V) into a term. `side` keeps the recursive shapes of two schemas apart. */
export function lowerDeclared(
  shape: DeclaredShape,
  context: { readonly terms: Terms; readonly membership: Membership; readonly side: string },
): Term {
  return new DeclaredLowering(context).of(shape);
}

class DeclaredLowering {
  readonly #terms: Terms;
  readonly #membership: Membership;
  readonly #side: string;
  readonly #done = new Map<number, Term>();
  readonly #open = new Set<number>();

  constructor({ terms, membership, side }: { readonly terms: Terms; readonly membership: Membership; readonly side: string }) {
    this.#terms = terms;
    this.#membership = membership;
    this.#side = side;
  }

  of(shape: DeclaredShape | undefined): Term {
    if (shape === undefined) return this.#terms.any;
    const known = this.#done.get(shape.id);
    if (known !== undefined) return known;
    const target = `declared ${this.#side} ${shape.id}`;
    if (this.#open.has(shape.id)) return this.#terms.ref(target);
    this.#open.add(shape.id);
    const term = this.#terms.and([...this.#members(shape), ...this.#items(shape)]);
    this.#open.delete(shape.id);
    this.#done.set(shape.id, term);
    this.#terms.define(target, term);
    return term;
  }

  #members(shape: DeclaredShape): Term[] {
    const member = (keys: KeySet, of: Term): Term => this.#terms.atom({ kind: 'members', keys, of });
    const named = shape.names.map((name) => member({ kind: 'name', name }, this.of(shape.member(name))));
    const rest: KeySet = { kind: 'rest', names: shape.names, patterns: shape.patterns };
    const others = member(rest, shape.isOpen ? this.of(shape.others([])) : this.#terms.none);
    return [...named, others, ...this.#matching(shape)];
  }

  /** Members whose names only match patterns. Where patterns and names overlap, no set of names says it: an opaque term. */
  #matching(shape: DeclaredShape): Term[] {
    const [source] = shape.patterns;
    if (source === undefined) return [];
    const overlaps = shape.patterns.length > 1 || shape.names.some((name) => this.#membership.matches(source, name));
    if (overlaps) return [this.#terms.opaque(`declared ${this.#side} ${shape.id} patterns`)];
    return [this.#terms.atom({ kind: 'members', keys: { kind: 'pattern', source }, of: this.of(shape.others([source])) })];
  }

  #items(shape: DeclaredShape): Term[] {
    const positions = Array.from({ length: shape.prefixLength }, (_, index) =>
      this.#terms.atom({ kind: 'at', index, of: this.of(shape.item(index)) }),
    );
    return [...positions, this.#terms.atom({ kind: 'from', index: shape.prefixLength, of: this.of(shape.item(shape.prefixLength)) })];
  }
}
