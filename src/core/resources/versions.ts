import type { ChangeKind } from '../compatibility.ts';
import type { JsonValue } from '../json/value.ts';
import type { Dialect, RecordedChange, Reference, VersionState } from '../version.ts';

export interface VersionHeadResource {
  readonly subject: string;
  readonly version: number;
  readonly line: number;
  readonly id: number;
  readonly fingerprint: string;
  readonly semver: string;
  readonly changeKind: ChangeKind | null;
  /** What the change kind was computed under; absent for the first version. */
  readonly change?: RecordedChange;
  readonly state: VersionState;
  readonly stateReason?: string;
  readonly deprecatedAt?: string;
  readonly successor?: number;
  readonly sunset?: string;
  /** Absent where the format has none. */
  readonly dialect?: Dialect;
  readonly labels: Readonly<Record<string, string>>;
  readonly allowedBreaking?: { readonly reason: string };
  readonly overriddenUndecided?: { readonly reason: string };
  readonly createdAt: string;
  readonly createdBy: string;
}

export interface VersionResource extends VersionHeadResource {
  readonly format: string;
  /** The document; its text as a string where the format's documents are no JSON. */
  readonly schema: JsonValue;
  readonly references: readonly Reference[];
}

/** Files made from a version; nothing of them is stored. */
export interface GeneratedFilesResource {
  readonly files: readonly GeneratedFileResource[];
}

export interface GeneratedFileResource {
  /** Relative, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** Who refers to a version: by subject and number, and how many versions do that the caller may not read. */
export interface ReferrersResource {
  readonly items: readonly ReferrerResource[];
  readonly hidden: number;
}

export interface ReferrerResource {
  readonly subject: string;
  readonly version: number;
  readonly state: VersionState;
  /** Deleted softly; it still keeps the version from being deleted for good. */
  readonly deleted: boolean;
  /** What its `$ref`s write. */
  readonly names: readonly string[];
}

export interface SchemaResource {
  readonly id: number;
  readonly fingerprint: string;
  readonly format: string;
  readonly dialect?: Dialect;
  readonly schema: JsonValue;
  readonly references: readonly Reference[];
  readonly uses: readonly { readonly subject: string; readonly version: number; readonly state: VersionState; readonly deleted: boolean }[];
}

export interface DeletedVersionResource {
  readonly subject: string;
  readonly version: number;
}
