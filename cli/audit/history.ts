import type { FormatDocument } from '../../src/core/schema-document.ts';

/** A point of a history: a release, a commit, or a version of one subject. */
export interface Release {
  /** `4.13.0`, the short hash of a commit, the number of a version. */
  readonly name: string;
  /** The full hash of a commit. */
  readonly commit?: string;
  /** ISO 8601. */
  readonly date?: string;
  /** The subject line of a commit, the semver of a version. */
  readonly title?: string;
}

/** A contract as it is from one release on. */
export interface ContractState {
  readonly contract: string;
  readonly release: Release;
  /** How messages call it: `4.13.0/order.json`. */
  readonly label: string;
  readonly schema: FormatDocument;
  /** Equal where nothing changed: not in the schema, nor in what it refers to. */
  readonly fingerprint: string;
  /** The text of the schema file, for places by line and column. */
  readonly text?: string;
  /** What the contract was called until this release, where its file was moved. */
  readonly renamedFrom?: string;
}

/** A file that could not be read as a schema. */
export interface Skipped {
  readonly file: string;
  /** The release in which it was first so. */
  readonly release: string;
  readonly code: string;
  readonly message: string;
  /** Where the fault lies, if it lies in another file. */
  readonly inFile?: string;
  readonly line?: number;
  readonly column?: number;
}

/** A contract that a release no longer has. */
export interface Missing {
  readonly contract: string;
  readonly release: Release;
  /** The contract that its file became, where that is known. */
  readonly renamedTo?: string;
}

export type HistoryEntry =
  | { readonly kind: 'release'; readonly release: Release }
  | { readonly kind: 'state'; readonly state: ContractState }
  | { readonly kind: 'missing'; readonly missing: Missing }
  | { readonly kind: 'skipped'; readonly skipped: Skipped };

/**
 * What happened to some contracts, oldest first: each release, then the contracts that it brings, changes (they may
 * also be as they were) or no longer has. Nothing is read before it is asked for.
 */
export type History = AsyncIterable<HistoryEntry>;
