import type { ChangeKind, Check } from '../compatibility.ts';
import type { JsonObject, JsonValue } from '../json/value.ts';
import type { SchemaWarning } from '../schema-warning.ts';
import type { Dialect, Reference, VersionState } from '../version.ts';
import type { ProblemResource } from './problem.ts';
import type { SubjectPatch } from './subjects.ts';

export interface RegisterRequest {
  /** The document, or its text as a string, which is needed for exact places in errors. A schema that is a string is none. */
  readonly schema: JsonValue;
  readonly format?: string;
  /** For documents without `$schema`; 2020-12. */
  readonly dialect?: Dialect;
  readonly references?: readonly Reference[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly allowBreaking?: { readonly reason: string };
  readonly overrideUndecided?: { readonly reason: string };
  /** Its semver, where another registry gave it one: at least what the change asks for, in a major that nothing else has or that of the version before. */
  readonly semver?: string;
  readonly dryRun?: boolean;
  /** What becomes of owner, description and labels of the subject, in the same commit; nothing where the content is there already. */
  readonly describe?: SubjectPatch;
  /** Stored and given back as it came, and part of what the schema is. */
  readonly metadata?: JsonObject;
  readonly ruleSet?: JsonObject;
  /** The id and number that the version had elsewhere; in mode IMPORT only, where nothing is compared. */
  readonly imported?: { readonly id: number; readonly version: number };
}

export interface RegisterResource {
  readonly subject: string;
  /** Absent in a dry run, as is `id`. */
  readonly version?: number;
  readonly line: number;
  readonly id?: number;
  readonly fingerprint: string;
  readonly semver: string;
  readonly changeKind: ChangeKind | null;
  readonly checks: readonly Check[];
  /** The same content was registered under this subject before: nothing was written. */
  readonly existing?: true;
  readonly state?: VersionState;
  readonly allowedBreaking?: { readonly reason: string };
  readonly overriddenUndecided?: { readonly reason: string };
  /** Absent: there are none. */
  readonly warnings?: readonly SchemaWarning[];
}

/** How many registrations one request has at most. */
export const MAX_REGISTRATIONS = 100;

/** What became of one registration among several: the status that it would have alone, with the answer or the problem. */
export type RegistrationResource =
  | { readonly status: 200 | 201; readonly answer: RegisterResource }
  | { readonly status: number; readonly problem: ProblemResource };
