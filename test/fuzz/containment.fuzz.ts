import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FAMILIES } from './families.ts';
import { ask, type Answered } from './judge.ts';
import { Universe } from './universe.ts';

const MINUTES = Number(process.env['FUZZ_MINUTES'] ?? 1);
const SEED = Number(process.env['FUZZ_SEED'] ?? Date.now() % 1_000_000);
const BATCH = 5;
/** One question of so many is held against other validators and the checker of certificates too, which take far longer than the engine. */
const THOROUGH = 4;

interface Tally {
  contained: number;
  notContained: number;
  undecided: number;
  certified: number;
  opinions: number;
  ms: number;
  slowestMs: number;
}

test(
  `random pairs for ${MINUTES} min from seed ${SEED}`,
  async () => {
    const end = Date.now() + MINUTES * 60_000;
    const tallies = new Map<string, Tally>();
    const wrong: object[] = [];
    const universe = new Universe();
    for (let round = 0; Date.now() < end && wrong.length < 20; round += 1) {
      universe.renew(SEED + round);
      for (const [family, questions] of Object.entries(FAMILIES)) {
        const tally = tallies.get(family) ?? { contained: 0, notContained: 0, undecided: 0, certified: 0, opinions: 0, ms: 0, slowestMs: 0 };
        tallies.set(family, tally);
        for (const [at, question] of fc.sample(questions, { seed: SEED + round, numRuns: BATCH }).entries()) {
          if (Date.now() >= end) break;
          const answered = await ask(question, universe, (at + round) % THOROUGH === 0);
          if (answered === undefined) continue;
          count(tally, answered);
          if (answered.ms > 2_000) process.stderr.write(`slow: ${answered.ms.toFixed(0)} ms ${JSON.stringify(question)}\n`);
          if (answered.verdict.kind === 'undecided' && process.env['FUZZ_SHOW_UNDECIDED'] !== undefined)
            process.stderr.write(`${JSON.stringify({ ...question, reasons: answered.verdict.reasons.map(({ code }) => code) })}\n`);
          for (const fault of answered.faults) wrong.push({ fault, family, ...question });
        }
      }
      if (round % 50 === 49) report(tallies);
    }
    report(tallies);
    expect(wrong).toEqual([]);
    // A second validator that fails at everything would be silent as well.
    expect([...tallies.values()].reduce((sum, { opinions }) => sum + opinions, 0)).toBeGreaterThan(0);
  },
  MINUTES * 60_000 + 120_000,
);

function count(tally: Tally, { verdict, ms, isCertified, opinions }: Answered): void {
  if (verdict.kind === 'contained') tally.contained += 1;
  else if (verdict.kind === 'undecided') tally.undecided += 1;
  else tally.notContained += 1;
  if (isCertified) tally.certified += 1;
  tally.opinions += opinions;
  tally.ms += ms;
  tally.slowestMs = Math.max(tally.slowestMs, ms);
}

function report(tallies: ReadonlyMap<string, Tally>): void {
  for (const [family, { contained, certified, notContained, undecided, opinions, ms, slowestMs }] of tallies) {
    const all = contained + notContained + undecided;
    if (all === 0) continue;
    const share = ((undecided / all) * 100).toFixed(2);
    const line = `${family}: ${all} pairs, ${contained} contained (${certified} certified), ${notContained} not (${opinions} second opinions), ${undecided} undecided (${share} %), ${(ms / all).toFixed(2)} ms each, slowest ${slowestMs.toFixed(0)} ms`;
    process.stderr.write(`${line}\n`);
  }
}
