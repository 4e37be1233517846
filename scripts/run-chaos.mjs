import { COUNT, SEED, readFlags } from './flags.mjs';
import { setUp, tool } from './setup.mjs';

/** Run the rounds that `[--store NAME] [--rounds N] [--seed S]` ask for, of the file or files that belong to each store; sets the exit code. */
export async function runChaos(help, files) {
  const stores = Object.keys(files);
  const store = { isFine: (value) => stores.includes(value), wanted: stores.join(' or '), default: stores[0] };
  const values = readFlags(help, { store, rounds: COUNT, seed: SEED });
  if (values.rounds !== undefined) process.env.CHAOS_ROUNDS = values.rounds;
  if (values.seed !== undefined) process.env.CHAOS_SEED = values.seed;
  await setUp();
  process.exitCode = await tool('vitest', 'vitest', ['run', '--config', 'vitest.chaos.config.ts', ...[files[values.store]].flat()]);
}
