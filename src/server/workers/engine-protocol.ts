import type { Verdict } from '../../core/verdict.ts';
import type { SchemaWarning } from '../../core/schema-warning.ts';
import type { Dialect } from '../../core/version.ts';
import type { CompareOptions, FingerprintedReference, SchemaSource } from '../../formats/format.ts';
import type { FailedAnswer } from './failed-answer.ts';

// What goes over the wall between the server and its engine thread.

/** A `FormatDocument` as JSON: a text goes over much faster than what it says, and is known again by itself. */
export type DocumentText = string;

/** Are you there? */
export const PING = 'ping';

export interface EngineQuestion {
  /** The name of the format. */
  readonly format: string;
  readonly writer: DocumentText;
  readonly reader: DocumentText;
  readonly options: CompareOptions;
}

/** A large schema to be read. */
export interface EngineInspection {
  readonly format: string;
  /** With the text of the schema. */
  readonly inspect: SchemaSource;
  /** Whether that is what somebody wrote, so that places in it mean something. */
  readonly isWritten: boolean;
  readonly references: readonly FingerprintedReference[];
}

/** What a registration wants of it. The document itself is read from its text, which is faster than to copy it. */
export interface InspectedSchema {
  readonly dialect: Dialect | undefined;
  readonly fingerprint: string;
  readonly warnings: readonly SchemaWarning[];
  readonly fields: readonly string[];
}

export type EngineAnswer =
  | { readonly kind: 'pong' }
  | { readonly kind: 'verdict'; readonly verdict: Verdict }
  | { readonly kind: 'inspected'; readonly inspected: InspectedSchema }
  | FailedAnswer;
