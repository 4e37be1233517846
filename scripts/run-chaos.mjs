import { parseArgs } from 'node:util';
import { setUp, tool } from './setup.mjs';

/** Run the rounds that `[--store NAME] --rounds N [--seed S]` ask for, of the file or files that belong to each store; sets the exit code. */
export async function runChaos(files) {
  const [first] = Object.keys(files);
  const { values } = parseArgs({
    options: { store: { type: 'string', default: first }, rounds: { type: 'string' }, seed: { type: 'string' } },
  });
  const { store, ...numbers } = values;
  if (!Object.hasOwn(files, store)) fail(`--store ${store}: ${Object.keys(files).join(' or ')}`);
  for (const [name, value] of Object.entries(numbers)) {
    if (!/^\d{1,9}$/.test(value) || (name === 'rounds' && Number(value) === 0))
      fail(`--${name} ${value}: a whole number, such as --rounds 50 --seed 7`);
  }
  if (numbers.rounds !== undefined) process.env.CHAOS_ROUNDS = numbers.rounds;
  if (numbers.seed !== undefined) process.env.CHAOS_SEED = numbers.seed;
  await setUp();
  process.exitCode = await tool('vitest', 'vitest', ['run', '--config', 'vitest.chaos.config.ts', ...[files[store]].flat()]);
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}
