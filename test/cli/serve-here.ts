import { resolve } from 'node:path';
import { pino } from 'pino';
import type * as GatewayConfig from '../../cli/gateway-config.ts';
import type * as RegistryConfig from '../../cli/registry-config.ts';
import type { Running } from '../../src/server/lifetime.ts';
import type { ListenAddress } from '../../src/server/listen/address.ts';
import type * as StartGateway from '../../src/server/gateway/start-gateway.ts';
import type * as StartRegistry from '../../src/server/registry/start-registry.ts';
import { built, ioOf, sluiceHere } from './in-process.ts';
import { folderWith } from './process.ts';

// What `serve` and `gateway` start, without their process: for rows that ask servers, but send them no signal and read no log.

interface Place {
  readonly cwd: string;
  readonly port: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** As `sluice serve --store sqlite:STORE --registry-config CONFIG` does. */
export async function registryServedHere({ cwd, port, env = {} }: Place, store: string, config: string): Promise<StartRegistry.RunningRegistry> {
  const [{ readRegistryConfig }, { startRegistry }] = await Promise.all([
    built<typeof RegistryConfig>('cli/registry-config'),
    built<typeof StartRegistry>('src/server/registry/start-registry'),
  ]);
  return startRegistry({
    store: { kind: 'sqlite', path: resolve(cwd, store) },
    dataDir: resolve(cwd, '.sluice-data'),
    address: addressOf(port),
    log: SILENT,
    config: await readRegistryConfig(ioOf({ cwd, env }), { registryConfig: config }),
  });
}

/** A registry that wants keys, as `sluice serve --auth keys` is, and keys for it. */
export async function guardedHere(): Promise<{
  readonly registry: string;
  readonly keyWith: (...scopes: readonly string[]) => Promise<string>;
  readonly close: () => Promise<void>;
}> {
  const cwd = await folderWith({ 'auth.json': { auth: { keys: true } } });
  const server = await registryServedHere({ cwd, port: 0 }, 'registry.sqlite', 'auth.json');
  return {
    registry: server.url,
    keyWith: async (...scopes) => {
      const asked = ['keys', 'create', '--dir', '.', '--name', scopes.join(), ...scopes.flatMap((scope) => ['--scope', scope])];
      return (await sluiceHere(asked, { cwd })).stdout.trim();
    },
    close: () => server.close(),
  };
}

/** As `sluice gateway --config CONFIG --registry REGISTRY --dir FOLDER` does. */
export async function gatewayServedHere({ cwd, port, env = {} }: Place, config: string, registry: string, folder: string): Promise<Running> {
  const [{ readGatewayConfig }, { startGateway }] = await Promise.all([
    built<typeof GatewayConfig>('cli/gateway-config'),
    built<typeof StartGateway>('src/server/gateway/start-gateway'),
  ]);
  return startGateway({
    config: await readGatewayConfig(ioOf({ cwd, env }), config),
    registry,
    dataDir: resolve(cwd, folder),
    address: addressOf(port),
    log: SILENT,
  });
}

const SILENT = pino({ level: 'silent' });

function addressOf(port: number): ListenAddress {
  return { host: '127.0.0.1', port, flag: '--port', insecure: false };
}
