import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { RegistryError } from '../core/errors.ts';
import type { GatewayConfig } from '../gateway/config.ts';
import type { DurableOptions } from '../gateway/server.ts';
import { sealed } from '../queue/seal.ts';

export interface QueuePlace {
  /** For server data; it is there. */
  readonly folder: string;
  /** Whether other processes serve the same routes from the same folder. */
  readonly isOneOfMany: boolean;
}

/**
 * Open the queue that the durable routes of a configuration need; undefined where there are none. Throws `config_invalid` for a store
 * that does not fit, and what the driver throws: `module_missing`, `queue_damaged`, `queue_unavailable`.
 */
export async function openQueue({ routes, queue }: GatewayConfig, { folder, isOneOfMany }: QueuePlace): Promise<DurableOptions | undefined> {
  if (queue === undefined || routes.every(({ durable }) => durable === undefined)) return undefined;
  const { store, keys, maxWaiting, maxHeld } = queue;
  const limits = { ...(maxWaiting === undefined ? {} : { maxWaiting }), ...(maxHeld === undefined ? {} : { maxHeld }) };
  const path = /^sqlite:(.*)$/s.exec(store)?.[1];
  if (path === undefined) {
    throw new RegistryError(
      'config_invalid',
      `queue.store: expected sqlite: or sqlite:PATH; found ${store.replace(/:.*$/s, '://…')}, which is not available yet`,
    );
  }
  if (isOneOfMany) {
    throw new RegistryError(
      'config_invalid',
      'a queue in a file belongs to one process, so that order and idempotency hold: expected --workers 1 with durable routes; found more',
    );
  }
  const { openSqliteQueue } = await import('../queue/sqlite/open.ts');
  const opened = await openSqliteQueue({ path: path === '' ? join(folder, 'queue.sqlite') : path, limits });
  // Without keys too: what was encrypted before is then parked, and not taken for a request.
  return { queue: sealed(opened, keys), owner: randomUUID() };
}
