/** An ordered pair of versions, the first contained in the second. */
export type NumberPair = readonly [number, number];

/**
 * Pairs of live versions that say as much about live versions as all of `pairs` do, where containment composes: a chain through
 * versions that are not live becomes a pair. What follows from several pairs of live ones is left to the reader.
 */
export function liveProofs(pairs: readonly NumberPair[], isLive: (version: number) => boolean): NumberPair[] {
  const next = new Map<number, number[]>();
  for (const [writer, reader] of pairs) {
    const readers = next.get(writer);
    if (readers === undefined) next.set(writer, [reader]);
    else readers.push(reader);
  }
  const live = [...next.keys()].filter(isLive).toSorted((a, b) => a - b);
  return live.flatMap((writer) => firstLive(writer, next, isLive).map((reader): NumberPair => [writer, reader]));
}

function firstLive(writer: number, next: ReadonlyMap<number, readonly number[]>, isLive: (version: number) => boolean): number[] {
  const found = new Set<number>();
  const passed = new Set<number>([writer]);
  const open = [writer];
  for (let from = open.pop(); from !== undefined; from = open.pop()) {
    for (const reader of next.get(from) ?? []) {
      if (isLive(reader)) found.add(reader);
      else if (!passed.has(reader)) {
        passed.add(reader);
        open.push(reader);
      }
    }
  }
  found.delete(writer);
  return [...found].toSorted((a, b) => a - b);
}
