import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Whom to ask for the file of the program in few files. */
    programLender?: string;
  }
}

const ROOT = join(import.meta.dirname, '..', '..');
const DIST = join(ROOT, 'dist');

// What runs in a thread is a file of its own.
const WORKERS: Readonly<Record<string, string>> = {
  'engine-worker': 'src/server/workers',
  'schema-tools-worker': 'src/server/workers',
  'slow-judge-worker': 'src/server/workers',
  'examples-worker': 'cli/asyncapi',
  'parser-worker': 'cli/asyncapi',
};

// What test/cli/in-process.ts runs without a process.
const MODULES = [
  'cli/audit/engine-lanes',
  'cli/commands/audit',
  'cli/commands/gateway',
  'cli/commands/serve',
  'cli/commands/up',
  'cli/export/asyncapi',
  'cli/import/asyncapi',
  'cli/import/confluent',
  'cli/program',
  'cli/server-flags',
  'src/formats/json-schema/format',
  'src/server/registry/start-registry',
  'src/server/start-both',
];

// Native, looked up by name when it runs, large and rarely loaded, or of CommonJS and loaded late: then its names are lost.
const AS_INSTALLED = ['@asyncapi/parser', '@aws-sdk/*', 'better-sqlite3', 'json-schema-to-typescript', 'pg', 'pino', 'yaml'];

/**
 * Set up of vitest: the program of `dist` in few files, made when the first file asks. It is the same code; but what a process of it takes
 * is mostly the loading of hundreds of files, which is more than a half less so.
 */
export default async function lend(project: TestProject): Promise<() => void> {
  let made: Promise<string> | undefined;
  const lender = createServer((_request, response) => {
    (made ??= bundle()).then(
      (file) => response.end(file),
      (thrown: unknown) => response.writeHead(500).end(String(thrown)),
    );
  }).listen(0, '127.0.0.1');
  await once(lender, 'listening');
  project.provide('programLender', `http://127.0.0.1:${(lender.address() as AddressInfo).port}/`);
  return () => {
    lender.close();
    lender.closeAllConnections();
  };
}

async function bundle(): Promise<string> {
  if (!existsSync(join(DIST, 'cli', 'main.js'))) throw new Error('dist has no program: build it first');
  // The name by which vitest knows what was built.
  const folder = join(await mkdtemp(join(tmpdir(), 'program-')), 'dist');
  await mkdir(folder);
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  await build({
    entryPoints: ['cli/main', ...MODULES, ...Object.entries(WORKERS).map(([name, place]) => `${place}/${name}`)].map((name) =>
      join(DIST, `${name}.js`),
    ),
    outbase: DIST,
    outdir: folder,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    external: AS_INSTALLED,
    // Packages of CommonJS ask for modules of Node by it.
    banner: { js: "import { createRequire as createRequireOfBundle } from 'node:module'; const require = createRequireOfBundle(import.meta.url);" },
    plugins: [keepPlaces(folder)],
    logLevel: 'error',
  });
  return join(folder, 'cli', 'main.js');
}

/** A file finds what lies beside it in `dist` and above, and a thread its file in the bundle. */
function keepPlaces(folder: string): Plugin {
  return {
    name: 'keep-places',
    setup(building) {
      building.onLoad({ filter: /\.js$/ }, async ({ path }) => {
        if (!path.startsWith(DIST)) return undefined;
        const text = await readFile(path, 'utf8');
        const contents = text
          .replaceAll(/new URL\('\.\/([\w-]+)\.js', import\.meta\.url\)/g, (_all, name: string) => {
            const place = WORKERS[name];
            if (place === undefined) throw new Error(`${path} names ${name}, which test/cli/lend-program.ts does not know`);
            return `new URL(${JSON.stringify(pathToFileURL(join(folder, place, `${name}.js`)).href)})`;
          })
          .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href))
          .replaceAll('import.meta.dirname', JSON.stringify(dirname(path)));
        return { contents };
      });
    },
  };
}
