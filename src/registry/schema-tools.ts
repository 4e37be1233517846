import type { GeneratedFileResource, LintFindingResource } from '../core/resources.ts';
import type { JsonValue } from '../core/json/value.ts';
import type { PatchOperation, PlacedChange } from '../core/schema-change.ts';
import type { FormatDocument } from '../core/schema-document.ts';
import type { FormatMode } from '../core/compatibility.ts';
import type { SchemaSource } from '../formats/format.ts';

/**
 * What is made of schemas for people, beside the questions of `Format`. A hostile schema costs who asks a `schema_too_large`, and
 * nobody else a stalled loop. Each throws `format_unsupported` for a format that it cannot read, `schema_too_large` where a limit of
 * time, memory or size is reached, and `overloaded` where too many wait.
 */
export interface SchemaTools {
  /** The TypeScript of one version. Throws what reading its schema throws. */
  typescript(request: TypescriptRequest): Promise<readonly GeneratedFileResource[]>;
  /** What is different in the newer document, by structure, and in documents that both refer to by one name. */
  changes(request: ChangesRequest): Promise<FoundChanges>;
  /** The newer document without some of its changes. */
  undo(request: UndoRequest): Promise<UndoneChanges>;
  /** What the rules find, as the document is read. Throws what reading it throws. */
  lint(request: LintToolRequest): Promise<LintFindings>;
}

export interface LintToolRequest {
  readonly format: string;
  readonly source: SchemaSource;
  readonly formats: FormatMode;
  /** How many to give. */
  readonly limit: number;
}

export interface LintFindings {
  readonly findings: readonly LintFindingResource[];
  /** How many there are beyond the limit. */
  readonly more: number;
}

export interface ChangesRequest {
  readonly format: string;
  readonly from: FormatDocument;
  readonly to: FormatDocument;
  /** How many to give. */
  readonly limit: number;
}

export interface FoundChanges {
  readonly changes: readonly PlacedChange[];
  /** How many there are beyond the limit. */
  readonly more: number;
}

export interface UndoRequest {
  readonly format: string;
  readonly to: JsonValue;
  /** Of the document itself, as `changes` gave them. */
  readonly changes: readonly PlacedChange[];
}

export interface UndoneChanges {
  readonly schema: JsonValue;
  readonly patch: readonly PatchOperation[];
  /** What to do for each change, in their order. */
  readonly steps: readonly string[];
}

export interface TypescriptRequest {
  /** The name of the format. */
  readonly format: string;
  readonly document: FormatDocument;
  readonly subject: string;
  readonly version: number;
  readonly semver: string;
  readonly fingerprint: string;
  readonly schemaId: number;
  /** Whether formats are asserted. */
  readonly formats: FormatMode;
  readonly content: TypescriptContent;
}

export const TYPESCRIPT_CONTENT = ['types', 'all'] as const;
/** The types alone, in one file that imports nothing, or all that the generator writes. */
export type TypescriptContent = (typeof TYPESCRIPT_CONTENT)[number];
