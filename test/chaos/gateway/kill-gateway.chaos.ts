import { expect, test } from 'vitest';
import { killGateway } from './kill-gateway.ts';

const [rounds, seed] = [Number(process.env['CHAOS_ROUNDS'] ?? 50), Number(process.env['CHAOS_SEED'] ?? Date.now() % 1_000_000)];

test(`${rounds} times kill -9 of a gateway under load, seed ${seed}`, { timeout: 0 }, async () => {
  const { accepted, resent, duplicates, dead, faults } = await killGateway({ rounds, seed, log: (line) => process.stderr.write(`${line}\n`) });
  process.stderr.write(
    `${rounds} kills, seed ${seed}: ${accepted} events answered with 202, all looked at; ${resent} sent again; ${duplicates} taken twice; ${dead} dead and listed; ${faults.length} faults\n`,
  );
  expect(faults).toEqual([]);
});
