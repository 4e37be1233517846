import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { pino } from 'pino';
import { createClient, type Client } from '../../src/client/index.ts';
import { parseScope } from '../../src/core/scope.ts';
import type { GatewayAddress } from '../../src/server/registry-config.ts';
import type * as StartRegistry from '../../src/server/start-registry.ts';

const DIST = new URL('../../dist/', import.meta.url);

export interface GuardedPages {
  readonly url: string;
  /** May do everything. */
  readonly admin: Client;
  /** A new key with these scopes: `makeKey('read', 'register:com.shop.*')`. */
  readonly makeKey: (...scopes: readonly string[]) => Promise<string>;
  readonly close: () => Promise<void>;
}

/** A registry that asks everybody for a key, and its pages, as `dist` has them; it is told of these gateways. */
export async function serveGuarded(gateways: readonly GatewayAddress[] = []): Promise<GuardedPages> {
  const { startRegistry } = (await import(new URL('src/server/start-registry.js', DIST).href)) as typeof StartRegistry;
  const dataDir = await mkdtemp(join(tmpdir(), 'sluice-ui-'));
  const cli = new URL('cli/main.js', DIST).pathname;
  const args = [cli, 'keys', 'create', '--dir', dataDir, '--name', 'admin', '--scope', 'admin', '--format', 'json'];
  const { key } = JSON.parse((await promisify(execFile)(process.execPath, args)).stdout) as { readonly key: string };
  const running = await startRegistry({
    store: { kind: 'sqlite' },
    dataDir,
    address: { host: '127.0.0.1', port: 0, flag: '--port', insecure: false },
    log: pino({ level: 'silent' }),
    config: { auth: { keys: true, anonymousRead: false }, gateways },
  });
  const admin = createClient({ url: running.url, token: key });
  return {
    url: running.url,
    admin,
    makeKey: async (...scopes) => (await admin.createKey({ name: 'somebody', scopes: scopes.map(parseScope) })).key,
    close: async () => {
      await running.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
