import type { ChangeKind, Check, FormatMode, Profile, Side } from '../compatibility.ts';
import type { JsonValue } from '../json/value.ts';
import type { PatchOperation, PlacedChange } from '../schema-change.ts';
import type { Dialect, Reference } from '../version.ts';

/** One side of a diff: a version, the latest by default, or a schema document. */
export type DiffSideRequest =
  | { readonly subject: string; readonly version?: number }
  | {
      readonly schema: JsonValue;
      readonly format?: string;
      readonly dialect?: Dialect;
      readonly references?: readonly Reference[];
    };

export interface DiffRequest {
  /** The older side. */
  readonly from: DiffSideRequest;
  readonly to: DiffSideRequest;
  /** Default: what is in force for the subject of `to`, or of `from`; else `declared`. */
  readonly profile?: Profile;
  /** Default: likewise; else `annotate`. */
  readonly formats?: FormatMode;
  /** Whether fixes are looked for, which asks the engine up to 24 times more for each direction that does not hold. Default true. */
  readonly fixes?: boolean;
}

export interface DiffResource {
  readonly from: Side;
  readonly to: Side;
  readonly profile: Profile;
  readonly formats: FormatMode;
  readonly changeKind: ChangeKind;
  /** The first 1,000. */
  readonly changes: readonly PlacedChange[];
  /** How many changes are left out; absent: none. */
  readonly more?: number;
  /** The older side writes, the newer one reads. */
  readonly backward: DiffDirection;
  /** The newer side writes, the older one reads. */
  readonly forward: DiffDirection;
}

export interface DiffDirection extends Check {
  /** What to change in the newer side so that it holds; absent where it holds, and where nothing short was found. */
  readonly fix?: FixResource;
}

export interface FixResource {
  /** The engine proved that the direction holds with it. False: it could neither prove nor refute that. */
  readonly verified: boolean;
  /** What to do, a sentence for each change that it takes back. */
  readonly steps: readonly string[];
  /** By their place in `changes`, in the order of `steps`. */
  readonly changes: readonly number[];
  /** The same as a JSON Patch of the newer document. */
  readonly patch: readonly PatchOperation[];
}
