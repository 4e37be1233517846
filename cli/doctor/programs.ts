import { ENGINE_VERSION } from '../../src/containment/index.ts';
import { RegistryError } from '../../src/core/errors.ts';
import { readSqliteVersion } from '../../src/server/stores/stored-file.ts';
import { packageVersion } from '../package-version.ts';
import { fail, ok, warn, type Diagnosis } from './diagnosis.ts';

const NODE = { major: 20, minor: 19 };

/** Versions of what runs, and whether the optional packages are there. */
export async function lookAtPrograms(needsSqlite: boolean): Promise<readonly Diagnosis[]> {
  return [
    ok('sluice', `version ${packageVersion()}, engine ${ENGINE_VERSION}`),
    node(process.versions.node),
    await sqlite(needsSqlite),
    await optional('@asyncapi/parser', 'AsyncAPI documents cannot be read'),
  ];
}

/** @internal */
export function node(version: string): Diagnosis {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isEnough = major > NODE.major || (major === NODE.major && minor >= NODE.minor);
  return isEnough ? ok('node', `version ${version}`) : fail('node', `version ${version} is too old`, 'install Node 20.19 or newer');
}

async function sqlite(isNeeded: boolean): Promise<Diagnosis> {
  try {
    return ok('sqlite', `version ${await readSqliteVersion()}`);
  } catch (thrown) {
    const { message } = RegistryError.from(thrown);
    const remedy = 'npm install better-sqlite3; it needs a C++ compiler and python3 where there is no built one';
    return isNeeded ? fail('sqlite', message, remedy) : warn('sqlite', message, remedy);
  }
}

async function optional(name: string, loss: string): Promise<Diagnosis> {
  try {
    import.meta.resolve(name);
    return ok(name, 'installed');
  } catch {
    return warn(name, `not installed: ${loss}`, `npm install ${name}, if you need it`);
  }
}
