import { parseArgs } from 'node:util';
import { setUp, tool } from './setup.mjs';

/** Run the rounds below `folder` that `--rounds N [--seed S]` ask for; sets the exit code. */
export async function runChaos(folder) {
  const { values } = parseArgs({ options: { rounds: { type: 'string', default: '50' }, seed: { type: 'string' } } });
  for (const [name, value] of Object.entries(values)) {
    if (/^\d{1,9}$/.test(value) && (name === 'seed' || Number(value) > 0)) continue;
    process.stderr.write(`--${name} ${value}: a whole number, such as --rounds 50 --seed 7\n`);
    process.exit(2);
  }
  process.env.CHAOS_ROUNDS = values.rounds;
  if (values.seed !== undefined) process.env.CHAOS_SEED = values.seed;
  await setUp();
  process.exitCode = await tool('vitest', 'vitest', ['run', '--config', 'vitest.chaos.config.ts', folder]);
}
