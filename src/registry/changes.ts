import type { ChangeRecord } from '../core/change.ts';
import { RegistryError } from '../core/errors.ts';
import type { Context } from './context.ts';

export async function readChanges(context: Context, after: number, limit: number): Promise<readonly ChangeRecord[]> {
  const { first, last } = await context.store.readPosition();
  if (after < first - 1) {
    throw new RegistryError(
      'resync',
      `the feed reaches back to sequence ${first}; asked for what follows ${after}. Fetch the snapshot and follow from its position`,
      {
        data: { first, last },
      },
    );
  }
  if (after > last) {
    throw new RegistryError(
      'request_invalid',
      `the last change has sequence ${last}; asked for what follows ${after}, which this registry never gave`,
      { data: { first, last } },
    );
  }
  return context.store.listChanges(after, limit);
}
