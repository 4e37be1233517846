import type { JsonValue } from './json/value.ts';

/** The answer to "is every event of the writer an event of the reader?". */
export type Verdict =
  | {
      readonly kind: 'contained';
      /** On request: a proof for `checkCertificate`. */
      readonly certificate?: JsonValue;
      /** On request, where there is none: what cannot be written down so that the checker takes it. */
      readonly uncertified?: string;
      readonly stats: Stats;
    }
  | {
      readonly kind: 'not_contained';
      readonly witness: JsonValue;
      readonly minimal: boolean;
      readonly findings: readonly Finding[];
      readonly stats: Stats;
    }
  | { readonly kind: 'undecided'; readonly reasons: readonly Reason[]; readonly stats: Stats };

/** A search for breaks ends with so many findings: where a verdict has them all, there may be more. */
export const MAX_FINDINGS = 10;

/** Who gives answers: stages of the engine, and `transitivity`, which concludes from proofs without asking it. */
export const STAGES = ['prover', 'engine', 'falsifier', 'resolver', 'transitivity'] as const;
export type Stage = (typeof STAGES)[number];

/** What an answer cost and who vouches for it. */
export interface Stats {
  /** Nodes and goals that were visited. */
  readonly steps: number;
  /** Which stage gave the answer. */
  readonly stage: Stage;
  /** Who verified the witness: always our evaluator, and ajv where it could compile both schemas. */
  readonly judges: readonly string[];
  readonly engine: string;
}

/** Where a reader refuses the witness. Locations are JSON Pointers into the writer's or the reader's document. */
export interface Finding {
  readonly code: string;
  readonly message: string;
  readonly instancePointer: string;
  readonly keyword: string;
  readonly writerLocation?: string;
  readonly readerLocation: string;
  readonly change?: string;
  readonly remedy?: string;
  readonly witness?: JsonValue;
}

export const REASON_CODES = [
  'regex_unsupported',
  'format_function',
  'dynamic_ref',
  'unevaluated',
  'vocabulary',
  'unresolved_ref',
  'object_combinatorics',
  'contains_combinatorics',
  'unique_large',
  'multiple_of_large',
  'budget_steps',
  'budget_states',
  'budget_time',
  'judge_disagreement',
  'not_proved',
] as const;

export type ReasonCode = (typeof REASON_CODES)[number];

/** Why the engine could not decide, and where. */
export interface Reason {
  readonly code: ReasonCode;
  readonly message: string;
  readonly writerLocation?: string;
  readonly readerLocation?: string;
}

/** Where an instance breaks its schema. */
export interface EventFinding {
  readonly code: string;
  readonly message: string;
  readonly instancePointer: string;
  readonly keyword: string;
  /** A JSON Pointer into the schema document, or `uri#pointer` where the keyword stands in a referenced one. */
  readonly keywordLocation: string;
  readonly expected: JsonValue;
  readonly found: FoundValue;
}

/** What was found, by type and size; the value itself only where it may be shown. */
export interface FoundValue {
  readonly type: string;
  /** Code points of a string, items of an array, members of an object. */
  readonly length?: number;
  readonly value?: JsonValue;
  /** The branches of `oneOf` that accept it, where several do. */
  readonly branches?: readonly number[];
}

export type Judgement =
  | { readonly kind: 'accepted'; readonly subject: string; readonly version: number; readonly schemaId: number }
  | {
      readonly kind: 'invalid';
      readonly subject: string;
      readonly version: number;
      readonly schemaId: number;
      readonly findings: readonly EventFinding[];
    }
  | { readonly kind: 'unknown_subject'; readonly subject: string }
  | { readonly kind: 'malformed'; readonly code: string; readonly message: string };
