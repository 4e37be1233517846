// `npm run fuzz:codegen -- --rounds N`: the laws of generated code on N times as many random schemas as `npm test` has: types compile and
// exclude no valid value, and validators say what the evaluator says. A round takes some 30 seconds.
import { parseArgs } from 'node:util';
import { setUp, tool } from './setup.mjs';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '20' } } });
if (!/^[1-9]\d{0,4}$/.test(values.rounds)) {
  process.stderr.write(`--rounds ${values.rounds}: a whole number above 0, such as --rounds 20\n`);
  process.exit(2);
}
process.env.FUZZ_ROUNDS = values.rounds;
await setUp({ build: false });
const laws = ['types-law', 'losses', 'validators-differential'].map((name) => `test/codegen/${name}.test.ts`);
process.exitCode = await tool('vitest', 'vitest', ['run', '--testTimeout', '0', ...laws]);
