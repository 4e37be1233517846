/**
 * Give each place one of its candidates, no two places the same; undefined if that is impossible. Candidates are told
 * apart by their text.
 *
 * Source: Kuhn's augmenting paths for bipartite matching; places times candidates at worst.
 */
export function matchDistinct<T>(places: readonly (readonly T[])[], textOf: (candidate: T) => string): readonly T[] | undefined {
  const takenBy = new Map<string, number>();
  const chosen: T[] = [];
  const assign = (place: number, seen: Set<string>): boolean => {
    for (const candidate of places[place] ?? []) {
      const text = textOf(candidate);
      if (seen.has(text)) continue;
      seen.add(text);
      const holder = takenBy.get(text);
      if (holder !== undefined && !assign(holder, seen)) continue;
      takenBy.set(text, place);
      chosen[place] = candidate;
      return true;
    }
    return false;
  };
  // A long chain of augmentations needs many places that fight for few candidates; those few are tried first.
  const order = places.map((_, place) => place).toSorted((a, b) => (places[a]?.length ?? 0) - (places[b]?.length ?? 0));
  return order.every((place) => assign(place, new Set())) ? chosen : undefined;
}
