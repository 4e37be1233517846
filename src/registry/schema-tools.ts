import type { GeneratedFileResource } from '../core/resources.ts';
import type { FormatDocument } from '../core/schema-document.ts';
import type { FormatMode } from '../core/compatibility.ts';

/**
 * What is made of schemas for people, beside the questions of `Format`. A hostile schema costs who asks a `schema_too_large`, and
 * nobody else a stalled loop. Each throws `format_unsupported` for a format that it cannot read, `schema_too_large` where a limit of
 * time, memory or size is reached, and `overloaded` where too many wait.
 */
export interface SchemaTools {
  /** The TypeScript of one version. Throws what reading its schema throws. */
  typescript(request: TypescriptRequest): Promise<readonly GeneratedFileResource[]>;
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
