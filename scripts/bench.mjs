// `npm run bench [-- NAME]`: set up, then list the benches, or run those that the regular expression NAME finds.
import { join } from 'node:path';
import { ROOT, run, setUp } from './setup.mjs';

await setUp();
process.exitCode = await run(process.execPath, [join(ROOT, 'dist', 'modules', 'bench', 'main.js'), ...process.argv.slice(2)], { cwd: process.cwd() });
