// `npm run example:NAME`: set up, then run the built example.
import { join } from 'node:path';
import { ROOT, run, setUp } from './setup.mjs';

const [name = 'github', ...rest] = process.argv.slice(2);
await setUp();
process.exitCode = await run(process.execPath, [join(ROOT, 'dist', 'examples', name, 'main.js'), ...rest], { cwd: process.cwd() });
