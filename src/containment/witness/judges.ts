import type { JsonValue } from '../../core/json/value.ts';
import type { EventFinding } from '../../core/verdict.ts';
import type { CompiledGraph } from '../evaluate/compile-graph.ts';
import type { DocumentCache } from '../document-cache.ts';
import type { ContainmentOptions, JudgeInstance } from '../options.ts';
import { patchDocument } from '../profile/patch.ts';
import type { Question, QuestionSide } from '../question.ts';

/** What judges one side of a question. */
export interface SideJudges {
  /** The side as the question means it: narrowed or loosened by the profile. */
  readonly accepts: (instance: JsonValue) => boolean;
  readonly findings: (instance: JsonValue) => readonly EventFinding[];
  /** The (loosened) document alone, which is all that a second judge knows, given what `accepts` said. */
  readonly acceptsPlain: (instance: JsonValue, isAccepted: boolean) => boolean;
  /** Compiled when it is first asked, which takes far longer than all the rest; undefined where it cannot judge. */
  readonly second: () => JudgeInstance | undefined;
}

export interface Judges {
  readonly writer: SideJudges;
  readonly reader: SideJudges;
}

/** Compile both sides for the verification of witnesses. */
export function createJudges({ writer, reader, options, cache }: Question): Judges {
  return { writer: judgesOf(writer, options), reader: judgesOf(asDocument(reader, options, cache), options) };
}

/** A loosened reader as a document of its own. */
function asDocument(side: QuestionSide, { limits = {} }: ContainmentOptions, cache: DocumentCache): QuestionSide {
  const { opened, defaulted } = side.lowering.options;
  const { document } = side.read;
  const patched = patchDocument(document, side.graph, { opened, defaulted });
  return patched === document ? side : { ...side, read: cache.read(patched, limits) };
}

function judgesOf({ read, isNarrowed }: QuestionSide, { judge, formats = 'annotate' }: ContainmentOptions): SideJudges {
  const compile = (undeclared: 'allow' | 'reject'): CompiledGraph => read.compiled({ formats, undeclared });
  const meant = compile(isNarrowed ? 'reject' : 'allow');
  const plain = once(() => compile('allow'));
  return {
    accepts: (instance) => meant.test(instance),
    findings: (instance) => meant.evaluate(instance, { maxFindings: 20 }).findings,
    acceptsPlain: (instance, isAccepted) => isAccepted || (isNarrowed && plain().test(instance)),
    second: once(() => judge?.(read.document, { formats, graph: read.graph })),
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
