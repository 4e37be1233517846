// `npm run chaos:gateway -- --rounds N [--seed S]`: kill -9 of a gateway with a durable route at random moments under load, N times,
// while its function errors, hangs, resets and is slow; and as many kills and power cuts of the queue in a file.
import { parseArgs } from 'node:util';
import { setUp, tool } from './setup.mjs';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '50' }, seed: { type: 'string' } } });
for (const [name, value] of Object.entries(values)) {
  if (/^\d{1,9}$/.test(value) && (name === 'seed' || Number(value) > 0)) continue;
  process.stderr.write(`--${name} ${value}: a whole number, such as --rounds 50 --seed 7\n`);
  process.exit(2);
}
process.env.CHAOS_ROUNDS = values.rounds;
if (values.seed !== undefined) process.env.CHAOS_SEED = values.seed;
await setUp();
process.exitCode = await tool('vitest', 'vitest', ['run', '--config', 'vitest.chaos.config.ts', 'test/chaos/gateway']);
