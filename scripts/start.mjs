// `npm start`: install and build if needed, then run the example around `sluice up`. Options go to `sluice up`.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ROOT, say, setUp } from './setup.mjs';
import { whenParentEnds } from './parent.mjs';
import { findMistake } from './start-flags.mjs';

const mistake = findMistake(process.argv.slice(2));
if (mistake !== undefined) {
  say(mistake);
  process.exit(2);
}
await setUp();
const child = spawn(process.execPath, [join(ROOT, 'dist', 'modules', 'examples', 'start', 'main.js'), ...process.argv.slice(2)], {
  stdio: 'inherit',
});
// The terminal sends Ctrl-C to the child as well; what others send to us is passed on.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => child.kill('SIGTERM'));
// npm passes SIGTERM to its shell, which may end and leave us alone.
const unwatch = whenParentEnds(() => child.kill('SIGTERM'));
child.on('close', (code) => {
  unwatch();
  process.exitCode = code ?? 1;
});
