import { expect, test } from 'vitest';
import { killRounds } from './kill-rounds.ts';

const [rounds, seed] = [Number(process.env['CHAOS_ROUNDS'] ?? 50), Number(process.env['CHAOS_SEED'] ?? Date.now() % 1_000_000)];

test(`${rounds} times kill -9 under 100 registrations at once, seed ${seed}`, { timeout: 0 }, async () => {
  const { answered, unanswered, faults } = await killRounds({ rounds, seed, log: (line) => process.stderr.write(`${line}\n`) });
  process.stderr.write(
    `${rounds} kills: ${answered} answered versions, all looked at; ${unanswered} committed unanswered; ${faults.length} faults\n`,
  );
  expect(faults).toEqual([]);
});
