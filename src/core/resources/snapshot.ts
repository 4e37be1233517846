import type { FormatMode, Level, Profile } from '../compatibility.ts';
import type { FormatDocument } from '../schema-document.ts';
import type { VersionResource } from './versions.ts';

/** A place in the feed, and the change that is there: what tells the history of one registry from that of another, or of a restored one. */
export interface HistoryPoint {
  readonly position: number;
  /** Absent at position 0, where no history has begun, and where an earlier version of this program did not say it. */
  readonly historyId?: string;
}

export interface SnapshotResource extends HistoryPoint {
  readonly subjects: readonly SnapshotSubject[];
  readonly versions: readonly SnapshotVersion[];
}

export interface SnapshotSubject {
  readonly subject: string;
  readonly level: Level;
  readonly profile: Profile;
  readonly formats: FormatMode;
  /**
   * Ordered pairs of live versions of which every event of the first is proved to be one of the second. Under `strict` what
   * follows from a chain of them is proved as well, and not listed.
   */
  readonly proved: readonly (readonly [number, number])[];
  /**
   * The same of what a gate accepts that refuses undeclared members: what it does under the first it does under the second, and
   * chains hold under every profile.
   * Absent in what older registries wrote.
   */
  readonly narrowed?: readonly (readonly [number, number])[];
}

export interface SnapshotVersion extends VersionResource {
  /** Every document that the references lead to, by the name that a `$ref` writes; absent without references. */
  readonly documents?: NonNullable<FormatDocument['documents']>;
}
