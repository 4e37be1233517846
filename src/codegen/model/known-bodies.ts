import type { Conjunction } from './shape.ts';
import type { Widened } from './shape-reader.ts';
import type { Declaration, Type } from './type.ts';

/** A declaration as some contract has it, and what it took from that contract: the names of others. */
export interface KnownBody {
  readonly declaration: Declaration;
  readonly widened: Widened;
  /** In the order in which they were asked for. */
  readonly names: readonly { readonly name: string; readonly schemas: Conjunction }[];
}

/** Declarations of contracts that were read as one graph: each is made once, and later contracts take it over. */
export class KnownBodies {
  readonly #bodies = new Map<string, KnownBody>();
  readonly #scalars = new Map<string, Type>();
  #isBound = false;

  /** Whether a declaration depended on more of its contract than names: which places had one. */
  get isBound(): boolean {
    return this.#isBound;
  }

  get(key: string): KnownBody | undefined {
    return this.#bodies.get(key);
  }

  set(key: string, body: KnownBody): void {
    this.#bodies.set(key, body);
  }

  /** The type of schemas that say `text` and take scalars only. */
  scalar(text: string, read: () => Type): Type {
    const known = this.#scalars.get(text) ?? read();
    this.#scalars.set(text, known);
    return known;
  }

  bind(): void {
    this.#isBound = true;
  }
}
