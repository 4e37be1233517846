import type { SchemaDocument } from '../core/schema-document.ts';
import type { Reason } from '../core/verdict.ts';
import type { Prover } from './decide/prover.ts';
import type { Term } from './form/term.ts';
import type { ContainmentOptions } from './index.ts';
import { lowerDeclared } from './lower/declared.ts';
import { Lowering } from './lower/lower.ts';
import { declaredShape } from './profile/declared.ts';
import { loosen } from './profile/open.ts';
import { buildSchemaGraph, type SchemaGraph } from './resolve/graph.ts';

/** One side of the question: a set of events. */
export interface QuestionSide {
  readonly document: SchemaDocument;
  readonly graph: SchemaGraph;
  readonly lowering: Lowering;
  readonly term: Term;
  /** Whether Declared(V) is part of the set. */
  readonly isNarrowed: boolean;
}

/** Is the set of the writer within the set of the reader? Both as one profile means them. */
export interface Question {
  readonly prover: Prover;
  readonly writer: QuestionSide;
  readonly reader: QuestionSide;
  readonly options: ContainmentOptions;
  /** Why nothing can be decided at all. */
  readonly blocking: readonly Reason[];
  /** What the terms leave out. */
  readonly reasons: readonly Reason[];
}

/** Read both documents as sets of events: W ∧ Declared(W) and the opened R where the profile says so. */
export function prepareQuestion(
  writer: SchemaDocument,
  reader: SchemaDocument,
  { prover, options }: { readonly prover: Prover; readonly options: ContainmentOptions },
): Question {
  const { profile = 'strict', formats = 'annotate', question = 'contains', readerAppliesDefaults = false, limits = {} } = options;
  const isNarrowed = profile !== 'strict' || question === 'narrowed';
  const writerGraph = buildSchemaGraph(writer, limits);
  const readerGraph = buildSchemaGraph(reader, limits);
  const opens = profile === 'tolerant' && question === 'contains';
  const isLoosened = opens || readerAppliesDefaults;
  const writerLowering = new Lowering(writerGraph, prover, { side: 'writer', formats });
  const readerLowering = isLoosened
    ? loosen(readerGraph, prover, { opens, defaults: readerAppliesDefaults, formats })
    : new Lowering(readerGraph, prover, { side: 'reader', formats });
  const writerSide = prepareSide(writer, writerLowering, isNarrowed);
  const readerSide = prepareSide(reader, readerLowering, question === 'narrowed');
  const reasons = [...writerSide.lowering.reasons, ...readerSide.lowering.reasons];
  const vocabularies = [...vocabularyReasons(writerSide, 'writer'), ...vocabularyReasons(readerSide, 'reader')];
  const blocking = [...vocabularies, ...reasons.filter(({ code }) => code === 'unresolved_ref')];
  return { prover, writer: writerSide, reader: readerSide, options, blocking, reasons };
}

function prepareSide(document: SchemaDocument, lowering: Lowering, isNarrowed: boolean): QuestionSide {
  const { graph, prover, options } = lowering;
  const { terms } = prover;
  const own = lowering.root();
  const term = isNarrowed ? terms.and([own, lowerDeclared(declaredShape(graph), { terms, side: options.side })]) : own;
  return { document, graph, lowering, term, isNarrowed };
}

function vocabularyReasons({ graph }: QuestionSide, side: 'writer' | 'reader'): Reason[] {
  return graph.unknownVocabularies.map(({ uri, location }) => ({
    code: 'vocabulary',
    message: `the ${side}'s metaschema requires the vocabulary ${JSON.stringify(uri)}, which is not known here; leave it out, or make it optional`,
    ...(side === 'writer' ? { writerLocation: location } : { readerLocation: location }),
  }));
}
