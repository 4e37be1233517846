import type { EngineLanes } from './engine-lanes.ts';
import type { ContractState, History, HistoryEntry, Missing } from './history.ts';
import { createStepJudge, type JudgedStep, type Step, type StepOutcome, type StepQuestion } from './judge-steps.ts';
import { compareNames } from '../../src/core/text-order.ts';
import { mapInOrder } from '../map-in-order.ts';
import { SkippedFiles, type SkippedRange } from './skipped-files.ts';

export interface Audit {
  /** Newest first; those of one release by the name of the contract. */
  readonly steps: readonly JudgedStep[];
  readonly skipped: readonly SkippedRange[];
  readonly disappeared: readonly Disappeared[];
  /** How often a release had a contract that one before it had, changed or not. 0: nothing could have been found. */
  readonly compared: number;
  readonly summary: AuditSummary;
}

/** A contract that the newest release no longer has. That is no step, for there is no reader that it could break. */
export interface Disappeared {
  readonly contract: string;
  /** The first release without it. */
  readonly since: string;
  /** The contract that its file became, where git sees a rename. */
  readonly renamedTo?: string;
}

export interface AuditSummary {
  readonly releases: number;
  readonly contracts: number;
  readonly steps: number;
  readonly broken: number;
  readonly fine: number;
  readonly undecided: number;
  /** Files, however often they were skipped. */
  readonly skipped: number;
  readonly disappeared: number;
}

export interface AuditOptions extends StepQuestion {
  readonly engines: Pick<EngineLanes, 'width' | 'next'>;
  readonly onStep?: (counts: { readonly steps: number; readonly releases: number }) => void;
}

/** Judge every step of a history: each contract whenever it changed, against what it was before. */
export async function auditHistory(history: History, { engines, onStep, ...question }: AuditOptions): Promise<Audit> {
  const walk = new Walk();
  const judge = createStepJudge(question);
  const steps: JudgedStep[] = [];
  const work = (step: Step): Promise<JudgedStep> => judge(step, engines.next());
  // Twice as many as are worked on, so that none waits for the reading of files.
  for await (const step of mapInOrder(walk.steps(history), { width: 2 * engines.width, work })) {
    steps.push(step);
    onStep?.({ steps: steps.length, releases: walk.releases });
  }
  return walk.close(steps.toSorted(newestFirst));
}

/** Goes through a history once, and remembers of it what the summary needs. */
class Walk {
  releases = 0;
  /** How often a release had a contract that one before it had. */
  compared = 0;
  readonly #latest = new Map<string, ContractState>();
  readonly #missing = new Map<string, Missing>();
  readonly #skipped = new SkippedFiles();

  async *steps(history: History): AsyncGenerator<Step> {
    for await (const entry of history) {
      const step = this.#take(entry);
      if (step !== undefined) yield step;
    }
  }

  close(steps: readonly JudgedStep[]): Audit {
    const count = (outcome: StepOutcome): number => steps.filter((step) => step.outcome === outcome).length;
    const disappeared = [...this.#missing.values()].map(({ release, ...rest }) => ({ ...rest, since: release.name }));
    const skipped = this.#skipped.ranges();
    const summary = {
      releases: this.releases,
      contracts: this.#latest.size,
      steps: steps.length,
      broken: count('broken'),
      fine: count('fine'),
      undecided: count('undecided'),
      skipped: new Set(skipped.map(({ file }) => file)).size,
      disappeared: disappeared.length,
    };
    return { steps, skipped, disappeared: disappeared.toSorted(byContract), compared: this.compared, summary };
  }

  #take(entry: HistoryEntry): Step | undefined {
    switch (entry.kind) {
      case 'release':
        this.releases += 1;
        this.#skipped.beginRelease(entry.release.name);
        return undefined;
      case 'state':
        return this.#stepTo(entry.state);
      case 'missing':
        this.#skipped.mend(entry.missing.contract);
        if (this.#latest.has(entry.missing.contract)) this.#missing.set(entry.missing.contract, entry.missing);
        return undefined;
      case 'skipped':
        this.#missing.delete(entry.skipped.file);
        this.#skipped.add(entry.skipped);
        return undefined;
    }
  }

  #stepTo(newer: ContractState): Step | undefined {
    const moved = newer.renamedFrom === undefined ? undefined : this.#latest.get(newer.renamedFrom);
    const older = moved ?? this.#latest.get(newer.contract);
    this.#latest.set(newer.contract, newer);
    this.#missing.delete(newer.contract);
    this.#skipped.mend(newer.contract);
    if (older === undefined) return undefined;
    if (older.release.name !== newer.release.name) this.compared += 1; // A release may state a contract twice.
    if (older.fingerprint === newer.fingerprint) return undefined;
    return { older, newer, sequence: this.releases - 1 };
  }
}

function newestFirst(a: JudgedStep, b: JudgedStep): number {
  return b.sequence - a.sequence || byContract(a, b);
}

function byContract(a: { readonly contract: string }, b: { readonly contract: string }): number {
  return compareNames(a.contract, b.contract);
}
