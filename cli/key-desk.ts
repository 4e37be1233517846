import { userInfo } from 'node:os';
import type { CreatedKeyResource, KeyRequest, KeyResource } from '../src/core/resources.ts';
import { parseStore } from '../src/server/open-store.ts';
import { DEFAULT_DATA_DIR } from '../src/server/data-dir.ts';
import type { RegistryFlags } from './command.ts';
import { connect } from './connect.ts';
import type { Io } from './io.ts';

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

/** With `--store` or `--dir` the store itself, which needs no key: how the first one is made. Else the registry. */
export async function openKeyDesk(io: Io, flags: KeyDeskFlags): Promise<KeyDesk> {
  return flags.store === undefined && flags.dir === undefined ? connectDesk(io, flags) : openStoreDesk(flags);
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

async function openStoreDesk({ store = 'sqlite:', dir = DEFAULT_DATA_DIR }: KeyDeskFlags): Promise<KeyDesk> {
  const { openLocalRegistry } = await import('../src/server/local-registry.ts');
  const local = await openLocalRegistry(parseStore(store), dir);
  const { registry } = local;
  const write = { actor: `local:${userInfo().username}` };
  return {
    create: (request) => registry.createKey(request, write),
    list: () => registry.listKeys(),
    revoke: (id) => registry.revokeKey(id, write),
    close: () => local.close(),
  };
}
