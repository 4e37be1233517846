import { RegistryError } from '../core/errors.ts';
import type { HistoryPoint } from '../core/resources.ts';
import type { Context } from './context.ts';

/**
 * Throws `other_history` where the change that somebody read at `position` is another one here, or is not here at all: then this
 * store was restored from a backup, or is another one, and what they know of it may never have happened. Nothing is known of
 * changes that are no longer kept.
 */
export async function expectHistory({ store }: Context, { position, historyId }: HistoryPoint): Promise<void> {
  const { first, last } = await store.readPosition();
  if (position > last) {
    throw otherHistory(`this registry is at position ${last}, and has no change ${position}`, last);
  }
  if (position < first || historyId === undefined) return;
  const [change] = await store.listChanges(position - 1, 1);
  if (change?.historyId !== historyId) throw otherHistory(`change ${position} of this registry is another one than ${historyId}`, last);
}

function otherHistory(fact: string, position: number): RegistryError {
  return new RegistryError('other_history', `${fact}: it was restored from a backup since, or is another registry`, { data: { position } });
}
