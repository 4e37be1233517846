import { RegistryError } from '../src/core/errors.ts';
import type { GatewayConfig } from '../src/gateway/config.ts';
import type { ListenAddress } from '../src/server/listen.ts';
import { readSource, type Io } from './io.ts';
import { DEFAULT_GATEWAY_PORT, listenAddress, type PortFlag, type ServerFlags } from './server-flags.ts';

/** Read the configuration file of a gateway. Throws `file_unreadable` or `config_invalid`. */
export async function readGatewayConfig(io: Io, path: string): Promise<GatewayConfig> {
  const { label, text } = await readSource(io, path);
  return parse(io, label, text);
}

/** The configuration that `--target URL` stands for: one route `/` for CloudEvents, with the defaults. Throws `usage_invalid`. */
export async function targetConfig(io: Io, url: string): Promise<GatewayConfig> {
  if (!URL.canParse(url) || !/^https?:/i.test(url)) {
    throw new RegistryError('usage_invalid', `--target: expected the http:// or https:// address of a function; found ${JSON.stringify(url)}`);
  }
  const routes = [{ path: '/', source: { kind: 'cloudevents' }, dispatch: 'sync', targets: [{ name: 'target', url }] }];
  return parse(io, '--target', JSON.stringify({ routes }));
}

async function parse(io: Io, file: string, text: string): Promise<GatewayConfig> {
  const [{ parseGatewayConfig }, { jsonSchemaFormat: format }] = await Promise.all([
    import('../src/gateway/config.ts'),
    import('../src/formats/json-schema/format.ts'),
  ]);
  return parseGatewayConfig({ file, text, env: io.env, format });
}

/** The key or token for the registry: environment over the file that the configuration names. Throws `file_unreadable`. */
export async function readToken(io: Io, { registryTokenFile }: GatewayConfig): Promise<string | undefined> {
  const set = io.env['SLUICE_TOKEN'];
  if (set) return set;
  return registryTokenFile === undefined ? undefined : (await readSource(io, registryTokenFile)).text.trim();
}

/** Where the gateway listens: flags over the configuration's `listen` over the default. Throws `usage_invalid` or `config_invalid`. */
export function gatewayAddress(flags: ServerFlags, port: PortFlag | undefined, config: GatewayConfig, flag: string): ListenAddress {
  const configured = config.listen === undefined ? undefined : parseListen(config.listen);
  return listenAddress(flags, port ?? { flag, text: configured?.port ?? String(DEFAULT_GATEWAY_PORT) }, configured?.host);
}

function parseListen(text: string): { readonly host: string; readonly port: string } {
  const [, v6, host = v6, port] = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d+)$/.exec(text) ?? [];
  if (host === undefined || port === undefined) {
    throw new RegistryError('config_invalid', `listen: expected HOST:PORT such as 127.0.0.1:8080; found ${JSON.stringify(text)}`);
  }
  return { host, port };
}
