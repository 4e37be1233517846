/** Every subset, in the order of the list, the empty one first. */
export function subsetsOf<T>(list: readonly T[]): T[][] {
  return list.reduce<T[][]>((subsets, item) => [...subsets, ...subsets.map((subset) => [...subset, item])], [[]]);
}
