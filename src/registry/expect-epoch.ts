import { RegistryError } from '../core/errors.ts';
import type { WriteContext } from './registry.ts';

/** Throws `epoch_mismatch` where the entity is not at the epoch any more that the writer saw. */
export function expectEpoch({ ifMatch }: WriteContext, epoch: number): void {
  if (ifMatch === undefined || ifMatch === epoch) return;
  throw new RegistryError('epoch_mismatch', `expected epoch ${ifMatch}; found ${epoch}: it was changed in the meantime, read it again`, {
    data: { epoch },
  });
}
