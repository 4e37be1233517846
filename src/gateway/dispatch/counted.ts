import { RegistryError } from '../../core/errors.ts';
import type { RouteConfig, TargetConfig } from '../config/config.ts';
import type { Gateway } from '../gateway.ts';

/** Count a dispatch by what came of it. */
export async function counted({ counters }: Gateway, { path }: RouteConfig, { name }: TargetConfig, answered: Promise<number>): Promise<number> {
  try {
    const status = await answered;
    counters.countDispatch(path, name, `${Math.trunc(status / 100)}xx`);
    return status;
  } catch (thrown) {
    const error = RegistryError.from(thrown);
    counters.countDispatch(path, name, error.code);
    throw error;
  }
}
