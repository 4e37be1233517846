import type { FormatMode, Level, Profile } from '../compatibility.ts';
import type { VersionState } from '../version.ts';
import type { CountResource, Page } from './page.ts';
import type { VersionHeadResource } from './versions.ts';

export interface SubjectResource {
  readonly subject: string;
  /** Null when no version is live. */
  readonly latest: number | null;
  /** The state of the newest version that is not deleted. */
  readonly state: VersionState;
  readonly level: Level;
  readonly profile: Profile;
  readonly formats: FormatMode;
  readonly owner?: string;
  readonly description?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly epoch: number;
}

/** A subject in a list. */
export interface ListedSubjectResource extends SubjectResource {
  /** Of the latest version; null when no version is live. */
  readonly semver: string | null;
  /** How many versions are live. */
  readonly live: number;
  /** When the subject or one of its versions was last written; ISO 8601, UTC. Its settings do not count. */
  readonly changedAt: string;
}

export interface SubjectPageResource extends Page<ListedSubjectResource> {
  /** On request: over all pages. */
  readonly count?: CountResource;
}

export interface SubjectDetailResource extends SubjectResource {
  readonly versions: readonly VersionHeadResource[];
}

export interface SubjectPatch {
  /** Null removes it. */
  readonly owner?: string | null;
  readonly description?: string | null;
  /** Replaces all labels. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** What a soft deletion took away. */
export interface DeletedSubjectResource {
  readonly subject: string;
  readonly versions: readonly number[];
}
