import fc from 'fast-check';
import { expect, test } from 'vitest';
import { liveProofs, type NumberPair } from '../../src/registry/live-proofs.ts';

const VERSIONS = [1, 2, 3, 4, 5, 6];
const version = fc.constantFrom(...VERSIONS);
const pairs = fc.array(fc.tuple(version, version), { maxLength: 14 });

/** Every ordered pair of different live versions of which the first leads to the second. */
function follows(from: readonly NumberPair[], isLive: (number: number) => boolean): string[] {
  const reached = new Set(from.map(String));
  for (const middle of VERSIONS)
    for (const writer of VERSIONS)
      for (const reader of VERSIONS) if (reached.has(`${writer},${middle}`) && reached.has(`${middle},${reader}`)) reached.add(`${writer},${reader}`);
  const all = VERSIONS.flatMap((writer) => VERSIONS.map((reader) => [writer, reader] as const));
  return all.filter(([writer, reader]) => writer !== reader && isLive(writer) && isLive(reader) && reached.has(`${writer},${reader}`)).map(String);
}

test('what follows about live versions is what follows from all pairs, and every pair is of two live ones, once and in order', () => {
  fc.assert(
    fc.property(pairs, fc.subarray(VERSIONS), (proved, live) => {
      const isLive = (number: number): boolean => live.includes(number);
      const told = liveProofs(proved, isLive);
      expect(follows(told, isLive)).toEqual(follows(proved, isLive));
      expect(told.every(([writer, reader]) => writer !== reader && isLive(writer) && isLive(reader))).toBe(true);
      expect(told).toEqual([...new Map(told.map((pair) => [String(pair), pair])).values()].toSorted(([a, b], [c, d]) => a - c || b - d));
    }),
  );
});
