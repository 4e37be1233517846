import { deflateRawSync, inflateRawSync } from 'node:zlib';

// Long enough that what is alike in records is found, and that packing one is not mostly beginning.
const BLOCK_CHARACTERS = 256 * 1_024;

/**
 * Values that are read once, in order, some time after they were written: JSON, compressed, outside of the heap. Records of versions
 * are much alike and take a twentieth of what they do as text, some 30 bytes each; packing takes some 5 µs, unpacking less.
 */
export class PackedList<T> implements Iterable<T> {
  readonly #blocks: Buffer[] = [];
  #open: string[] = [];
  #characters = 0;

  /** Gives the text that is kept of it. */
  push(value: T): string {
    const text = JSON.stringify(value);
    this.#open.push(text);
    this.#characters += text.length;
    if (this.#characters >= BLOCK_CHARACTERS) this.#seal();
    return text;
  }

  /** Each time new objects. */
  *[Symbol.iterator](): Generator<T> {
    for (const block of this.#blocks) yield* JSON.parse(inflateRawSync(block).toString()) as T[];
    for (const text of this.#open) yield JSON.parse(text) as T;
  }

  #seal(): void {
    this.#blocks.push(deflateRawSync(`[${this.#open.join(',')}]`, { level: 1 }));
    this.#open = [];
    this.#characters = 0;
  }
}
