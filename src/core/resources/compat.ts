import type { Check, FormatMode, Level, Profile } from '../compatibility.ts';
import type { JsonValue } from '../json/value.ts';
import type { SchemaWarning } from '../schema-warning.ts';
import type { Dialect, Reference, VersionState } from '../version.ts';

export interface CompatRequest {
  readonly schema?: JsonValue;
  readonly subject?: string;
  readonly version?: number;
  readonly against: { readonly schema: JsonValue } | { readonly subject: string; readonly version?: number };
  readonly level?: Level;
  readonly profile?: Profile;
  /** Whether formats are asserted. Default: that of the subject, else that of the registry. */
  readonly formats?: FormatMode;
  /** Of the schemas in the request; by default that of the subject, else `json-schema`. */
  readonly format?: string;
  readonly dialect?: Dialect;
  /** What the new schema refers to. */
  readonly references?: readonly Reference[];
}

export interface CompatResource {
  /** The version of the subject that has the new schema as its content already: registering it would write nothing. */
  readonly existing?: { readonly version: number; readonly state: VersionState };
  readonly compatible: boolean;
  readonly level: Level;
  readonly profile: Profile;
  readonly formats: FormatMode;
  readonly checks: readonly Check[];
  /** About a schema that came with the request, as a registration has them. Absent: there are none. */
  readonly warnings?: readonly SchemaWarning[];
}
