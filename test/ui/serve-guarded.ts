import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { createClient, type Client } from '../../src/client/index.ts';
import type { CreatedKeyResource } from '../../src/core/resources.ts';
import { parseScope } from '../../src/core/scope.ts';
import type { GatewayAddress } from '../../src/server/registry/registry-config.ts';
import { startBuilt } from './start-built.ts';

export interface GuardedPages {
  readonly url: string;
  readonly adminKey: string;
  /** With the key of the admin. */
  readonly admin: Client;
  /** A new key with these scopes: `makeKey('read', 'register:com.shop.*')`. */
  readonly makeKey: (...scopes: readonly string[]) => Promise<CreatedKeyResource>;
  readonly close: () => Promise<void>;
}

/** A registry that asks everybody for a key, and its pages. The first key is made while it is open, as on the machine of a real one. */
export async function serveGuarded(gateways: readonly GatewayAddress[] = []): Promise<GuardedPages> {
  const place = { store: { kind: 'sqlite' }, dataDir: await mkdtemp(join(tmpdir(), 'sluice-ui-')) } as const;
  const open = await startBuilt(place);
  const { key: adminKey } = await createClient({ url: open.url }).createKey({ name: 'admin', scopes: [parseScope('admin')] });
  await open.close();
  const running = await startBuilt({ ...place, config: { auth: { keys: true, anonymousRead: false }, gateways } });
  const admin = createClient({ url: running.url, token: adminKey });
  return {
    url: running.url,
    adminKey,
    admin,
    makeKey: (...scopes) => admin.createKey({ name: 'ci', scopes: scopes.map(parseScope) }),
    close: async () => {
      await running.close();
      await rm(place.dataDir, { recursive: true, force: true });
    },
  };
}

/** Sign in by the page for it, and wait until one is in. */
export async function signIn(page: Page, key: string): Promise<void> {
  await page.getByLabel('Key', { exact: true }).fill(key);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
}
