import type { HistoryPoint, SnapshotResource, SnapshotVersion } from '../../core/resources.ts';

/** What it means for a gate to go over to another history of its registry. */
export interface HistoryChange {
  readonly before: HistoryPoint;
  readonly after: HistoryPoint;
  /** Versions that the gate takes events under today and no longer would: neither they nor their content are live there. */
  readonly loses: readonly VersionName[];
  /** Those that it would take events under, and does not today. */
  readonly gains: readonly VersionName[];
}

interface VersionName {
  readonly subject: string;
  readonly version: number;
  readonly fingerprint: string;
}

/** Compare by content: a version that has another number there accepts the same events. */
export function compareHistories(before: SnapshotResource, after: SnapshotResource): HistoryChange {
  return {
    before: pointOf(before),
    after: pointOf(after),
    loses: without(before.versions, after.versions),
    gains: without(after.versions, before.versions),
  };
}

/** The place of a snapshot in its history. */
export function pointOf({ position, historyId }: HistoryPoint): HistoryPoint {
  return historyId === undefined ? { position } : { position, historyId };
}

function without(versions: readonly SnapshotVersion[], others: readonly SnapshotVersion[]): VersionName[] {
  const known = new Set(others.map(keyOf));
  const missing = versions.filter((version) => !known.has(keyOf(version)));
  return missing.map(({ subject, version, fingerprint }) => ({ subject, version, fingerprint }));
}

function keyOf({ subject, fingerprint }: SnapshotVersion): string {
  return `${fingerprint} ${subject}`;
}
