import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COUNT, SEED, readFlags } from './flags.mjs';
import { setUp, tool } from './setup.mjs';

/**
 * Run the rounds that `[--store NAME] [--rounds N] [--seed S]` ask for, of the file or files that belong to each store; sets the exit code.
 * Of a run that fails the folder with its stores stays, and is named with the command that does the same again.
 */
export async function runChaos(name, help, files) {
  const stores = Object.keys(files);
  const wanted = { isFine: (value) => stores.includes(value), wanted: stores.join(' or '), default: stores[0] };
  const { store, rounds, seed = String(Date.now() % 1_000_000) } = readFlags(help, { store: wanted, rounds: COUNT, seed: SEED });
  if (rounds !== undefined) process.env.CHAOS_ROUNDS = rounds;
  process.env.CHAOS_SEED = seed;
  await setUp();
  const folder = mkdtempSync(join(tmpdir(), 'sluice-chaos-'));
  chmodSync(folder, 0o755); // Some of what is started runs as another user.
  process.env.CHAOS_FOLDER = folder;
  process.env.TMPDIR = folder;
  const code = await tool('vitest', 'vitest', ['run', '--config', 'vitest.chaos.config.ts', ...[files[store]].flat()]);
  process.exitCode = code;
  if (code === 0) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  else process.stderr.write(whatToLookAt({ name, store, folder, seed, rounds }));
}

function whatToLookAt({ name, store, folder, seed, rounds }) {
  const files = readdirSync(folder, { recursive: true }).filter((path) => /\.(sqlite|ndjson)$/.test(path));
  const again = `npm run ${name} -- --store ${store}${rounds === undefined ? '' : ` --rounds ${rounds}`} --seed ${seed}`;
  return [
    '',
    'The run has failed. The sentences above say what was not as it has to be, and in which round.',
    `What it left stays in ${folder} until you delete it:`,
    ...(files.length === 0 ? ['  no store'] : files.map((path) => `  ${join(folder, path)}`)),
    'Look at a store with `sluice doctor --store sqlite:PATH`, or at a dump with `sluice restore FILE --dir NEW` and a registry on it.',
    `The same rounds again, in what is by chance: ${again}`,
    '',
  ].join('\n');
}
