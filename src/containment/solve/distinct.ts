/**
 * Give each place one of its candidates, no two places the same; undefined if that is impossible. Places with the same
 * candidates share the array. `spend` is told of each candidate that is looked at.
 *
 * Source: Kuhn's augmenting paths for bipartite matching; places times candidates at worst, near linear where there are
 * enough candidates.
 */
export function matchDistinct<T>(
  places: readonly (readonly T[])[],
  { textOf, spend }: { readonly textOf: (candidate: T) => string; readonly spend: (steps: number) => void },
): readonly T[] | undefined {
  const texts = new Map([...new Set(places)].map((candidates) => [candidates, candidates.map(textOf)]));
  // The pigeonhole principle, which would cost the search the most.
  if (new Set([...texts.values()].flat()).size < places.length) return undefined;
  const takenBy = new Map<string, number>();
  const chosen: number[] = [];
  /** Where the first free candidate of a list may be: what is taken once stays taken by somebody. */
  const free = new Map<readonly T[], number>();
  const take = (place: number, index: number, text: string): true => {
    takenBy.set(text, place);
    chosen[place] = index;
    return true;
  };
  const assign = (place: number, seen: Set<string>): boolean => {
    const candidates = places[place] as readonly T[];
    const list = texts.get(candidates) as readonly string[];
    for (let index = free.get(candidates) ?? 0; index < list.length; index += 1) {
      spend(1);
      free.set(candidates, index + 1);
      if (!takenBy.has(list[index] as string)) return take(place, index, list[index] as string);
    }
    for (const [index, text] of list.entries()) {
      spend(1);
      if (seen.has(text)) continue;
      seen.add(text);
      if (assign(takenBy.get(text) as number, seen)) return take(place, index, text);
    }
    return false;
  };
  const isMatched = places.every((_, place) => assign(place, new Set()));
  return isMatched ? places.map((candidates, place) => candidates[chosen[place] as number] as T) : undefined;
}
