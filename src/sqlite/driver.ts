import type Sqlite from 'better-sqlite3';
import { RegistryError } from '../core/errors.ts';
import type { Purpose } from './purpose.ts';

/** @internal */
export type Driver = typeof Sqlite;

/**
 * @internal Load better-sqlite3, an optional dependency. Throws `module_missing` where it is not installed, or its
 * addon was not built, which only shows when a database is opened.
 */
export async function loadDriver(
  { needsDriver: { what, next } }: Purpose,
  load: () => Promise<{ readonly default: Driver }> = () => import('better-sqlite3'),
): Promise<Driver> {
  try {
    const driver = (await load()).default;
    new driver(':memory:').close();
    return driver;
  } catch (cause) {
    throw new RegistryError('module_missing', `${what} needs the package better-sqlite3, which was not installed or built; ${next}`, { cause });
  }
}
