/** Numbers that depend on a seed alone. */
export interface Random {
  /** From 0 up to, not including, 1. */
  readonly next: () => number;
  /** A whole number from `min` to `max`, both included. */
  readonly whole: (min: number, max: number) => number;
  readonly chance: (probability: number) => boolean;
  /** One of them; undefined of none. */
  readonly pick: <Item>(items: readonly Item[]) => Item | undefined;
}

/** The same numbers for the same seed, everywhere. Source: mulberry32, by Tommy Ettinger, in the public domain; the seed goes through a hash so that neighbours differ. */
export function createRandom(seed: number): Random {
  let state = Math.imul(seed ^ 0x9e37_79b9, 0x85eb_ca6b) >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b_79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const whole = (min: number, max: number): number => min + Math.floor(next() * (max - min + 1));
  return { next, whole, chance: (probability) => next() < probability, pick: (items) => items[whole(0, items.length - 1)] };
}
