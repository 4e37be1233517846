/**
 * What the successful in-place subschemas of one instance location have evaluated: the annotations that
 * `unevaluatedProperties` and `unevaluatedItems` read. Kept only where such a keyword can see them.
 */
export class Marks {
  #allNames = false;
  #prefix = 0;
  readonly #names = new Set<string>();
  readonly #items = new Set<number>();

  addName(name: string): void {
    this.#names.add(name);
  }

  addAllNames(): void {
    this.#allNames = true;
  }

  addItem(index: number): void {
    this.#items.add(index);
  }

  /** The items before `length`. */
  addPrefix(length: number): void {
    this.#prefix = Math.max(this.#prefix, length);
  }

  merge(other: Marks): void {
    this.#allNames ||= other.#allNames;
    this.addPrefix(other.#prefix);
    for (const name of other.#names) this.#names.add(name);
    for (const index of other.#items) this.#items.add(index);
  }

  /** Names and items that are kept one by one. */
  get size(): number {
    return this.#names.size + this.#items.size;
  }

  hasName(name: string): boolean {
    return this.#allNames || this.#names.has(name);
  }

  hasItem(index: number): boolean {
    return index < this.#prefix || this.#items.has(index);
  }
}
