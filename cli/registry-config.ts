import type { Command } from 'commander';
import { resolve } from 'node:path';
import { RegistryError } from '../src/core/errors.ts';
import type { RegistryConfig, TlsFiles, WebhookConfig } from '../src/server/registry-config.ts';
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
}

/** Add them. */
export function securityOptions(command: Command): void {
  command
    .option('--registry-config <file>', 'auth, tls, rate limit: JSON or YAML, described by schemas/config/registry.schema.json')
    .option('--auth <how>', 'keys: ask callers of the registry for a key (default: everybody may do everything)')
    .option('--tls-cert <file>', 'serve https with this certificate and its chain, PEM')
    .option('--tls-key <file>', 'its private key, PEM')
    .option('--tls-client-ca <file>', 'take client certificates that this CA has signed, PEM')
    .option('--webhook-allow-private', 'send webhooks to private addresses as well, over http too');
}

/** How the registry is guarded: flags over the file. Throws `usage_invalid`, `file_unreadable` or `config_invalid`. */
export async function readRegistryConfig(io: Io, flags: SecurityFlags): Promise<RegistryConfig> {
  const config = flags.registryConfig === undefined ? {} : await parseFile(io, flags.registryConfig);
  const tls = overlayTls(io, flags, config.tls);
  if (flags.auth !== undefined) oneOf('--auth', ['keys'], flags.auth);
  const auth = flags.auth === undefined ? config.auth : { anonymousRead: false, ...config.auth, keys: true };
  const webhooks = await overlayWebhooks(io, flags, config.webhooks);
  return { ...config, webhooks, ...(auth === undefined ? {} : { auth }), ...(tls === undefined ? {} : { tls }) };
}

async function overlayWebhooks(io: Io, { webhookAllowPrivate }: SecurityFlags, file: WebhookConfig = {}): Promise<WebhookConfig> {
  const { parseBoxKey } = await import('../src/webhooks/secret-box.ts');
  const key = parseBoxKey(io.env['SLUICE_WEBHOOK_KEY']);
  return { ...file, ...(webhookAllowPrivate === true ? { allowPrivate: true } : {}), ...(key === undefined ? {} : { key }) };
}

async function parseFile(io: Io, file: string): Promise<RegistryConfig> {
  const { text } = await readConfigFile(io, file);
  const [{ parseRegistryConfig }, { jsonSchemaFormat: format }] = await Promise.all([
    import('../src/server/parse-registry-config.ts'),
    import('../src/formats/json-schema/format.ts'),
  ]);
  return parseRegistryConfig({ file, folder: resolve(io.cwd, file, '..'), text, format });
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
