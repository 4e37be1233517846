/**
 * The order of names in all that is written: by UTF-16 code units, as `toSorted()` without a function, `<` and RFC 8785
 * have it. It knows no locale, so it is the same on every machine. Code points are the order of storage alone
 * (`storage/code-points.ts`), where names compare like the bytes of a database.
 */
export function compareNames(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The same for pairs, by what stands first. */
export function byFirst([a]: readonly [string, ...unknown[]], [b]: readonly [string, ...unknown[]]): number {
  return compareNames(a, b);
}
