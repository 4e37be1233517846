import { COUNT, readFlags } from './flags.mjs';
import { setUp, tool } from './setup.mjs';

const HELP = `npm run fuzz:codegen -- [--rounds N]

The laws of generated code on N times as many random schemas as npm test has (20 by default): types compile and exclude no
valid value, and validators say what the evaluator says. A round takes some 30 seconds.

  npm run fuzz:codegen -- --rounds 4`;

process.env.FUZZ_ROUNDS = readFlags(HELP, { rounds: { ...COUNT, default: '20' } }).rounds;
await setUp({ build: false });
const laws = ['types-law', 'losses', 'validators-differential'].map((name) => `test/codegen/${name}.test.ts`);
process.exitCode = await tool('vitest', 'vitest', ['run', '--testTimeout', '0', ...laws]);
