/** Work on a few items at a time; the results come in the order of the items. The first failure ends it. */
export async function* mapInOrder<Item, Result>(
  items: AsyncIterable<Item> | Iterable<Item>,
  options: { readonly width: number; readonly work: (item: Item) => Promise<Result> },
): AsyncGenerator<Result> {
  const begun: Promise<Result>[] = [];
  for await (const item of items) {
    const result = options.work(item);
    result.catch(() => {}); // It is thrown when its turn comes; until then nobody else waits for it.
    begun.push(result);
    const first = begun.length < options.width ? undefined : begun.shift();
    if (first !== undefined) yield await first;
  }
  for (const result of begun) yield await result;
}
