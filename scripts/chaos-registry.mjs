// `npm run chaos:registry -- [--store sqlite] --rounds N [--seed S]`: kill -9 at random moments under 100 concurrent registrations, N times.
// `npm run chaos:registry -- --store postgres --rounds N [--seed S]`: N times 2,000 concurrent registrations to two replicas on one
// PostgreSQL; in every second of three with kill -9 for a replica in the middle, in every third for the database.
import { parseArgs } from 'node:util';
import { setUp, tool } from './setup.mjs';

const { values } = parseArgs({ options: { store: { type: 'string', default: 'sqlite' }, rounds: { type: 'string' }, seed: { type: 'string' } } });
const FILES = { sqlite: 'kill.chaos', postgres: 'replicas.chaos' };
if (!Object.hasOwn(FILES, values.store)) {
  process.stderr.write(`--store ${values.store}: sqlite or postgres\n`);
  process.exit(2);
}
for (const [name, value] of Object.entries(values)) {
  if (name === 'store') continue;
  if (/^\d{1,9}$/.test(value) && (name === 'seed' || Number(value) > 0)) continue;
  process.stderr.write(`--${name} ${value}: a whole number, such as --rounds 50 --seed 7\n`);
  process.exit(2);
}
if (values.rounds !== undefined) process.env.CHAOS_ROUNDS = values.rounds;
if (values.seed !== undefined) process.env.CHAOS_SEED = values.seed;
await setUp();
process.exitCode = await tool('vitest', 'vitest', ['run', '--config', 'vitest.chaos.config.ts', FILES[values.store]]);
