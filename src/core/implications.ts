/** What follows from what: `a → b` where an answer about `a` settles the same about `b`. */
export class Implications<T> {
  readonly #next = new Map<T, T[]>();

  add(from: T, to: T): void {
    const next = this.#next.get(from);
    if (next === undefined) this.#next.set(from, [to]);
    else next.push(to);
  }

  /** Whether anything follows from `item`. */
  leadsOn(item: T): boolean {
    return this.#next.has(item);
  }

  /**
   * The items in an order in which none settles an earlier one, unless they settle each other; of those the first in
   * `items` comes first. So whoever asks in this order, and skips what is settled, asks least while the answers are yes.
   * It is the reverse of the order in which a depth-first search leaves the items. Linear.
   */
  order(items: readonly T[]): T[] {
    const wanted = new Set(items);
    const left: T[] = [];
    const seen = new Set<T>();
    for (const root of items) {
      const stack = [{ item: root, isLeaving: false }];
      for (let step = stack.pop(); step !== undefined; step = stack.pop()) {
        const { item, isLeaving } = step;
        if (isLeaving) left.push(item);
        if (isLeaving || seen.has(item)) continue;
        seen.add(item);
        stack.push({ item, isLeaving: true });
        for (const next of this.#next.get(item) ?? []) stack.push({ item: next, isLeaving: false });
      }
    }
    return left.filter((item) => wanted.has(item)).toReversed();
  }

  /** Add `item` and all that it settles to `settled`, which is closed already. */
  settle(item: T, settled: Set<T>): void {
    const open = [item];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (settled.has(next)) continue;
      settled.add(next);
      open.push(...(this.#next.get(next) ?? []));
    }
  }
}
