import { RegistryError } from '../../core/errors.ts';

/** Throw what refuses one of several events that stand or fall together, and which one it is. */
export function refuseOneOf(thrown: unknown, index: number, count: number): never {
  const error = RegistryError.from(thrown);
  if (count === 1) throw error;
  throw new RegistryError(error.code, `event ${index} of ${count}: ${error.message}`, { data: { ...error.data, index }, cause: error.cause });
}
