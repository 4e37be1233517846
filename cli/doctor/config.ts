import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { RegistryError } from '../../src/core/errors.ts';
import { createLogger } from '../../src/server/log.ts';
import { readGatewayConfig } from '../gateway-config.ts';
import type { Io } from '../io.ts';
import { fail, ok, type Diagnosis } from './diagnosis.ts';

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
