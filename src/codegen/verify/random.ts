/** Draws that are the same for the same seed. */
export interface Random {
  /** From 0 up to, but not, 1. */
  readonly fraction: () => number;
  readonly chance: (probability: number) => boolean;
  /** Both ends can be drawn. */
  readonly integer: (min: number, max: number) => number;
  /** Undefined of an empty list. */
  readonly oneOf: <Item>(items: readonly Item[]) => Item | undefined;
}

/** Mulberry32: fast, and good enough to meet every branch of a schema. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const fraction = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const integer = (min: number, max: number): number => min + Math.floor(fraction() * (max - min + 1));
  return { fraction, integer, chance: (probability) => fraction() < probability, oneOf: (items) => items[integer(0, items.length - 1)] };
}
