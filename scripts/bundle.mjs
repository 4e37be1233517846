import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { ROOT } from './setup.mjs';

/** What runs in a thread: whatever starts one looks for it in its own folder, which is that of the chunks. */
export const WORKERS = {
  'engine-worker': 'src/server/workers/engine-worker.ts',
  'schema-tools-worker': 'src/server/workers/schema-tools-worker.ts',
  'slow-judge-worker': 'src/server/workers/slow-judge-worker.ts',
  'examples-worker': 'cli/asyncapi/examples-worker.ts',
  'parser-worker': 'cli/asyncapi/parser-worker.ts',
};

/**
 * Our own code in few files: one for each of `entries`, by its path without `.js` below `dir`, and chunks, whose paths begin with `chunks`, for what
 * several need or load late, so that each module is there once. What is installed with the package stays outside.
 */
export async function bundle({ entries, dir, chunks }) {
  const { dependencies, peerDependencies, optionalDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const installed = Object.keys({ ...dependencies, ...peerDependencies, ...optionalDependencies });
  const bundled = await rolldown({
    cwd: ROOT,
    input: Object.fromEntries(Object.entries(entries).map(([name, source]) => [name, join(ROOT, source)])),
    platform: 'node',
    external: [/^node:/, ...installed.map((name) => new RegExp(`^${name}(?:/|$)`))],
    transform: { target: 'es2023' },
    // A module that one imports late and another at once is no mistake.
    checks: { ineffectiveDynamicImport: false },
  });
  await bundled.write({
    dir,
    entryFileNames: '[name].js',
    chunkFileNames: `${chunks}[name].js`,
    comments: { jsdoc: false },
  });
  await bundled.close();
}
