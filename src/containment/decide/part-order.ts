import type { Term, TermOf } from '../form/term.ts';

/** What nests deeper is taken for something without an end. */
const MAX_LEVELS = 60;

/** Which parts of a conjunction to ask about first: all must hold, and the answers cost differently. */
export class PartOrder {
  readonly #orders = new Map<number, readonly Term[]>();
  readonly #finite = new Map<number, boolean>();

  /**
   * Those first that lead to no definition: whether they hold is soon known, and where one does not, nothing need be asked about
   * values within values, the answers to which would be lost with the assumption that they rest on.
   */
  of({ id, of: parts }: TermOf<'and'>): readonly Term[] {
    const known = this.#orders.get(id);
    if (known !== undefined) return known;
    const isFinite = parts.map((part) => this.#isFinite(part, 0));
    const order = [true, false].flatMap((wanted) => parts.filter((_, index) => isFinite[index] === wanted));
    this.#orders.set(id, order);
    return order;
  }

  #isFinite(term: Term, level: number): boolean {
    const known = this.#finite.get(term.id);
    if (known !== undefined) return known;
    const isFinite = term.kind !== 'ref' && level < MAX_LEVELS && innerTerms(term).every((inner) => this.#isFinite(inner, level + 1));
    this.#finite.set(term.id, isFinite);
    return isFinite;
  }
}

function innerTerms(term: Term): readonly Term[] {
  switch (term.kind) {
    case 'and':
    case 'or':
    case 'one':
      return term.of;
    default:
      return 'of' in term ? [term.of] : [];
  }
}
