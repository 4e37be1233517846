import type { VersionRecord } from '../core/version.ts';

/** A live version that cannot be read: a damaged row, a reference that leads nowhere. */
export interface UnreadableVersion {
  readonly subject: string;
  readonly version: number;
  readonly cause: unknown;
}

/** The versions that the snapshots so far had to leave out. */
export interface Unreadable {
  /** What a snapshot found out about the live versions of a subject; each that is new is told once. */
  found(subject: string, unreadable: readonly UnreadableVersion[]): void;
  /** Of subjects other than these nothing is live any more. */
  keep(subjects: readonly string[]): void;
  count(): number;
}

/** @internal */
export function createUnreadable(tell: (unreadable: UnreadableVersion) => void): Unreadable {
  const known = new Map<string, ReadonlySet<VersionRecord['version']>>();
  return {
    found(subject, unreadable) {
      const before = known.get(subject);
      for (const one of unreadable) if (before?.has(one.version) !== true) tell(one);
      if (unreadable.length === 0) known.delete(subject);
      else known.set(subject, new Set(unreadable.map(({ version }) => version)));
    },
    keep(subjects) {
      const live = new Set(subjects);
      for (const subject of known.keys()) if (!live.has(subject)) known.delete(subject);
    },
    count: () => [...known.values()].reduce((sum, versions) => sum + versions.size, 0),
  };
}
