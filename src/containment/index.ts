import type { FormatMode, Profile } from '../core/compatibility.ts';
import type { JsonValue } from '../core/json/value.ts';
import type { SchemaDocument } from '../core/schema-document.ts';
import type { DocumentCache } from './document-cache.ts';
import type { SchemaGraph } from './resolve/graph.ts';

export interface ContainmentOptions {
  readonly profile?: Profile;
  readonly formats?: FormatMode;
  readonly readerAppliesDefaults?: boolean;
  /** `narrowed` compares ⟦W ∧ Declared(W)⟧ with ⟦R ∧ Declared(R)⟧ (both declared and tolerant). Default `contains`. */
  readonly question?: 'contains' | 'narrowed';
  readonly limits?: Limits;
  /** A second judge of witnesses that shares no code with the engine; null: the evaluator alone judges. */
  readonly judge?: Judge | null;
  /** Give a `contained` verdict its proof, for `checkCertificate`. Default false: it takes longer than the verdict. */
  readonly certificate?: boolean;
  /** Documents read for earlier questions; by default each question reads its own. */
  readonly cache?: DocumentCache;
}

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

export type { CompileGraphOptions as EvaluateOptions } from './evaluate/compile-graph.ts';

export { ENGINE_VERSION } from './engine-version.ts';
export { checkCertificate, type Certificate } from './certificate/certificate.ts';
export { decideContainment, decideRead } from './decide-containment.ts';
export { compilePattern, isBacktracking, patternSize } from './language/pattern.ts';
export { createMask, createSensitivityTest } from './evaluate/sensitivity.ts';
export { costliestNode } from './evaluate/cost.ts';
export { compileSchema } from './compile.ts';
export { SUPPORTED_DIALECTS, METASCHEMA_URIS } from './dialect/dialects.ts';
export { identifierKeyword, identifierOf } from './dialect/identifier.ts';
export { FORMATS, formatTest } from './evaluate/formats.ts';
export { DocumentCache, type ReadDocument } from './document-cache.ts';
export { findSchemaFaults } from './evaluate/schema-faults.ts';
export { wordsOf } from './witness/words.ts';
export { isKeyword, keywordsIn } from './dialect/keywords.ts';
export { openInstances, type Instances } from './instances.ts';
export { buildSchemaGraph, type SchemaGraph } from './resolve/graph.ts';
export { eachChild, childList, childMap, childSchema, type SchemaNode, type SchemaReference } from './resolve/node.ts';
export { resolveUri, splitFragment } from './resolve/uri.ts';
