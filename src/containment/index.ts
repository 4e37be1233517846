import type { FormatMode, Profile } from '../core/compatibility.ts';
import type { ExactValue, JsonValue } from '../core/json/value.ts';
import type { SchemaDocument } from '../core/schema-document.ts';
import type { EventFinding, Verdict } from '../core/verdict.ts';

/** The engine's version; a verdict is stored with it. */
export const ENGINE_VERSION = '1';

export interface ContainmentOptions {
  readonly profile?: Profile;
  readonly formats?: FormatMode;
  readonly readerAppliesDefaults?: boolean;
  /** `narrowed` compares ⟦W ∧ Declared(W)⟧ with ⟦R ∧ Declared(R)⟧ (both declared and tolerant). Default `contains`. */
  readonly question?: 'contains' | 'narrowed';
  readonly limits?: Limits;
  /** A second judge of witnesses that shares no code with the engine; null: the evaluator alone judges. */
  readonly judge?: Judge | null;
}

export interface Limits {
  readonly nodes?: number;
  readonly depth?: number;
  readonly goals?: number;
  readonly states?: number;
  readonly witnessBytes?: number;
}

/** Compile a schema into a yes-or-no judge; undefined where this judge cannot. */
export type Judge = (document: SchemaDocument, options: { readonly formats: FormatMode }) => ((instance: JsonValue) => boolean) | undefined;

export type { CompileGraphOptions as EvaluateOptions } from './evaluate/compile-graph.ts';

export interface CompiledSchema {
  evaluate(instance: ExactValue, options?: { readonly maxFindings?: number }): Evaluation;
}

export interface Evaluation {
  readonly valid: boolean;
  readonly findings: readonly EventFinding[];
}

export function decideContainment(_writer: SchemaDocument, _reader: SchemaDocument, _options: ContainmentOptions = {}): Verdict {
  throw new Error('not built yet');
}

export { compileSchema } from './compile.ts';
export { SUPPORTED_DIALECTS, METASCHEMA_URIS, type SupportedDialect } from './dialect/dialects.ts';
export { FORMATS, type FormatDefinition } from './evaluate/formats.ts';
export { findSchemaFaults } from './evaluate/schema-faults.ts';
export { buildSchemaGraph, type SchemaGraph } from './resolve/graph.ts';
export { resolveUri, splitFragment } from './resolve/uri.ts';
