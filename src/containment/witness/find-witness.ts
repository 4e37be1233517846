import type { JsonValue } from '../../core/json/value.ts';
import { MAX_FINDINGS, type Finding, type Reason, type ReasonCode } from '../../core/verdict.ts';
import { Budget, BudgetExhausted } from '../budget.ts';
import { Outlines } from '../evaluate/outline.ts';
import { explainWitness } from '../explain/explain.ts';
import type { Term } from '../form/term.ts';
import type { Question, QuestionSide } from '../question.ts';
import type { Answer } from '../solve/answer.ts';
import { Solver } from '../solve/solver.ts';
import { Generator } from './generate.ts';
import { createJudges } from './judges.ts';
import { minimise } from './minimise.ts';
import { mutations } from './mutate.ts';
import { isNeeded } from './needed.ts';
import { Refuter, type Candidate } from './refute.ts';
import { unlessTooDeep, Verifier } from './verify.ts';

export type Search =
  | {
      readonly kind: 'witness';
      readonly witness: JsonValue;
      readonly minimal: boolean;
      readonly findings: readonly Finding[];
      readonly judges: readonly string[];
      /** Who found the first one. */
      readonly stage: 'engine' | 'falsifier';
      readonly steps: number;
    }
  /** The solver proved that there is none. */
  | { readonly kind: 'contained'; readonly steps: number }
  | { readonly kind: 'none'; readonly disagreement: Reason | undefined; readonly doubts: readonly ReasonCode[]; readonly steps: number };

/** Steps along what the prover could not prove, which is where most breaks are found, and fast. */
const GUIDED_STEPS = 16_000;
/** Candidates that may fail before the solver is asked. */
const PATIENCE = 40;
/** Pairs of terms that the refuter goes down through, some three for each level of the event. */
const DEPTHS = [10, 60];
const SOLVER_STEPS = 100_000;
const SEARCH_STEPS = 60_000;
/** Values of the solver that are tried. */
const MAX_SOLUTIONS = 4;
const MAX_CHECKS = 2_000;
/** Checks spent on further breaks after the first. */
const MAX_MORE = 40;
const MORE_STEPS = 3_000;
const WITNESS_BYTES = 65_536;

/**
 * Look for an event that the writer accepts and the reader refuses, verify it, make it small and say what it breaks; or
 * prove that there is none.
 */
export function findWitness(question: Question): Search {
  return new WitnessSearch(question).run();
}

/** A verified witness with what it shows. */
interface Break {
  readonly value: JsonValue;
  readonly findings: readonly Finding[];
}

class WitnessSearch {
  readonly #question: Question;
  readonly #verifier: Verifier;
  readonly #outlines = new Outlines();
  #refuter: Refuter;
  #budget = new Budget(GUIDED_STEPS);
  #spent = 0;
  #disagreement: Reason | undefined;
  #solved: Answer | undefined;
  #stage: 'engine' | 'falsifier' = 'falsifier';
  #hasWitness = false;
  #failures = 0;

  constructor(question: Question) {
    this.#question = question;
    this.#verifier = new Verifier(() => createJudges(question), question.options.limits?.witnessBytes ?? WITNESS_BYTES);
    this.#refuter = this.#makeRefuter();
  }

  run(): Search {
    const breaks: Break[] = [];
    try {
      for (const found of this.#breaks()) {
        breaks.push(found);
        if (breaks.length >= (this.#isBrief ? 1 : MAX_FINDINGS)) break;
      }
    } catch (error) {
      if (!isGivenUp(error)) throw error;
    }
    const [first, ...more] = breaks;
    if (first !== undefined) return this.#report(first, more);
    if (this.#isProved) return { kind: 'contained', steps: this.#steps() };
    return {
      kind: 'none',
      disagreement: this.#disagreement,
      doubts: this.#solved?.values.length === 0 ? [...this.#solved.doubts] : [],
      steps: this.#steps(),
    };
  }

  /** The narrowed question only tells `equal` from `full`: that it fails is all that anybody asks. */
  get #isBrief(): boolean {
    return this.#question.options.question === 'narrowed';
  }

  /** Verified witnesses, each with a finding that none before it has. */
  *#breaks(): IterableIterator<Break> {
    const aims = new Set<string>();
    const seen = new Set<string>();
    let maxChecks = MAX_CHECKS;
    const tried = new Set<string>();
    for (const { value, aim } of this.#candidates()) {
      if (this.#verifier.spent >= maxChecks) return;
      if (aims.has(aim)) continue;
      const text = JSON.stringify(value);
      if (tried.has(text)) continue;
      tried.add(text);
      if (!this.#isWitness(value, text)) continue;
      aims.add(aim);
      this.#refuter.confirm();
      if (seen.size === 0) {
        maxChecks = this.#verifier.spent + MAX_MORE;
        this.#budget.limitTo(MORE_STEPS);
      }
      const findings = this.#explain(value).filter((finding) => !seen.has(keyOf(finding)));
      for (const finding of findings) seen.add(keyOf(finding));
      if (findings.length > 0) yield { value, findings };
    }
  }

  get #isProved(): boolean {
    return this.#solved !== undefined && this.#solved.isAll && this.#solved.values.length === 0;
  }

  #steps(): number {
    return Math.ceil(this.#spent + this.#budget.spent + this.#verifier.spent);
  }

  *#candidates(): IterableIterator<Candidate> {
    yield* this.#guided();
    if (this.#hasWitness) return;
    this.#solved = this.#solve();
    if (this.#isProved) return;
    this.#stage = 'engine';
    const { values, tentative } = this.#solved;
    for (const [index, value] of [...values, ...tentative].entries()) yield { value, aim: `solution ${index}` };
    if (this.#hasWitness) return;
    this.#stage = 'falsifier';
    yield* this.#beyondDeclared();
    if (this.#hasWitness) return;
    this.#goOn(SEARCH_STEPS);
    this.#refuter = this.#makeRefuter();
    yield* this.#byRefuter();
    if (!this.#hasWitness) yield* this.#mutants();
  }

  /**
   * Events of a narrowed writer's schema as it stands: what it declares is a second recursion beside its own, and the two together may be
   * too much to go through, while most of what it sends is declared anyway.
   */
  *#beyondDeclared(): IterableIterator<Candidate> {
    const { writer } = this.#question;
    if (!writer.isNarrowed) return;
    this.#goOn(GUIDED_STEPS);
    this.#refuter = this.#makeRefuter();
    this.#failures = 0;
    yield* this.#guided(writer.own);
  }

  /** The refuter's candidates until its patience or its steps are at an end. */
  *#guided(writer: Term = this.#question.writer.term): IterableIterator<Candidate> {
    try {
      for (const candidate of this.#byRefuter(writer)) {
        if (!this.#hasWitness && this.#failures >= PATIENCE) return;
        yield candidate;
      }
    } catch (error) {
      if (!isGivenUp(error)) throw error;
    }
  }

  /** Near the surface first: a break there makes the smaller event. */
  *#byRefuter(writer: Term = this.#question.writer.term): IterableIterator<Candidate> {
    const { reader } = this.#question;
    for (const depth of DEPTHS) {
      this.#refuter.maxDepth = depth;
      this.#refuter.isCut = false;
      yield* this.#refuter.candidates(writer, reader.term);
      if (!this.#refuter.isCut) return;
    }
  }

  /** Values that the writer has and the reader has not, or the proof that there are none. */
  #solve(): Answer {
    const { prover, writer, reader, options } = this.#question;
    const budget = this.#goOn(options.limits?.goals ?? SOLVER_STEPS);
    const question = prover.terms.and([writer.term, prover.terms.not(reader.term)]);
    let found: Answer = { values: [], tentative: [], isAll: false, doubts: new Set(['budget_steps']) };
    try {
      const { states } = options.limits ?? {};
      const solver = new Solver(prover, budget, states === undefined ? {} : { maxStates: states });
      // The first is enough mostly; it is not lost where more of them take too long.
      for (const wanted of [1, MAX_SOLUTIONS]) found = solver.find(question, wanted);
    } catch (error) {
      if (!isGivenUp(error)) throw error;
    }
    return found;
  }

  /** Go on with a budget of its own. */
  #goOn(steps: number): Budget {
    this.#spent += this.#budget.spent;
    this.#budget = new Budget(steps);
    this.#question.prover.resume(this.#budget);
    return this.#budget;
  }

  #makeRefuter(): Refuter {
    const { prover, writer, reader } = this.#question;
    prover.resume(this.#budget);
    return new Refuter(new Generator({ prover, budget: this.#budget, samples: [writer.lowering.samples, reader.lowering.samples] }));
  }

  /** Instances of the writer with one edit: for breaks between parts that no single part of the reader shows. */
  *#mutants(): IterableIterator<Candidate> {
    const { writer, reader } = this.#question;
    const names = [...new Set([...memberNames(reader), ...memberNames(writer)])];
    const seeds: JsonValue[] = [];
    for (const value of this.#refuter.generator.values(writer.term)) {
      yield { value, aim: `seed ${seeds.length}` };
      seeds.push(value);
      if (seeds.length >= 8) break;
    }
    for (const seed of seeds) for (const value of mutations(seed, names, [])) yield { value, aim: 'mutation' };
  }

  #isWitness(value: JsonValue, text: string): boolean {
    const testimony = this.#verifier.testify(value, text);
    if (testimony === 'disagreement') {
      const message = `our evaluator and the second judge disagree about ${preview(value)}, so it is no witness; simplify the keyword that they read differently`;
      this.#disagreement ??= { code: 'judge_disagreement', message };
    }
    if (testimony === 'witness') this.#hasWitness = true;
    else this.#failures += 1;
    return testimony === 'witness';
  }

  #report(first: Break, more: readonly Break[]): Search {
    if (this.#isBrief) return this.#found(first.value, false, first.findings);
    const { writer } = this.#question;
    const smaller = minimise(first.value, {
      isBreak: (value) => this.#verifier.isBreak(value),
      needs: (path) => isNeeded(writer.graph.root, path),
      hoists: writer.lowering.isRecursive,
    });
    const isVerified = smaller.value === first.value || this.#verifier.testify(smaller.value) === 'witness';
    const witness = isVerified ? smaller.value : first.value;
    const findings = new Map<string, Finding>();
    const add = (finding: Finding): void => void (findings.has(keyOf(finding)) || findings.set(keyOf(finding), finding));
    for (const finding of witness === first.value ? first.findings : this.#explain(witness)) add(finding);
    for (const { value, findings: others } of more) for (const finding of others) add({ ...finding, witness: value });
    return this.#found(witness, isVerified && smaller.isMinimal, [...findings.values()].slice(0, MAX_FINDINGS));
  }

  #found(witness: JsonValue, minimal: boolean, findings: readonly Finding[]): Search {
    return {
      kind: 'witness',
      witness,
      minimal,
      findings,
      judges: this.#verifier.judges(witness),
      stage: this.#stage,
      steps: this.#steps(),
    };
  }

  #explain(witness: JsonValue): Finding[] {
    const { writer, reader, prover, options } = this.#question;
    const { formats = 'annotate' } = options;
    return explainWitness(this.#verifier.findings(witness), witness, {
      writer: {
        graph: writer.graph,
        matches: (pattern, name) => prover.membership.matches(pattern, name),
        accepts: (node, value) => unlessTooDeep(() => writer.read.compiled({ formats }).testAt(node, value)) ?? true,
      },
      reader: reader.graph,
      outlines: this.#outlines,
    });
  }
}

// A RangeError is the stack: the evaluator plans recursively, and a schema may be a chain of thousands of references.
function isGivenUp(error: unknown): boolean {
  return error instanceof BudgetExhausted || error instanceof RangeError;
}

function memberNames({ graph }: QuestionSide): string[] {
  return graph.nodes.flatMap(({ schema }) =>
    typeof schema === 'object' && schema['properties'] !== undefined ? Object.keys(schema['properties'] as object) : [],
  );
}

// The same keyword may be broken in many places of an event where a definition is used often or recursive.
function keyOf({ readerLocation, change }: Finding): string {
  return `${readerLocation} ${change ?? ''}`;
}

function preview(value: JsonValue): string {
  const text = JSON.stringify(value);
  return text.length > 200 ? `${text.slice(0, 199)}…` : text;
}
