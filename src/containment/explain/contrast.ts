import type { JsonValue } from '../../core/json/value.ts';

/** What the writer and the reader say at the place of a break. */
export interface Contrast {
  readonly code: string;
  readonly keyword: string;
  /** The name that the break is about: of the missing or refused member. */
  readonly name: string | undefined;
  readonly writer: Said;
  readonly reader: Said;
  /** The value of the witness at the place, if there is one. */
  readonly found: JsonValue | undefined;
  /** The members of which one must be there for a rule about others. */
  readonly beside: readonly string[];
  /** The branches of a `oneOf` that accept it, where several do. */
  readonly branches: readonly number[];
  /** Whether the writer lists the member by name. */
  readonly isDeclared: boolean;
  /** By which `patternProperties` takes the member in the writer, and which patterns beside the keyword only the reader has. */
  readonly patterns: { readonly writer: readonly string[]; readonly reader: readonly string[] };
  /** Whether the writer says no more about the value than its type. */
  readonly isFree: boolean;
}

/** What one side says at the place. */
export interface Said {
  /** With the keyword itself; the reader once at most. */
  readonly own: readonly JsonValue[];
  /** The types that it takes; undefined: any. */
  readonly types: ReadonlySet<string> | undefined;
  /** The values that it lists; undefined where it lists none. */
  readonly values: readonly JsonValue[] | undefined;
}

export interface Wording {
  /** Completes "the reader …". */
  readonly message: string;
  readonly change: string;
  readonly remedy: string;
}

export type Describe = (contrast: Contrast) => Wording;
