import type { SchemaDocument } from '../core/schema-document.ts';
import type { Reason, ReasonCode, Stats, Verdict } from '../core/verdict.ts';
import { Budget, BudgetExhausted } from './budget.ts';
import { Prover, PROVER_STEPS, type Obstacle } from './decide/prover.ts';
import { Terms } from './form/terms.ts';
import { makeCertificate } from './certificate/certificate.ts';
import { DocumentCache, type ReadDocument } from './document-cache.ts';
import { ENGINE_VERSION } from './engine-version.ts';
import { patternReasons } from './explain/pattern-reasons.ts';
import type { ContainmentOptions } from './options.ts';
import { prepareQuestion, type Question } from './question.ts';
import type { SchemaGraph } from './resolve/graph.ts';
import { findWitness } from './witness/find-witness.ts';

const MAX_REASONS = 10;

/**
 * Decide whether every instance of `writer` is an instance of `reader`, in the sense of `options.profile`.
 *
 * `contained` is proved, by structure or by the solver, which then has seen every case. `not_contained` has a witness that our evaluator accepts for the writer and
 * refuses for the reader, and that `options.judge` agrees on where it can compile the schemas; one finding for each
 * independent break that was found, at most 10. Everything else is `undecided`, with the places where the proof got
 * stuck. Deterministic: limits count steps, not time. Does not validate the documents: see `findSchemaFaults`. Throws as
 * `buildSchemaGraph`.
 */
export function decideContainment(writer: SchemaDocument, reader: SchemaDocument, options: ContainmentOptions = {}): Verdict {
  const { cache = new DocumentCache(), limits } = options;
  return decideRead(cache.read(writer, limits), cache.read(reader, limits), { ...options, cache });
}

/** The same for documents that `cache` has read, within the limits of the question. */
export function decideRead(writer: ReadDocument, reader: ReadDocument, options: ContainmentOptions & { readonly cache: DocumentCache }): Verdict {
  const verdict = decide(writer, reader, options);
  return verdict.kind === 'contained' && options.certificate === true ? { ...verdict, ...makeCertificate(writer, reader, options) } : verdict;
}

function decide(writer: ReadDocument, reader: ReadDocument, options: ContainmentOptions & { readonly cache: DocumentCache }): Verdict {
  const budget = new Budget(options.limits?.goals ?? PROVER_STEPS);
  const prover = new Prover(new Terms(), budget);
  try {
    // Every reading loosens the reader or narrows the writer, so a schema is within itself under each of them.
    if (writer.text === reader.text && isComplete(writer.graph)) return { kind: 'contained', stats: statsOf(budget, 'prover') };
    const question = prepareQuestion(writer, reader, { prover, options, cache: options.cache });
    if (question.blocking.length > 0) return undecided(question.blocking, budget, 'resolver');
    if (prove(question, budget)) return { kind: 'contained', stats: statsOf(budget, 'prover') };
    return refute(question, budget);
  } catch (error) {
    if (error instanceof BudgetExhausted) return undecided([budgetReason(error)], budget, 'prover');
    throw error;
  }
}

function isComplete({ unresolved, unknownVocabularies }: SchemaGraph): boolean {
  return unresolved.length === 0 && unknownVocabularies.length === 0;
}

function prove({ prover, writer, reader }: Question, budget: Budget): boolean {
  try {
    return prover.leq(writer.term, reader.term);
  } catch (error) {
    if (error instanceof BudgetExhausted && budget.isExhausted) return false;
    throw error;
  }
}

function refute(question: Question, budget: Budget): Verdict {
  const obstacles = [...question.prover.obstacles];
  const found = findWitness(question);
  const steps = Math.ceil(budget.spent) + found.steps;
  if (found.kind === 'contained') return { kind: 'contained', stats: { ...statsOf(budget, 'engine'), steps } };
  if (found.kind === 'witness') {
    const { witness, minimal, findings, judges, stage } = found;
    return { kind: 'not_contained', witness, minimal, findings, stats: { ...statsOf(budget, stage), steps, judges } };
  }
  const reasons = [
    ...(found.disagreement === undefined ? [] : [found.disagreement]),
    ...(budget.isExhausted ? [budgetReason(new BudgetExhausted('budget_steps'))] : []),
    ...question.reasons,
    ...doubtReasons(question, found.doubts, obstacles[0]),
    ...obstacles.map((obstacle) => stuckReason(question, obstacle)),
  ];
  const { kind, reasons: shown, stats } = undecided(reasons, budget, 'falsifier');
  return { kind, reasons: shown, stats: { ...stats, steps } };
}

function undecided(reasons: readonly Reason[], budget: Budget, stage: Stats['stage']): Extract<Verdict, { readonly kind: 'undecided' }> {
  return { kind: 'undecided', reasons: reasons.slice(0, MAX_REASONS), stats: statsOf(budget, stage) };
}

function statsOf(budget: Budget, stage: Stats['stage']): Stats {
  return { steps: Math.ceil(budget.spent), stage, judges: [], engine: ENGINE_VERSION };
}

function budgetReason({ code }: BudgetExhausted): Reason {
  return { code, message: 'the schemas take more steps than the limit; simplify them, or raise limits.goals' };
}

/** What a doubt of the solver means for the author. */
const DOUBTS: Readonly<Partial<Record<ReasonCode, string>>> = {
  budget_states: 'a pattern or a length takes more states than the limit; shorten the pattern, or lower its counts',
  regex_unsupported:
    'a pattern with a back reference is compared with something other than itself; write it as a regular expression in the strict sense, or leave it unchanged',
  format_function:
    'the format regex, which no pattern describes, is compared with something other than itself; leave the format as it was, or add a pattern',
  object_combinatorics:
    'an object has more patterns for names, or more members to be broken at once, than are tried, or its values are huge; use fewer patternProperties, or fewer required members',
  contains_combinatorics: 'an array has more positions or contains counts than are tried; lower minItems, minContains or their number',
  unique_large: 'whether there are enough different values could not be found out; leave out uniqueItems, or state fewer single values',
  multiple_of_large: 'a number that fits can be none that a double holds; use smaller numbers with fewer digits',
};

/** The doubts that name a construct come first; a few texts are tried where a pattern is not understood, which is no lack of states. */
function doubtReasons(question: Question, doubts: readonly ReasonCode[], obstacle: Obstacle | undefined): readonly Reason[] {
  const { writer, reader } = question;
  const places = obstacle === undefined ? {} : placesOf(question, obstacle);
  const hidden = doubts.includes('regex_unsupported') ? 'budget_states' : undefined;
  return doubts
    .filter((code) => code !== hidden)
    .toSorted((a, b) => Number(a.startsWith('budget_')) - Number(b.startsWith('budget_')))
    .flatMap((code): readonly Reason[] => {
      const patterns = code === 'regex_unsupported' ? patternReasons(writer.graph, reader.graph) : [];
      const message = DOUBTS[code] ?? 'the search for an event that breaks the reader did not come to an end; simplify the schemas';
      return patterns.length > 0 ? patterns : [{ code, message, ...places }];
    });
}

function stuckReason(question: Question, obstacle: Obstacle): Reason {
  const path = obstacle.path.length === 0 ? 'the whole event' : obstacle.path.join('.');
  return {
    code: 'not_proved',
    message: `at ${path}: neither a proof nor an event that breaks the reader was found; simplify one of the two places`,
    ...placesOf(question, obstacle),
  };
}

function placesOf({ writer, reader }: Question, obstacle: Obstacle): Pick<Reason, 'writerLocation' | 'readerLocation'> {
  const writerLocation = writer.lowering.originOf(obstacle.writer);
  const readerLocation = reader.lowering.originOf(obstacle.reader);
  return { ...(writerLocation === undefined ? {} : { writerLocation }), ...(readerLocation === undefined ? {} : { readerLocation }) };
}
