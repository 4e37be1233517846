import type { FormatMode, Profile } from '../core/compatibility.ts';
import type { JsonValue } from '../core/json/value.ts';
import type { SchemaDocument } from '../core/schema-document.ts';
import type { DocumentCache } from './document-cache.ts';
import type { SchemaGraph } from './resolve/graph.ts';

export interface ContainmentOptions {
  /** Default `strict`. */
  readonly profile?: Profile;
  /** Default `annotate`. */
  readonly formats?: FormatMode;
  /** A required member with a `default` beside it in the reader counts as optional. Default false. */
  readonly readerAppliesDefaults?: boolean;
  /** `narrowed` compares ⟦W ∧ Declared(W)⟧ with ⟦R ∧ Declared(R)⟧ (both declared and tolerant). Default `contains`. */
  readonly question?: 'contains' | 'narrowed';
  readonly limits?: Limits;
  /** A second judge of witnesses that shares no code with the engine. Default null: the evaluator alone judges. */
  readonly judge?: Judge | null;
  /** Give a `contained` verdict its proof, for `checkCertificate`. Default false: it takes longer than the verdict. */
  readonly certificate?: boolean;
  /** Documents read for earlier questions; by default each question reads its own. */
  readonly cache?: DocumentCache;
}

/** Each counts something that does not depend on the machine. Where one is passed, the answer is `undecided`, but for the first two, which throw. */
export interface Limits {
  /** Subschemas of a document. Default 20,000. */
  readonly nodes?: number;
  /** Their nesting. Default 200. */
  readonly depth?: number;
  /** Steps of the prover, and of the solver. Default 200,000 and 100,000. */
  readonly goals?: number;
  /** States of automata that are walked side by side. Default 20,000. */
  readonly states?: number;
  /** Of a witness, as text. Default 65,536. */
  readonly witnessBytes?: number;
}

/**
 * Compile a schema into a yes-or-no judge; undefined where this judge cannot, of the schema or of one instance. `graph`: the
 * document as it was read before.
 */
export type Judge = (document: SchemaDocument, options: { readonly formats: FormatMode; readonly graph?: SchemaGraph }) => JudgeInstance | undefined;

export type JudgeInstance = (instance: JsonValue) => boolean | undefined;
