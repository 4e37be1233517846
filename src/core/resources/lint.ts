import type { FormatMode } from '../compatibility.ts';
import type { JsonValue } from '../json/value.ts';
import type { Dialect, Reference } from '../version.ts';

export interface LintRequest {
  readonly schema: JsonValue;
  readonly format?: string;
  readonly dialect?: Dialect;
  readonly references?: readonly Reference[];
  /** Whether formats are asserted. Default `annotate`: they are not. */
  readonly formats?: FormatMode;
}

export interface LintResource {
  /** At most 200, those of the first rules before others; of a text in the order of their places. */
  readonly findings: readonly LintFindingResource[];
  /** How many are left out; absent: none. */
  readonly more?: number;
}

export interface LintFindingResource {
  readonly rule: string;
  readonly severity: 'warn' | 'error';
  readonly pointer: string;
  /** Of a schema that was sent as a text; from 1. */
  readonly line?: number;
  readonly column?: number;
  readonly message: string;
  readonly remedy?: string;
}
