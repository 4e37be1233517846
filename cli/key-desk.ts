import type { CreatedKeyResource, KeyRequest, KeyResource } from '../src/core/resources.ts';
import { DEFAULT_DATA_DIR } from '../src/server/stores/data-dir.ts';
import { storedFile } from '../src/server/stores/stored-file.ts';
import { currentUser, lookAtPlace, placeError } from '../src/server/stores/store-place.ts';
import type { RegistryFlags } from './command.ts';
import { connect } from './connect.ts';
import type { Io } from './io.ts';
import { dataDir, namedStore } from './server-flags.ts';

/** Where keys are made and revoked: a server, or the store itself. */
export interface KeyDesk {
  create(request: KeyRequest): Promise<CreatedKeyResource>;
  list(): Promise<readonly KeyResource[]>;
  revoke(id: string): Promise<KeyResource>;
  close(): Promise<void>;
}

export interface KeyDeskFlags extends RegistryFlags {
  readonly store?: string;
  readonly dir?: string;
}

/**
 * With `--store` or `--dir` the store itself, which needs no key: how the first one is made. Else the registry. Only a key that is
 * created may have a store made for it, and then standard error says so. Throws `file_unreadable` without one.
 */
export async function openKeyDesk(io: Io, flags: KeyDeskFlags, { mayMake }: { readonly mayMake: boolean }): Promise<KeyDesk> {
  return flags.store === undefined && flags.dir === undefined ? connectDesk(io, flags) : openStoreDesk(io, flags, mayMake);
}

async function connectDesk(io: Io, flags: KeyDeskFlags): Promise<KeyDesk> {
  const client = await connect(io, flags);
  return {
    create: (request) => client.createKey(request),
    list: async () => (await client.listKeys()).items,
    revoke: (id) => client.revokeKey(id),
    close: async () => {},
  };
}

async function openStoreDesk(io: Io, { store = 'sqlite:', dir = DEFAULT_DATA_DIR }: KeyDeskFlags, mayMake: boolean): Promise<KeyDesk> {
  const choice = namedStore(io, store);
  const folder = dataDir(io, { dir });
  if (!mayMake) await requireStore(storedFile(choice, folder));
  const { openLocalRegistry } = await import('../src/server/stores/local-registry.ts');
  const onNew = (place: string): void =>
    io.err.write(`made a new, empty store at ${place}: its keys are good for a registry that keeps its store there\n`);
  const local = await openLocalRegistry(choice, folder, { onNew, mayMake });
  const { registry } = local;
  const write = { actor: `local:${currentUser()}` };
  return {
    create: (request) => registry.createKey(request, write),
    list: () => registry.listKeys(),
    revoke: (id) => registry.revokeKey(id, write),
    close: () => local.close(),
  };
}

async function requireStore(file: string | undefined): Promise<void> {
  if (file === undefined) return;
  const place = await lookAtPlace(file, 'write');
  if (place.kind !== 'file') throw placeError(place, file);
}
