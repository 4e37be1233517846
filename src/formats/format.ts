import type { Effort } from '../core/effort.ts';
import type { FormatMode, Profile } from '../core/compatibility.ts';
import type { ExactValue, JsonValue } from '../core/json/value.ts';
import type { FormatDocument } from '../core/schema-document.ts';
import type { SchemaWarning } from '../core/schema-warning.ts';
import type { EventFinding, Verdict } from '../core/verdict.ts';
import type { Dialect } from '../core/version.ts';

/**
 * A schema language. What it calls a document is JSON, or a text that is no JSON and travels as a string. Drivers live in folders beside this file; the registry and
 * the gateway know only this port.
 */
export interface Format {
  /** As `format` on the native API: `json-schema`. */
  readonly name: string;
  /** The version of the engine behind `compare`; part of what a verdict is stored under. */
  readonly engine: string;
  /**
   * Read a schema that somebody sent. Throws `schema_invalid` (with line, column and pointer where the text is
   * known), `dialect_unknown`, `number_inexact`, `schema_too_large` or `reference_unresolved`.
   */
  parse(source: SchemaSource): ParsedSchema;
  /** The document of a text that `parse` took. */
  read(text: string): JsonValue;
  /** What in the document itself common validators understand otherwise than this format does; told where it is registered. */
  warnings(document: FormatDocument): readonly SchemaWarning[];
  /**
   * The members that a document declares, as paths with `/` between the names, sorted, each once: what a search for a field
   * finds. Bounded, so of a huge document the nearest ones only. Throws as `parse`.
   */
  fields(document: FormatDocument): readonly string[];
  /**
   * SHA-256 over the canonical form of format, dialect in force, schema and references (by what they refer to). Verdicts are kept by
   * fingerprints, so no two formats may share one.
   */
  fingerprint(schema: Pick<ParsedSchema, 'schema' | 'dialect'>, references: readonly FingerprintedReference[]): string;
  /**
   * All that a registration asks about a schema that somebody sent, beside the loop where it is large. Throws as `parse`, and
   * `schema_too_large` where it takes too long to read. `sender` as of `compare`.
   */
  inspect(source: SchemaSource, references: readonly FingerprintedReference[], sender?: string): Promise<Inspection>;
  /** Decide one question about two schemas of this format. Bounded; what it cannot decide is `undecided`. Locations are the format's own places. */
  compare(writer: FormatDocument, reader: FormatDocument, options: CompareOptions): Promise<Verdict>;
  /** What changed between two versions of a document that `compare` judges only where formats are asserted. Absent: there is no such thing. Linear. */
  readonly formatChanges?: (before: FormatDocument, after: FormatDocument) => readonly FormatChange[];
  /** Plan once, judge often. */
  compile(document: FormatDocument, options: CompileOptions): Validator;
  /**
   * Judge one event where others wait: bounded, or beside the loop. Throws `event_too_costly` where that does not suffice, else as
   * `compile` and its validator.
   */
  validate(document: FormatDocument, event: ExactValue, options: CompileOptions): Promise<Validation>;
  /** What of an event under this document may be shown to people. Throws as `compile`. */
  sensitivity(document: FormatDocument): Sensitivity;
  /** Whether events under this document may have a value at these steps. Cheap, and therefore no proof but where it says `absent`. Throws as `compile`. */
  presence(document: FormatDocument, steps: readonly string[], options: { readonly undeclared: 'allow' | 'reject' }): Presence;
  /** One document that needs no other: references become embedded resources. */
  bundle(document: FormatDocument): JsonValue;
}

export interface SchemaSource {
  /** The document, or its text; places in errors are exact only for a text. */
  readonly schema: JsonValue;
  /** The dialect where the document names none. A format without dialects throws `dialect_unknown`. */
  readonly dialect?: Dialect;
  readonly documents?: NonNullable<FormatDocument['documents']>;
}

export interface ParsedSchema extends FormatDocument {
  readonly text: string;
}

export interface Inspection {
  readonly parsed: ParsedSchema;
  readonly fingerprint: string;
  readonly warnings: () => readonly SchemaWarning[];
  readonly fields: () => readonly string[];
}

export interface FingerprintedReference {
  readonly name: string;
  readonly fingerprint: string;
}

export interface FormatChange {
  /** Of the newer document, where the keyword is, or would be. */
  readonly pointer: string;
  /** Absent: there was none. */
  readonly before?: string;
  readonly after?: string;
}

export interface CompareOptions {
  readonly profile: Profile;
  readonly formats: FormatMode;
  /** `narrowed` compares ⟦W ∧ Declared(W)⟧ with ⟦R ∧ Declared(R)⟧. Default `contains`. */
  readonly question?: 'contains' | 'narrowed';
  /** Whose questions take turns with those of others, where they wait for one another. */
  readonly sender?: string;
}

export interface CompileOptions {
  readonly formats: FormatMode;
  /** `reject` judges by the schema ∧ Declared(schema). Default `allow`: the schema as written. */
  readonly undeclared?: 'allow' | 'reject';
  /** Findings hold the values found, but for what the schema marks `x-sensitive`. Default false. */
  readonly showValues?: boolean;
  /** The registry took the document, so it is not checked again. Default false. */
  readonly isChecked?: boolean;
}

export interface Validator {
  /** It takes any time for some instances, uncounted, where `effort` allows that: back references in a pattern. Default false. */
  readonly mayBacktrack?: boolean;
  /** Do in slices of a few milliseconds what the first instance would have to wait for. Default: nothing is left to do. */
  prepare?(): Generator<undefined, void>;
  validate(instance: ExactValue, options?: ValidateOptions): Validation;
}

/**
 * `declared`: it names the place. `undeclared`: it does not, but members that it does not name are let through. `free`: it says itself
 * that there may be anything, or it is hard to tell. `absent`: no valid event has it.
 */
export type Presence = 'declared' | 'undeclared' | 'free' | 'absent';

export interface Sensitivity {
  /** Whether the value at these steps may be shown. */
  readonly mayShow: (steps: readonly (string | number)[]) => boolean;
  /**
   * A copy of an event for people: `(hidden)` stands for what the document marks `x-sensitive` and, where it marks anything, for
   * what it does not name; beyond 20,000 values for all.
   */
  readonly mask: (event: ExactValue) => ExactValue;
}

export interface ValidateOptions {
  /** Caps the report; 0 only asks whether it is valid. Default 100. */
  readonly maxFindings?: number;
  /** Throws `event_too_costly` where it does not suffice, or something that cannot be counted is met. Default: without limit. */
  readonly effort?: Effort;
}

export interface Validation {
  readonly valid: boolean;
  readonly findings: readonly EventFinding[];
}
