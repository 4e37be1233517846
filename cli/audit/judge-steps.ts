import { pairsToCheck, type Check, type FormatMode, type Profile } from '../../src/core/compatibility.ts';
import type { Verdict } from '../../src/core/verdict.ts';
import type { SourceFile } from '../io.ts';
import type { Engine } from './engine-lanes.ts';
import type { ContractState, Release } from './history.ts';

/** A contract that changed between two releases. */
export interface Step {
  readonly older: ContractState;
  readonly newer: ContractState;
  /** The place of the newer release in the history, from 0. */
  readonly sequence: number;
}

export type StepOutcome = 'broken' | 'fine' | 'undecided';

export interface JudgedStep {
  readonly contract: string;
  readonly from: Release;
  readonly to: Release;
  readonly sequence: number;
  readonly outcome: StepOutcome;
  readonly checks: readonly Check[];
  /** Both sides, where there is something to show in them. */
  readonly files: readonly SourceFile[];
}

export const STEP_LEVELS: readonly ['BACKWARD', 'FORWARD', 'FULL'] = ['BACKWARD', 'FORWARD', 'FULL'];
export type StepLevel = (typeof STEP_LEVELS)[number];

export interface StepQuestion {
  readonly level: StepLevel;
  readonly profile: Profile;
  readonly formats: FormatMode;
}

/** Ask an engine what the level asks for about a step. A pair of contents is asked about once, whoever has it. */
export function createStepJudge(question: StepQuestion): (step: Step, engine: Engine) => Promise<JudgedStep> {
  const { level, profile, formats } = question;
  const asked = new Map<string, Promise<Verdict>>();

  function ask(engine: Engine, writer: ContractState, reader: ContractState): Promise<Verdict> {
    const key = `${writer.fingerprint} ${reader.fingerprint}`;
    const answer = asked.get(key) ?? engine.compare(writer.schema, reader.schema, { profile, formats });
    asked.set(key, answer);
    return answer;
  }

  return async ({ older, newer, sequence }, engine) => {
    const pairs = pairsToCheck(level, newer, [older]);
    const checks = await Promise.all(
      pairs.map(async ({ writer, reader }) => ({ writer: sideOf(writer), reader: sideOf(reader), verdict: await ask(engine, writer, reader) })),
    );
    const outcome = outcomeOf(checks);
    const files = outcome === 'fine' ? [] : [older, newer].flatMap(({ label, text }) => (text === undefined ? [] : [{ label, text }]));
    return { contract: newer.contract, from: older.release, to: newer.release, sequence, outcome, checks, files };
  };
}

function sideOf({ label, fingerprint }: ContractState): Check['writer'] {
  return { label, fingerprint };
}

function outcomeOf(checks: readonly Check[]): StepOutcome {
  const kinds = checks.map(({ verdict }) => verdict.kind);
  if (kinds.includes('not_contained')) return 'broken';
  return kinds.includes('undecided') ? 'undecided' : 'fine';
}
