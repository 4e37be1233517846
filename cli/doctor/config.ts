import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { RegistryError } from '../../src/core/errors.ts';
import { createLogger } from '../../src/server/log.ts';
import { readTls, type TlsMaterial } from '../../src/server/listen/tls.ts';
import { readGatewayConfig } from '../gateway-config.ts';
import type { Io } from '../io.ts';
import { readRegistryConfig } from '../registry-config.ts';
import { fail, ok, warn, type Diagnosis } from './diagnosis.ts';

const GATEWAY_FILES = ['sluice.gateway.json', 'sluice.gateway.yaml', 'sluice.gateway.yml'];

/** The environment, and the configuration of a gateway in this folder. */
export async function lookAtConfig(io: Io): Promise<readonly Diagnosis[]> {
  const set = Object.keys(io.env).filter((name) => name.startsWith('SLUICE_'));
  const environment = ok('environment', set.length === 0 ? 'no SLUICE_ variable is set' : `${set.toSorted().join(', ')} set`);
  return [environment, logLevel(io), ...(await Promise.all(GATEWAY_FILES.map((file) => gateway(io, file)))).flat()];
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

async function gateway(io: Io, file: string): Promise<readonly Diagnosis[]> {
  if ((await stat(resolve(io.cwd, file)).catch(() => undefined)) === undefined) return [];
  try {
    const { routes } = await readGatewayConfig(io, file);
    return [ok('gateway configuration', `${file}: ${routes.length} routes`)];
  } catch (thrown) {
    return [fail('gateway configuration', RegistryError.from(thrown).message, `mend ${file}`)];
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
