/** What waits for one worker, in lanes that take turns: nothing of a lane comes twice in a row while something of another waits. */
export class FairLine<Entry> {
  // In the order of their turns. None is empty.
  readonly #lanes = new Map<unknown, Entry[]>();
  #latest: unknown;

  add(lane: unknown, entry: Entry): void {
    const entries = this.#lanes.get(lane);
    if (entries === undefined) this.#lanes.set(lane, [entry]);
    else entries.push(entry);
  }

  /** The oldest of the lane whose turn it is; undefined where nothing waits. */
  take(): Entry | undefined {
    for (const [lane, entries] of this.#lanes) {
      if (lane === this.#latest && this.#lanes.size > 1) continue;
      const entry = entries.shift();
      this.#latest = lane;
      this.#lanes.delete(lane);
      if (entries.length > 0) this.#lanes.set(lane, entries); // Behind all others.
      return entry;
    }
    return undefined;
  }

  /** Take the newest of the longest lane out, if one more of `lane` would not make that as long. */
  displaceFor(lane: unknown): Entry | undefined {
    const own = this.#lanes.get(lane)?.length ?? 0;
    const longest = [...this.#lanes.values()].reduce<Entry[]>((most, entries) => (entries.length > most.length ? entries : most), []);
    return longest.length > own + 1 ? longest.pop() : undefined;
  }
}
