/** Every item of a list that comes in pages. */
export async function readAllPages<T>(
  read: (cursor?: string) => Promise<{ readonly items: readonly T[]; readonly cursor?: string }>,
): Promise<readonly T[]> {
  const items: T[] = [];
  let cursor: string | undefined;
  do {
    const page = await read(cursor);
    items.push(...page.items);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return items;
}
