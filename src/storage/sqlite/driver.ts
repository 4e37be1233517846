import type Sqlite from 'better-sqlite3';
import { RegistryError } from '../../core/errors.ts';

/** @internal */
export type Driver = typeof Sqlite;

/**
 * @internal Load better-sqlite3, an optional dependency. Throws `module_missing` where it is not installed, or its
 * addon was not built, which only shows when a database is opened.
 */
export async function loadDriver(load: () => Promise<{ readonly default: Driver }> = importDriver): Promise<Driver> {
  try {
    const driver = (await load()).default;
    new driver(':memory:').close();
    return driver;
  } catch (cause) {
    throw new RegistryError(
      'module_missing',
      'the SQLite store needs the package better-sqlite3, which was not installed or built; run `npm install better-sqlite3`, or use --store memory:',
      { cause },
    );
  }
}

async function importDriver(): Promise<{ readonly default: Driver }> {
  return import('better-sqlite3');
}
