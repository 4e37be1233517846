import { randomUUID } from 'node:crypto';
import { dirname, join, resolve } from 'node:path';
import { RegistryError } from '../../core/errors.ts';
import { fileReason } from '../../core/file-reason.ts';
import { readSecretText } from '../../files/read-file.ts';
import type { GatewayConfig } from '../../gateway/config.ts';
import type { DurableOptions } from '../../gateway/server.ts';
import { parsePostgresAddress, type PostgresAddress } from '../../postgres/address.ts';
import { QUEUE } from '../../postgres/purpose.ts';
import type { Queue, QueueLimits } from '../../queue/queue.ts';
import { parseSealKeys, type SealKeys } from '../../queue/seal-keys.ts';
import { sealed } from '../../queue/seal.ts';
import { readDiskRoom } from '../stores/read-disk-room.ts';

export interface QueuePlace {
  /** For server data; it is there. */
  readonly folder: string;
  /** Whether other processes serve the same routes from the same folder. */
  readonly isOneOfMany: boolean;
  /** A file with the password of a database. */
  readonly passwordFile?: string | undefined;
}

/**
 * Open the queue that the durable routes of a configuration need; undefined where there are none. Throws `config_invalid` for a store
 * that does not fit and for keys that are none, `file_unreadable` for those in a file, and what the driver throws: `module_missing`, `queue_damaged`, `queue_unavailable`.
 */
export async function openQueue({ routes, queue }: GatewayConfig, place: QueuePlace): Promise<DurableOptions | undefined> {
  if (queue === undefined || routes.every(({ durable }) => durable === undefined)) return undefined;
  const { store, keysFile, maxWaiting, maxHeld } = queue;
  const limits = { ...(maxWaiting === undefined ? {} : { maxWaiting }), ...(maxHeld === undefined ? {} : { maxHeld }) };
  const keys = keysFile === undefined ? queue.keys : await readKeys(keysFile);
  const path = store.startsWith('sqlite:') ? fileOf(store.slice('sqlite:'.length), place.folder) : undefined;
  const opened = path === undefined ? await openDatabase(store, limits, place) : await openFile(path, limits, place);
  // Without keys too: what was encrypted before is then parked, and not taken for a request.
  return { queue: sealed(opened, keys), owner: randomUUID(), ...(path === undefined ? {} : { disk: () => readDiskRoom(dirname(path)) }) };
}

async function openFile(path: string, limits: QueueLimits, { isOneOfMany }: QueuePlace): Promise<Queue> {
  if (isOneOfMany) {
    throw new RegistryError(
      'config_invalid',
      'a queue in a file belongs to one process, so that order and idempotency hold: expected --workers 1 with durable routes, or a queue in PostgreSQL; found more',
    );
  }
  const { openSqliteQueue } = await import('../../queue/sqlite/open.ts');
  return openSqliteQueue({ path, limits });
}

function fileOf(path: string, folder: string): string {
  return path === '' ? join(folder, 'queue.sqlite') : path;
}

/** What a queue is known by to people: its file, or its address without a password. Undefined where no route is durable. */
export function queuePlace({ routes, queue }: GatewayConfig, folder: string): string | undefined {
  if (queue === undefined || routes.every(({ durable }) => durable === undefined)) return undefined;
  const { store } = queue;
  return store.startsWith('sqlite:') ? resolve(fileOf(store.slice('sqlite:'.length), folder)) : addressOf(store).shown;
}

async function openDatabase(store: string, limits: QueueLimits, { passwordFile }: QueuePlace): Promise<Queue> {
  const address = addressOf(store);
  if (address.hasPassword) {
    throw new RegistryError(
      'config_invalid',
      'queue.store: others read a configuration; leave the password out, and set SLUICE_QUEUE_PASSWORD_FILE, PGPASSWORD or ~/.pgpass',
    );
  }
  const { openPostgresQueue } = await import('../../queue/postgres/open.ts');
  return openPostgresQueue({ address, limits, ...(passwordFile === undefined ? {} : { passwordFile }) });
}

function addressOf(store: string): PostgresAddress {
  try {
    return parsePostgresAddress(store, QUEUE);
  } catch (thrown) {
    throw new RegistryError('config_invalid', `queue.store: ${RegistryError.from(thrown).message}`);
  }
}

async function readKeys(path: string): Promise<SealKeys> {
  const text = await readSecretText(path).catch((cause: unknown) => {
    throw new RegistryError('file_unreadable', `cannot read queue.keysFile ${path}: ${fileReason(cause)}`, { cause, data: { file: path } });
  });
  return parseSealKeys(text, path);
}
