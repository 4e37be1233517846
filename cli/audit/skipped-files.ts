import type { Skipped } from './history.ts';

/** A file that was skipped in one release after the other, with the newest fault that it had there. */
export interface SkippedRange extends Skipped {
  /** The release from which on it had that fault: line and column are those of the file there. */
  readonly faultSince: string;
  /** The last release in which it was so; absent while it still is. */
  readonly until?: string;
}

/** Remembers from which release to which a file was skipped. */
export class SkippedFiles {
  #release = '';
  #releaseBefore = '';
  readonly #ranges: SkippedRange[] = [];
  /** Where the range of a file that is still skipped stands. */
  readonly #open = new Map<string, number>();

  beginRelease(name: string): void {
    [this.#releaseBefore, this.#release] = [this.#release, name];
  }

  add(skipped: Skipped): void {
    const index = this.#open.get(skipped.file) ?? this.#ranges.length;
    const release = this.#ranges[index]?.release ?? skipped.release;
    this.#open.set(skipped.file, index);
    this.#ranges[index] = { ...skipped, release, faultSince: skipped.release };
  }

  /** The file is a contract from the release at hand on, or is gone. */
  mend(file: string): void {
    const index = this.#open.get(file);
    const range = index === undefined ? undefined : this.#ranges[index];
    if (index === undefined || range === undefined) return;
    this.#open.delete(file);
    this.#ranges[index] = { ...range, until: this.#releaseBefore };
  }

  /** In the order in which they began. */
  ranges(): readonly SkippedRange[] {
    return this.#ranges;
  }
}
