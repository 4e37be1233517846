import { dirname, resolve } from 'node:path';
import { RegistryError } from '../src/core/errors.ts';
import type { SecretConfig } from '../src/gateway/config/config.ts';
import type { GatewayConfig } from '../src/gateway/config.ts';
import type { ListenAddress } from '../src/server/listen/address.ts';
import type { Logger } from '../src/server/log.ts';
import type { RegistryFlags } from './command.ts';
import { readConfigFile } from './config-file.ts';
import { readSource, type Io } from './io.ts';
import { DEFAULT_GATEWAY_PORT, listenAddress, type PortFlag, type ServerFlags } from './server-flags.ts';

/** Read the configuration file of a gateway. Throws `file_unreadable` or `config_invalid`. */
export async function readGatewayConfig(io: Io, path: string): Promise<GatewayConfig> {
  const { label, text } = await readConfigFile(io, path);
  return parse(io, label, text, path === '-' ? io.cwd : dirname(resolve(io.cwd, path)));
}

/** The configuration that `--target URL` stands for: one route `/` for CloudEvents, with the defaults. Throws `usage_invalid`. */
export async function targetConfig(io: Io, url: string): Promise<GatewayConfig> {
  if (!URL.canParse(url) || !/^https?:/i.test(url)) {
    throw new RegistryError('usage_invalid', `--target: expected the http:// or https:// address of a function; found ${JSON.stringify(url)}`);
  }
  const routes = [{ path: '/', source: { kind: 'cloudevents' }, dispatch: 'sync', targets: [{ name: 'target', url }] }];
  return parse(io, '--target', JSON.stringify({ routes }));
}

async function parse(io: Io, file: string, text: string, folder: string = io.cwd): Promise<GatewayConfig> {
  const [{ parseGatewayConfig }, { jsonSchemaFormat: format }] = await Promise.all([
    import('../src/gateway/config.ts'),
    import('../src/formats/json-schema/format.ts'),
  ]);
  return parseGatewayConfig({ file, text, env: io.env, folder, format });
}

/** The key or token for the registry: environment over the file that the configuration names. Throws `file_unreadable`. */
export async function readToken(io: Io, { registryTokenFile: path }: GatewayConfig): Promise<SecretConfig | undefined> {
  const set = io.env['SLUICE_TOKEN'];
  if (set) return { kind: 'env', text: set };
  return path === undefined ? undefined : { kind: 'file', path, text: (await readSource(io, path)).text.trim() };
}

/** Where the gateway listens: flags over the configuration's `listen` over the default. Throws `usage_invalid` or `config_invalid`. */
export function gatewayAddress(flags: ServerFlags, port: PortFlag | undefined, config: GatewayConfig, flag: string): ListenAddress {
  const configured = config.listen === undefined ? undefined : parseListen(config.listen);
  return listenAddress(flags, port ?? { flag, text: configured?.port ?? String(DEFAULT_GATEWAY_PORT) }, configured?.host);
}

function parseListen(text: string): { readonly host: string; readonly port: string } {
  const [, v6, host = v6, port] = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d+)$/.exec(text) ?? [];
  if (host === undefined || port === undefined || Number(port) > 65_535) {
    throw new RegistryError(
      'config_invalid',
      `listen: expected HOST:PORT such as 127.0.0.1:8080, with a port from 0 to 65535; found ${JSON.stringify(text)}`,
    );
  }
  return { host, port };
}

interface Overrides {
  readonly io: Io;
  readonly flags: RegistryFlags;
  readonly config: GatewayConfig;
  /** The address that is used. */
  readonly registry: string;
}

/** Say in the log which values of the file do not count, since a flag or the environment goes over them. */
export function reportOverrides(log: Logger, { io, flags, config, registry }: Overrides): void {
  const by = flags.registry === undefined ? 'SLUICE_REGISTRY' : '--registry';
  if (config.registry !== undefined && config.registry.replace(/\/+$/, '') !== registry) {
    log.warn(
      { used: registry, by, configured: config.registry },
      `${by} goes over the registry of the configuration: following ${registry}, not ${config.registry}`,
    );
  }
  if (config.registryTokenFile !== undefined && io.env['SLUICE_TOKEN']) {
    log.warn({ by: 'SLUICE_TOKEN', configured: config.registryTokenFile }, 'SLUICE_TOKEN goes over the registryTokenFile of the configuration');
  }
}
