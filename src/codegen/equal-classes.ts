/** How items are compared that refer to each other. */
export interface Comparing<Item, Id> {
  readonly idOf: (item: Item) => Id;
  /** What an item says itself. */
  readonly textOf: (item: Item) => string;
  /** What it refers to, in the order of its text; undefined for what is none of the items. */
  readonly usesOf: (item: Item) => readonly (Id | undefined)[];
}

/**
 * Number the items that are one alike: those whose texts are equal and that refer to what is one. Starts from equal texts and
 * splits until nothing changes, so that items that refer to themselves are compared rightly. Numbers go up from 0.
 */
export function equalClasses<Item, Id>(items: readonly Item[], { idOf, textOf, usesOf }: Comparing<Item, Id>): ReadonlyMap<Id, number> {
  const parts = items.map((item) => ({ item, ids: [idOf(item), ...usesOf(item)] }));
  let found = numberBy(items, idOf, textOf);
  for (let count = 0; count !== found.count;) {
    count = found.count;
    const before: ReadonlyMap<Id | undefined, number> = found.numbers;
    found = numberBy(
      parts,
      ({ item }) => idOf(item),
      ({ ids }) => ids.map((id) => before.get(id)).join(' '),
    );
  }
  return found.numbers;
}

interface Numbered<Id> {
  readonly numbers: ReadonlyMap<Id, number>;
  /** Of different numbers. */
  readonly count: number;
}

function numberBy<Item, Id>(items: readonly Item[], idOf: (item: Item) => Id, keyOf: (item: Item) => string): Numbered<Id> {
  const byKey = new Map<string, number>();
  const numbers = new Map<Id, number>();
  for (const item of items) {
    const key = keyOf(item);
    const number = byKey.get(key) ?? byKey.size;
    byKey.set(key, number);
    numbers.set(idOf(item), number);
  }
  return { numbers, count: byKey.size };
}
