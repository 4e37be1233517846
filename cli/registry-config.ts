import type { Command } from 'commander';
import { resolve } from 'node:path';
import { RegistryError } from '../src/core/errors.ts';
import type { GatewayAddress, RegistryConfig, TlsFiles, WebhookConfig } from '../src/server/registry/registry-config.ts';
import { oneOf } from './command.ts';
import { readConfigFile } from './config-file.ts';
import type { Io } from './io.ts';

/** The flags of the commands that run a registry and say how it is guarded. */
export interface SecurityFlags {
  readonly registryConfig?: string;
  readonly auth?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly tlsClientCa?: string;
  readonly webhookAllowPrivate?: true;
  readonly allowHost?: readonly string[];
  /** Of `serve` only. */
  readonly gateway?: readonly string[];
}

/** Add them. */
export function securityOptions(command: Command): void {
  command
    .option('--registry-config <file>', 'auth, tls, rate limit: JSON or YAML, described by schemas/config/registry.schema.json')
    .option('--auth <how>', 'keys: ask callers of the registry for a key (default: everybody may do everything)')
    .option('--tls-cert <file>', 'serve https with this certificate and its chain, PEM')
    .option('--tls-key <file>', 'its private key, PEM')
    .option('--tls-client-ca <file>', 'take client certificates that this CA has signed, PEM')
    .option('--webhook-allow-private', 'send webhooks to private addresses as well, over http too')
    .option('--allow-host <name...>', 'a name by which a registry on this machine without keys is asked, beside localhost');
}

/** How the registry is guarded: flags over the file. Throws `usage_invalid`, `file_unreadable` or `config_invalid`. */
export async function readRegistryConfig(io: Io, flags: SecurityFlags): Promise<RegistryConfig> {
  const config = flags.registryConfig === undefined ? {} : await parseFile(io, flags.registryConfig);
  const tls = overlayTls(io, flags, config.tls);
  if (flags.auth !== undefined) oneOf('--auth', ['keys'], flags.auth);
  const auth = flags.auth === undefined ? config.auth : { anonymousRead: false, ...config.auth, keys: true };
  const webhooks = await overlayWebhooks(io, flags, config.webhooks);
  const gateways = await overlayGateways(io, flags.gateway, config.gateways);
  const allowedHosts = [...(config.allowedHosts ?? []), ...(flags.allowHost ?? [])];
  return { ...config, webhooks, gateways, allowedHosts, ...(auth === undefined ? {} : { auth }), ...(tls === undefined ? {} : { tls }) };
}

async function overlayWebhooks(io: Io, { webhookAllowPrivate }: SecurityFlags, file: WebhookConfig = {}): Promise<WebhookConfig> {
  const { parseBoxKey } = await import('../src/webhooks/secret-box.ts');
  const key = parseBoxKey(io.env['SLUICE_WEBHOOK_KEY']);
  return { ...file, ...(webhookAllowPrivate === true ? { allowPrivate: true } : {}), ...(key === undefined ? {} : { key }) };
}

/** Those of flags beside those of the file. The token of a flag's gateway is in the environment. Throws `usage_invalid`. */
async function overlayGateways(io: Io, flags: readonly string[] = [], file: readonly GatewayAddress[] = []): Promise<readonly GatewayAddress[]> {
  const { parseGateway, requireGatewayName } = await import('../src/server/registry/parse-gateways.ts');
  const named = flags.map((text) => {
    const equals = text.indexOf('=');
    const [name, url] = equals === -1 ? ['', text] : [text.slice(0, equals), text.slice(equals + 1)];
    const fail = (_member: string, message: string): RegistryError => new RegistryError('usage_invalid', `--gateway ${name}: ${message}`);
    if (equals < 1)
      throw new RegistryError('usage_invalid', `--gateway: expected NAME=URL, such as shop=http://127.0.0.1:8080; found ${JSON.stringify(text)}`);
    const tokenEnv = gatewayTokenVariables(requireGatewayName(name), flags.length).find((variable) => io.env[variable]);
    return parseGateway(name, { url, ...(tokenEnv === undefined ? {} : { tokenEnv }) }, { env: io.env, folder: io.cwd, fail });
  });
  const all = [...file, ...named];
  const twice = all.find(({ name }, index) => all.findIndex((other) => other.name === name) < index);
  if (twice !== undefined)
    throw new RegistryError('usage_invalid', `--gateway: two gateways are called ${JSON.stringify(twice.name)}; expected a name for each`);
  return all;
}

/** Its own goes first; the one without a name is for one gateway, since a token is not shown to two. */
function gatewayTokenVariables(name: string, gateways: number): readonly string[] {
  const own = `SLUICE_GATEWAY_TOKEN_${name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}`;
  return gateways === 1 ? [own, 'SLUICE_GATEWAY_TOKEN'] : [own];
}

async function parseFile(io: Io, file: string): Promise<RegistryConfig> {
  const { text } = await readConfigFile(io, file);
  const [{ parseRegistryConfig }, { jsonSchemaFormat: format }] = await Promise.all([
    import('../src/server/registry/parse-registry-config.ts'),
    import('../src/formats/json-schema/format.ts'),
  ]);
  return parseRegistryConfig({ file, folder: resolve(io.cwd, file, '..'), text, format, env: io.env });
}

function overlayTls(io: Io, { tlsCert, tlsKey, tlsClientCa }: SecurityFlags, file: TlsFiles | undefined): TlsFiles | undefined {
  const at = (path: string | undefined): string | undefined => (path === undefined ? undefined : resolve(io.cwd, path));
  const cert = at(tlsCert) ?? file?.cert;
  const key = at(tlsKey) ?? file?.key;
  const clientCa = at(tlsClientCa) ?? file?.clientCa;
  if (cert === undefined && key === undefined && clientCa === undefined) return undefined;
  if (cert === undefined || key === undefined) {
    throw new RegistryError('usage_invalid', `--tls-${cert === undefined ? 'cert' : 'key'}: https needs both a certificate and its private key`);
  }
  return { cert, key, ...(clientCa === undefined ? {} : { clientCa }), requireClientCertificate: file?.requireClientCertificate ?? false };
}
