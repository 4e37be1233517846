import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RegistryError } from '../core/errors.ts';
import type { GatewayConfig } from '../gateway/config.ts';
import type { DurableOptions } from '../gateway/server.ts';
import { parseSealKeys, type SealKeys } from '../queue/seal-keys.ts';
import { sealed } from '../queue/seal.ts';

export interface QueuePlace {
  /** For server data; it is there. */
  readonly folder: string;
  /** Whether other processes serve the same routes from the same folder. */
  readonly isOneOfMany: boolean;
}

/**
 * Open the queue that the durable routes of a configuration need; undefined where there are none. Throws `config_invalid` for a store
 * that does not fit and for keys that are none, `file_unreadable` for those in a file, and what the driver throws: `module_missing`, `queue_damaged`, `queue_unavailable`.
 */
export async function openQueue({ routes, queue }: GatewayConfig, { folder, isOneOfMany }: QueuePlace): Promise<DurableOptions | undefined> {
  if (queue === undefined || routes.every(({ durable }) => durable === undefined)) return undefined;
  const { store, keysFile, maxWaiting, maxHeld } = queue;
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
  const keys = keysFile === undefined ? queue.keys : await readKeys(keysFile);
  const { openSqliteQueue } = await import('../queue/sqlite/open.ts');
  const opened = await openSqliteQueue({ path: path === '' ? join(folder, 'queue.sqlite') : path, limits });
  // Without keys too: what was encrypted before is then parked, and not taken for a request.
  return { queue: sealed(opened, keys), owner: randomUUID() };
}

async function readKeys(path: string): Promise<SealKeys> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    const { code } = cause as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'there is no such file' : String(code);
    throw new RegistryError('file_unreadable', `cannot read queue.keysFile ${path}: ${why}`, { cause, data: { file: path } });
  });
  return parseSealKeys(text, path);
}
