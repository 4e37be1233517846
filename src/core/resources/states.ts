import type { Check } from '../compatibility.ts';
import type { JsonValue } from '../json/value.ts';
import type { VersionState } from '../version.ts';
import type { VersionHeadResource } from './versions.ts';

export interface StateRequest {
  readonly state: VersionState;
  /** What is left out stays as it was said of the same state before; a change of state forgets it. */
  readonly reason?: string;
  /** A live version. */
  readonly successor?: number;
  /** A day, which begins at 0:00 UTC, or a time with its zone; in the future. */
  readonly sunset?: string;
}

/** What whoever takes a version out of use should know; it is done all the same. */
export interface StateWarning {
  /** `last_live`: no version stays live; `names_successor`: a live version is deprecated in favour of this one. */
  readonly code: 'last_live' | 'names_successor';
  readonly message: string;
}

/** A version after its change of state. */
export interface StateResource extends VersionHeadResource {
  /** It was in that state already, and nothing new was said of it: nothing was written. */
  readonly unchanged?: true;
  /** Absent: there are none. */
  readonly warnings?: readonly StateWarning[];
  /** In a dry run only. */
  readonly narrows?: NarrowingResource;
}

/** What gates would no longer accept. */
export interface NarrowingResource {
  /** The versions of the subject that would be live. */
  readonly live: readonly number[];
  /** Whether none would be. */
  readonly lastLive: boolean;
  /** Whether all that a gate takes under the retired version it takes under another one: newest first, up to the first that is proved. */
  readonly stillAccepted: readonly Check[];
  readonly loses: 'nothing' | 'events' | 'unknown';
  /** An event that would be refused from then on. */
  readonly event?: JsonValue;
}
