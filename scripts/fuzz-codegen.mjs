import { COUNT, readFlags } from './flags.mjs';
import { setUp, tool } from './setup.mjs';

const HELP = `npm run fuzz:codegen -- [--rounds N]

The laws of generated code on N times as many random schemas as npm test has (80 by default): types compile and exclude no
valid value, validators say what the evaluator says, and no text becomes code. A round takes some 15 seconds.

  npm run fuzz:codegen -- --rounds 16`;

process.env.FUZZ_ROUNDS = readFlags(HELP, { rounds: { ...COUNT, default: '80' } }).rounds;
await setUp({ build: false });
const laws = ['emitted-tree', 'findings-law', 'github', 'losses', 'read-together', 'types-law', 'validators-differential'].map(
  (name) => `test/codegen/${name}.test.ts`,
);
process.exitCode = await tool('vitest', 'vitest', ['run', '--testTimeout', '0', ...laws]);
