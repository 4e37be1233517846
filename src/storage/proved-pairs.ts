import { compareCodePoints } from './code-points.ts';
import type { VersionRecord } from '../core/version.ts';
import type { ProvedPair, VerdictKey } from './store.ts';

/** What a verdict `contained` of a writer says beside the writer. */
export type Containing = Omit<VerdictKey, 'writer'>;

/**
 * The contained pairs of two versions of one subject, in the order that `ProvedHistory.proved` has. `containing` gives for a
 * fingerprint what its events are contained in; asked once for each.
 */
export function provedPairs(versions: readonly VersionRecord[], containing: (fingerprint: string) => readonly Containing[]): ProvedPair[] {
  const byContent = new Map<string, VersionRecord[]>();
  for (const version of versions) {
    const same = byContent.get(version.fingerprint);
    if (same === undefined) byContent.set(version.fingerprint, [version]);
    else same.push(version);
  }
  const pairs: ProvedPair[] = [];
  for (const [fingerprint, writers] of byContent) {
    for (const { reader: content, ...verdict } of containing(fingerprint)) {
      const readers = byContent.get(content) ?? [];
      for (const writer of writers) for (const reader of readers) if (writer !== reader) pairs.push(pairOf(writer, reader, verdict));
    }
  }
  return pairs.toSorted(comparePairs);
}

function pairOf({ version }: VersionRecord, reader: VersionRecord, verdict: Omit<Containing, 'reader'>): ProvedPair {
  const { question, profile, formats, engine } = verdict;
  return { writerVersion: version, readerVersion: reader.version, question, profile, formats, engine };
}

function comparePairs(a: ProvedPair, b: ProvedPair): number {
  return (
    a.writerVersion - b.writerVersion ||
    a.readerVersion - b.readerVersion ||
    compareCodePoints(a.question, b.question) ||
    compareCodePoints(a.profile, b.profile) ||
    compareCodePoints(a.formats, b.formats) ||
    compareCodePoints(a.engine, b.engine)
  );
}
