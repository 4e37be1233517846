import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import type { Page } from 'playwright-core';
import { createClient, type Client } from '../../src/client/index.ts';
import type { CreatedKeyResource } from '../../src/core/resources.ts';
import { parseScope } from '../../src/core/scope.ts';
import type { RegistryConfig } from '../../src/server/registry-config.ts';
import type { RunningRegistry, startRegistry as start } from '../../src/server/start-registry.ts';

/** A registry on a file, which can be stopped and started again at the same address. */
export interface LastingPages {
  readonly url: string;
  readonly stop: () => Promise<void>;
  readonly start: () => Promise<void>;
  /** Stops it, and removes its file. */
  readonly close: () => Promise<void>;
}

/** The same, which asks for keys. */
export interface GuardedPages extends LastingPages {
  readonly adminKey: string;
  /** With the key of the admin. */
  readonly admin: Client;
  /** A key with these scopes, as `ACCESS:PATTERN`. */
  readonly makeKey: (...scopes: readonly string[]) => Promise<CreatedKeyResource>;
}

export async function serveLasting(config: RegistryConfig = {}): Promise<LastingPages> {
  const dataDir = await mkdtemp(join(tmpdir(), 'sluice-ui-'));
  return lasting(dataDir, await startAt(dataDir, 0, config), config);
}

/** The first key is made while the registry is open, as on the machine of a real one. */
export async function serveGuarded({
  anonymousRead = false,
  ...config
}: RegistryConfig & { readonly anonymousRead?: boolean } = {}): Promise<GuardedPages> {
  const dataDir = await mkdtemp(join(tmpdir(), 'sluice-ui-'));
  const open = await startAt(dataDir, 0, {});
  const { key: adminKey } = await createClient({ url: open.url }).createKey({ name: 'admin', scopes: [parseScope('admin')] });
  await open.close();
  const guarded: RegistryConfig = { ...config, auth: { keys: true, anonymousRead } };
  const pages = lasting(dataDir, await startAt(dataDir, 0, guarded), guarded);
  const admin = createClient({ url: pages.url, token: adminKey });
  return { ...pages, adminKey, admin, makeKey: (...scopes) => admin.createKey({ name: 'ci', scopes: scopes.map(parseScope) }) };
}

function lasting(dataDir: string, started: RunningRegistry, config: RegistryConfig): LastingPages {
  const { url } = started;
  let running: RunningRegistry | undefined = started;
  const stop = async (): Promise<void> => {
    await running?.close();
    running = undefined;
  };
  return {
    url,
    stop,
    start: async () => {
      running = await startAt(dataDir, Number(new URL(url).port), config);
    },
    close: async () => {
      await stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

// As it was built: the engine runs in a thread of its own, which has to be JavaScript.
const BUILT = new URL('../../dist/src/server/start-registry.js', import.meta.url);

async function startAt(dataDir: string, port: number, config: RegistryConfig): Promise<RunningRegistry> {
  const { startRegistry } = (await import(BUILT.href)) as { readonly startRegistry: typeof start };
  return startRegistry({
    store: { kind: 'sqlite' },
    dataDir,
    address: { host: '127.0.0.1', port, flag: '--port', insecure: false },
    log: pino({ level: 'silent' }),
    config,
  });
}

/** Sign in by the page for it, and wait until one is in. */
export async function signIn(page: Page, key: string): Promise<void> {
  await page.getByLabel('Key', { exact: true }).fill(key);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
}
