import type Pg from 'pg';
import { RegistryError } from '../core/errors.ts';

/** @internal */
export type Driver = typeof Pg;

/** @internal Load pg, an optional dependency. Throws `module_missing` where it is not installed. */
export async function loadDriver(load: () => Promise<{ readonly default: Driver }> = () => import('pg')): Promise<Driver> {
  try {
    return (await load()).default;
  } catch (cause) {
    throw new RegistryError('module_missing', 'PostgreSQL needs the package pg, which was not installed; run `npm install pg`, or use sqlite:PATH', {
      cause,
    });
  }
}
