import type { Reason } from '../core/verdict.ts';
import type { Prover } from './decide/prover.ts';
import type { Term } from './form/term.ts';
import type { ContainmentOptions } from './options.ts';
import { lowerDeclared } from './lower/declared.ts';
import { Likeness } from './lower/likeness.ts';
import { Lowering, type Insight } from './lower/lower.ts';
import { declaredShape } from './profile/declared.ts';
import { isClosed, loosen } from './profile/open.ts';
import type { DocumentCache, ReadDocument } from './document-cache.ts';
import type { SchemaGraph } from './resolve/graph.ts';

/** One side of the question: a set of events. */
export interface QuestionSide {
  readonly read: ReadDocument;
  readonly graph: SchemaGraph;
  readonly lowering: Lowering;
  /** The schema by itself. */
  readonly own: Term;
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
  readonly cache: DocumentCache;
  /** Why nothing can be decided at all. */
  readonly blocking: readonly Reason[];
  /** What the terms leave out. */
  readonly reasons: readonly Reason[];
}

/** Read both documents as sets of events: W ∧ Declared(W) and the opened R where the profile says so. */
export function prepareQuestion(
  writer: ReadDocument,
  reader: ReadDocument,
  { prover, options, cache }: { readonly prover: Prover; readonly options: ContainmentOptions; readonly cache: DocumentCache },
): Question {
  return { prover, options, cache, ...readSides(writer, reader, { insight: prover, options }) };
}

/** Both documents as terms. The less insight there is, the smaller a loosened reader may come out. */
export function readSides(
  writer: ReadDocument,
  reader: ReadDocument,
  { insight, options }: { readonly insight: Insight; readonly options: ContainmentOptions },
): Pick<Question, 'writer' | 'reader' | 'blocking' | 'reasons'> {
  const { profile = 'strict', formats = 'annotate', question = 'contains', readerAppliesDefaults = false } = options;
  const isNarrowed = profile !== 'strict' || question === 'narrowed';
  // What has nothing to open is read as it stands.
  const opens = profile === 'tolerant' && question === 'contains' && reader.graph.nodes.some(isClosed);
  const isLoosened = opens || readerAppliesDefaults;
  const plain = { formats, likeness: new Likeness([writer.graph, reader.graph]) };
  const writerLowering = new Lowering(writer.graph, insight, { side: 'writer', ...(isLoosened ? { formats } : plain) });
  const readerLowering = isLoosened
    ? loosen(reader.graph, insight, { opens, defaults: readerAppliesDefaults, formats })
    : new Lowering(reader.graph, insight, { side: 'reader', ...plain });
  const writerSide = prepareSide({ read: writer, isNarrowed }, writerLowering);
  const readerSide = prepareSide({ read: reader, isNarrowed: question === 'narrowed' }, readerLowering);
  const reasons = [...writerSide.lowering.reasons, ...readerSide.lowering.reasons];
  const vocabularies = [...vocabularyReasons(writerSide, 'writer'), ...vocabularyReasons(readerSide, 'reader')];
  const blocking = [...vocabularies, ...reasons.filter(({ code }) => code === 'unresolved_ref')];
  return { writer: writerSide, reader: readerSide, blocking, reasons };
}

function prepareSide(side: Pick<QuestionSide, 'read' | 'isNarrowed'>, lowering: Lowering): QuestionSide {
  const { graph, terms, options } = lowering;
  const own = lowering.root();
  const term = side.isNarrowed ? terms.and([own, lowerDeclared(declaredShape(graph), { terms, side: options.side })]) : own;
  return { ...side, graph, lowering, own, term };
}

function vocabularyReasons({ graph }: QuestionSide, side: 'writer' | 'reader'): Reason[] {
  return graph.unknownVocabularies.map(({ uri, location }) => ({
    code: 'vocabulary',
    message: `the ${side}'s metaschema requires the vocabulary ${JSON.stringify(uri)}, which is not known here; leave it out, or make it optional`,
    ...(side === 'writer' ? { writerLocation: location } : { readerLocation: location }),
  }));
}
