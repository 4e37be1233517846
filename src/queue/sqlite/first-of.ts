/**
 * @internal The first `limit` of lists that are each in the order of ids, themselves in that order. A list is read one row further than
 * it is needed, and is closed at the end. What is in two lists is taken from the first of them.
 */
export function firstOf<Row extends { readonly id: number }>(lists: readonly Iterable<Row>[], limit: number): Row[] {
  const iterators = lists.map((list) => list[Symbol.iterator]());
  const rows: Row[] = [];
  try {
    const heads = iterators.map(nextOf);
    while (rows.length < limit) {
      const least = Math.min(...heads.map((head) => head?.id ?? Infinity));
      const row = heads.find((head) => head?.id === least);
      if (row === undefined) break;
      rows.push(row);
      for (const [index, iterator] of iterators.entries()) if (heads[index]?.id === least) heads[index] = nextOf(iterator);
    }
  } finally {
    for (const iterator of iterators) iterator.return?.();
  }
  return rows;
}

function nextOf<Row>(iterator: Iterator<Row>): Row | undefined {
  const { value, done } = iterator.next();
  return done === true ? undefined : value;
}
