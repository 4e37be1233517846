import { MINUTES, SEED, readFlags } from './flags.mjs';
import { setUp, tool } from './setup.mjs';

const HELP = `npm run fuzz:containment -- [--minutes N] [--seed S]

Random pairs of schemas: what the engine says of each is held against small values and a second validator. 10 minutes by
default.

  npm run fuzz:containment -- --minutes 60
  npm run fuzz:containment -- --minutes 5 --seed 157575`;

const values = readFlags(HELP, { minutes: { ...MINUTES, default: '10' }, seed: SEED });
process.env.FUZZ_MINUTES = values.minutes;
if (values.seed !== undefined) process.env.FUZZ_SEED = values.seed;
await setUp({ build: false });
process.exitCode = await tool('vitest', 'vitest', ['run', '--config', 'vitest.fuzz.config.ts']);
