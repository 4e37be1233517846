import { join, resolve } from 'node:path';
import { RegistryError } from '../../core/errors.ts';
import { nearest } from '../../core/nearest.ts';
import type { Store } from '../../storage/store.ts';
import { parsePostgresAddress, type PostgresAddress } from '../../postgres/address.ts';
import { prepareDataDir } from './data-dir.ts';
import { lookAtPlace, placeError } from './store-place.ts';

/** Which driver keeps the registry's data, and where. */
export type StoreChoice =
  | { readonly kind: 'memory' }
  | { readonly kind: 'sqlite'; readonly path?: string }
  | { readonly kind: 'postgres'; readonly address: PostgresAddress; readonly passwordFile?: string };

/**
 * Read `--store` or `SLUICE_STORE`: `memory:`, `sqlite:PATH`, `sqlite:` (the default) for a file in the data folder, or
 * `postgres://USER@HOST:PORT/DATABASE`. Throws `usage_invalid`.
 */
export function parseStore(text: string): StoreChoice {
  if (text === 'memory:') return { kind: 'memory' };
  if (text === 'sqlite:') return { kind: 'sqlite' };
  if (/^sqlite:.*[/\\]$/.test(text)) throw new RegistryError('usage_invalid', `--store: ${JSON.stringify(text)} names a folder; name a file in it`);
  if (text.startsWith('sqlite:')) return { kind: 'sqlite', path: text.slice('sqlite:'.length) };
  if (/^postgres(ql)?:/.test(text)) return { kind: 'postgres', address: parsePostgresAddress(text) };
  throw new RegistryError('usage_invalid', `--store: expected sqlite:PATH, postgres://USER@HOST/DATABASE or memory:; found ${shownStore(text)}`);
}

/** The scheme alone where a password may follow it; with the one that was probably meant. */
function shownStore(text: string): string {
  const scheme = /^([a-z][a-z\d+.-]*):\/\//i.exec(text)?.[1];
  const found = text.includes('@') ? (scheme === undefined ? 'something else' : `${scheme}://…`) : JSON.stringify(text);
  const meant = nearest(scheme ?? text.replace(/:.*$/s, ''), ['postgres', 'postgresql', 'sqlite', 'memory']);
  return meant === undefined ? found : `${found}; did you mean ${meant}:${meant.startsWith('postgres') ? '//…' : ''}?`;
}

/** A store as a log may have it: without a password. */
export function describeStore(choice: StoreChoice): object {
  return choice.kind === 'postgres' ? { kind: choice.kind, address: choice.address.shown } : choice;
}

/** What a store is known by to people: its file, or its address without a password. */
export function storePlace(choice: Exclude<StoreChoice, { readonly kind: 'memory' }>, dataDir: string): string {
  return choice.kind === 'postgres' ? choice.address.shown : fileOf(choice, dataDir);
}

function fileOf({ path }: Extract<StoreChoice, { readonly kind: 'sqlite' }>, dataDir: string): string {
  return resolve(path ?? join(dataDir, 'registry.sqlite'));
}

export interface OpenOptions {
  /** Hears of a file, or of tables, that were made anew: a mistyped path looks just like a first start. */
  readonly onNew?: (place: string) => void;
  /** Hears when a database is not reached any more, with why, and when it is again. */
  readonly onReach?: (failure: Error | undefined) => void;
  /** Whether a store is made where there is none; a file is then looked for before. Default true. */
  readonly mayMake?: boolean;
}

/**
 * Open the store; its driver is loaded only now. A folder is made for the default place only. Throws `file_unreadable` for a path
 * that can hold no store, `store_unavailable`, `store_damaged`, or `module_missing` without better-sqlite3 or pg.
 */
export async function openStore(choice: StoreChoice, dataDir: string, { onNew, onReach, mayMake = true }: OpenOptions = {}): Promise<Store> {
  switch (choice.kind) {
    case 'memory':
      return (await import('../../storage/memory/store.ts')).createMemoryStore();
    case 'sqlite': {
      const folder = choice.path !== undefined || !mayMake ? dataDir : await prepareDataDir(dataDir);
      const path = fileOf(choice, folder);
      const place = await lookAtPlace(path, 'write');
      if (place.kind !== 'file' && (!mayMake || place.kind !== 'absent')) throw placeError(place, path);
      const store = await (await import('../../storage/sqlite/store.ts')).openSqliteStore({ path });
      if (place.kind === 'absent') onNew?.(path);
      return store;
    }
    case 'postgres': {
      const { openPostgresStore } = await import('../../storage/postgres/store.ts');
      const { kind: _kind, ...place } = choice;
      return openPostgresStore({ ...place, mayMake, ...(onReach && { onReach }), onNew: () => onNew?.(choice.address.shown) });
    }
  }
}
