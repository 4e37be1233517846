import { expect, test } from 'vitest';
import { twoGateways, type Victim } from './two-gateways.ts';

const [rounds, seed] = [Number(process.env['CHAOS_ROUNDS'] ?? 50), Number(process.env['CHAOS_SEED'] ?? Date.now() % 1_000_000)];
const VICTIMS: readonly Victim[] = ['first', 'database', 'second'];

test(`${rounds} times kill -9 of one of two gateways or of their database under load, seed ${seed}`, { timeout: 0 }, async () => {
  const kills = Array.from({ length: rounds }, (_, index) => VICTIMS[index % VICTIMS.length] ?? 'first');
  const report = await twoGateways({ kills, seed, log: (line) => process.stderr.write(`${line}\n`) });
  const { accepted, resent, duplicates, dead, faults } = report;
  process.stderr.write(
    `${rounds} kills, seed ${seed}: ${accepted} events answered with 202, all looked at; ${resent} sent again; ${duplicates} taken twice; ${dead} dead and listed; ${faults.length} faults\n`,
  );
  expect(faults).toEqual([]);
});
