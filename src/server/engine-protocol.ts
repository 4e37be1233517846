import type { FormatDocument } from '../core/schema-document.ts';
import type { Verdict } from '../core/verdict.ts';
import type { ErrorCode } from '../core/errors.ts';
import type { CompareOptions } from '../formats/format.ts';

// What goes over the wall between the server and its engine thread.

/** Are you there? */
export const PING = 'ping';

export interface EngineQuestion {
  /** The name of the format. */
  readonly format: string;
  readonly writer: FormatDocument;
  readonly reader: FormatDocument;
  readonly options: CompareOptions;
}

export type EngineAnswer =
  | { readonly kind: 'pong' }
  | { readonly kind: 'verdict'; readonly verdict: Verdict }
  | {
      readonly kind: 'failed';
      readonly code: ErrorCode;
      readonly message: string;
      readonly data: Readonly<Record<string, unknown>>;
      /** What was thrown, for the log. */
      readonly cause?: unknown;
    };
