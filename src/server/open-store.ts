import { join, resolve } from 'node:path';
import { RegistryError } from '../core/errors.ts';
import type { Store } from '../storage/store.ts';
import { prepareDataDir } from './data-dir.ts';
import { lookAtPlace, placeError } from './store-place.ts';

/** Which driver keeps the registry's data, and where. */
export type StoreChoice = { readonly kind: 'memory' } | { readonly kind: 'sqlite'; readonly path?: string };

/**
 * Read `--store` or `SLUICE_STORE`: `memory:`, `sqlite:PATH`, or `sqlite:` (the default) for a file in the data
 * folder. Throws `usage_invalid`, also for `postgres://`, which no driver serves yet.
 */
export function parseStore(text: string): StoreChoice {
  if (text === 'memory:') return { kind: 'memory' };
  if (text === 'sqlite:') return { kind: 'sqlite' };
  if (/^sqlite:.*[/\\]$/.test(text)) throw new RegistryError('usage_invalid', `--store: ${JSON.stringify(text)} names a folder; name a file in it`);
  if (text.startsWith('sqlite:')) return { kind: 'sqlite', path: text.slice('sqlite:'.length) };
  if (/^postgres(ql)?:/.test(text)) {
    throw new RegistryError('usage_invalid', '--store: PostgreSQL is not available yet; use sqlite:PATH or memory:');
  }
  throw new RegistryError('usage_invalid', `--store: expected sqlite:PATH or memory:; found ${JSON.stringify(text)}`);
}

export interface OpenOptions {
  /** Hears of a file that was made anew: a mistyped path looks just like a first start. */
  readonly onNew?: (file: string) => void;
  /** Make no file. Default false. */
  readonly mustExist?: boolean;
}

/**
 * Open the store; its driver is loaded only now. A folder is made for the default place only. Throws `file_unreadable` for a path
 * that can hold no store, `store_unavailable`, `store_damaged`, or `module_missing` without better-sqlite3.
 */
export async function openStore(choice: StoreChoice, dataDir: string, { onNew, mustExist = false }: OpenOptions = {}): Promise<Store> {
  switch (choice.kind) {
    case 'memory':
      return (await import('../storage/memory/store.ts')).createMemoryStore();
    case 'sqlite': {
      const folder = choice.path !== undefined || mustExist ? dataDir : await prepareDataDir(dataDir);
      const path = resolve(choice.path ?? join(folder, 'registry.sqlite'));
      const place = await lookAtPlace(path, 'write');
      if (place.kind !== 'file' && (mustExist || place.kind !== 'absent')) throw placeError(place, path);
      const store = await (await import('../storage/sqlite/store.ts')).openSqliteStore({ path });
      if (place.kind === 'absent') onNew?.(path);
      return store;
    }
  }
}
