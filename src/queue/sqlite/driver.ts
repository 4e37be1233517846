import type Sqlite from 'better-sqlite3';
import { RegistryError } from '../../core/errors.ts';

/** @internal */
export type Driver = typeof Sqlite;

/** @internal Load better-sqlite3, an optional dependency. Throws `module_missing` where it is not installed, or was not built. */
export async function loadDriver(load: () => Promise<{ readonly default: Driver }> = async () => import('better-sqlite3')): Promise<Driver> {
  try {
    const driver = (await load()).default;
    new driver(':memory:').close();
    return driver;
  } catch (cause) {
    throw new RegistryError(
      'module_missing',
      'a queue in a file needs the package better-sqlite3, which was not installed or built; run `npm install better-sqlite3`',
      { cause },
    );
  }
}
