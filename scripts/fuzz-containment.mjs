// `npm run fuzz:containment -- --minutes N [--seed S]`: random pairs of schemas against small values and a second validator.
import { parseArgs } from 'node:util';
import { setUp, tool } from './setup.mjs';

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '10' }, seed: { type: 'string' } } });
if (!(Number(values.minutes) > 0)) {
  process.stderr.write(`--minutes ${values.minutes}: a number of minutes above 0, such as --minutes 60\n`);
  process.exit(2);
}
process.env.FUZZ_MINUTES = values.minutes;
if (values.seed !== undefined) process.env.FUZZ_SEED = values.seed;
await setUp({ build: false });
process.exitCode = await tool('vitest', 'vitest', ['run', '--config', 'vitest.fuzz.config.ts']);
