import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { RegistryError } from '../../src/core/errors.ts';
import type { GatewayConfig } from '../../src/gateway/config.ts';
import type { ListenAddress } from '../../src/server/listen/address.ts';
import { createLogger } from '../../src/server/log.ts';
import { readTls, type TlsMaterial } from '../../src/server/listen/tls.ts';
import { gatewayAddress, readGatewayConfig, readToken } from '../gateway-config.ts';
import type { Io } from '../io.ts';
import { readRegistryConfig } from '../registry-config.ts';
import { DEFAULT_GATEWAY_PORT } from '../server-flags.ts';
import { fail, ok, warn, type Diagnosis } from './diagnosis.ts';

const GATEWAY_FILES = ['sluice.gateway.json', 'sluice.gateway.yaml', 'sluice.gateway.yml'];

/** The environment, and the configuration of a gateway: the one that somebody named, else those in this folder. */
export async function lookAtConfig(io: Io, named: string | undefined): Promise<readonly Diagnosis[]> {
  const set = Object.keys(io.env).filter((name) => name.startsWith('SLUICE_') && io.env[name]);
  const environment = ok('environment', set.length === 0 ? 'no SLUICE_ variable is set' : `${set.toSorted().join(', ')} set`);
  const files = named === undefined ? await gatewayFiles(io) : [named];
  return [environment, logLevel(io), ...(await Promise.all(files.map((file) => gateway(io, file))))];
}

/** Where a gateway would listen, by the configuration that `lookAtConfig` looks at; what cannot be read is told there. */
export async function gatewayPort(io: Io, named: string | undefined): Promise<number> {
  const file = named ?? (await gatewayFiles(io))[0];
  if (file === undefined) return DEFAULT_GATEWAY_PORT;
  try {
    return addressOf(await readGatewayConfig(io, file)).port;
  } catch {
    return DEFAULT_GATEWAY_PORT;
  }
}

async function gatewayFiles(io: Io): Promise<readonly string[]> {
  const found = await Promise.all(GATEWAY_FILES.map((file) => stat(resolve(io.cwd, file)).catch(() => undefined)));
  return GATEWAY_FILES.filter((_, index) => found[index] !== undefined);
}

function addressOf(config: GatewayConfig): ListenAddress {
  return gatewayAddress({}, undefined, config, '--port');
}

function logLevel({ env }: Io): Diagnosis {
  const level = env['SLUICE_LOG_LEVEL'] || 'info';
  try {
    createLogger(level);
    return ok('log level', level);
  } catch (thrown) {
    return fail('log level', RegistryError.from(thrown).message, 'set SLUICE_LOG_LEVEL to one of them, or unset it');
  }
}

/** As `gateway` reads it: the variables and the files that it names too. */
async function gateway(io: Io, file: string): Promise<Diagnosis> {
  try {
    const config = await readGatewayConfig(io, file);
    await readToken(io, config);
    addressOf(config);
    return ok('gateway configuration', `${file}: ${config.routes.length} routes`);
  } catch (thrown) {
    return fail('gateway configuration', RegistryError.from(thrown).message, `mend ${file}, or what it names`);
  }
}

const SOON_MS = 14 * 24 * 3_600_000;

/** The configuration of a registry that somebody named, as `serve` reads it: the variables, tokens and certificates that it names too. */
export async function lookAtRegistryConfig(io: Io, file: string, now: number): Promise<readonly Diagnosis[]> {
  const check = 'registry configuration';
  try {
    const config = await readRegistryConfig(io, { registryConfig: file });
    const names = Object.entries(config)
      .filter(([, value]) => Object.keys(value as object).length > 0)
      .map(([name]) => name)
      .toSorted();
    const found = ok(check, `${file}: ${names.length === 0 ? 'nothing is set' : names.join(', ')}`);
    return config.tls === undefined ? [found] : [found, lookAtCertificate(await readTls(config.tls), now)];
  } catch (thrown) {
    return [fail(check, RegistryError.from(thrown).message, `mend ${file}, or what it names`)];
  }
}

function lookAtCertificate({ validTo }: TlsMaterial, now: number): Diagnosis {
  const check = 'certificate';
  const day = validTo.toISOString().slice(0, 10);
  const remedy = 'replace the file, and send SIGHUP to the registry, which then reads it anew';
  if (validTo.getTime() <= now) return fail(check, `it ended on ${day}: clients refuse it`, remedy);
  return validTo.getTime() - now < SOON_MS ? warn(check, `it ends on ${day}`, remedy) : ok(check, `it holds until ${day}`);
}
