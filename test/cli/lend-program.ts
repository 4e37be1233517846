import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Whom to ask for the folder of the modules below. */
    programLender?: string;
  }
}

interface Bundling {
  readonly WORKERS: Readonly<Record<string, string>>;
  readonly bundle: (what: { readonly entries: Readonly<Record<string, string>>; readonly dir: string; readonly chunks: string }) => Promise<void>;
}

const DIST = join(import.meta.dirname, '..', '..', 'dist');

// What test/cli/in-process.ts runs without a process, and other tests without TypeScript.
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

/** Set up of vitest: these modules of the program, bundled as the package is, where it finds all that it does. Made when the first file asks. */
export default async function lend(project: TestProject): Promise<() => Promise<void>> {
  let made: Promise<string> | undefined;
  const lender = createServer((_request, response) => {
    (made ??= bundleModules()).then(
      (folder) => response.end(`${pathToFileURL(folder).href}/`),
      (thrown: unknown) => response.writeHead(500).end(String(thrown)),
    );
  }).listen(0, '127.0.0.1');
  await once(lender, 'listening');
  project.provide('programLender', `http://127.0.0.1:${(lender.address() as AddressInfo).port}/`);
  return async () => {
    lender.close();
    lender.closeAllConnections();
    const folder = await made?.catch(() => undefined);
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  };
}

async function bundleModules(): Promise<string> {
  const { WORKERS, bundle } = (await import(new URL('../../scripts/bundle.mjs', import.meta.url).href)) as Bundling;
  const dir = await mkdtemp(join(DIST, 'lent-'));
  // All in one folder, so that threads are found.
  const modules = MODULES.map((name) => [lentName(name), `${name}.ts`] as const);
  await bundle({ entries: { ...WORKERS, ...Object.fromEntries(modules) }, dir, chunks: '' });
  return dir;
}

/** What the file of a module is called. */
export function lentName(module: string): string {
  return module.replaceAll('/', '-');
}
