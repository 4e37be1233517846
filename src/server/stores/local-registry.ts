import { randomBytes } from 'node:crypto';
import { RegistryError } from '../../core/errors.ts';
import { createRegistry, type Registry } from '../../registry/registry.ts';
import { FORMATS } from '../formats.ts';
import { openStore, type OpenOptions, type StoreChoice } from './open-store.ts';

/** The use cases over a store on this machine, without a server: for whoever may read the file anyway. */
export interface LocalRegistry {
  readonly registry: Registry;
  close(): Promise<void>;
}

/** Open it; a server may have the store open too. Throws as `openStore`, and `usage_invalid` for what keeps nothing. */
export async function openLocalRegistry(choice: StoreChoice, dataDir: string, options: OpenOptions = {}): Promise<LocalRegistry> {
  if (choice.kind === 'memory')
    throw new RegistryError('usage_invalid', '--store memory: keeps nothing; name the store of the server, such as sqlite:PATH');
  const store = await openStore(choice, dataDir, options);
  const registry = createRegistry({ store, formats: FORMATS, now: Date.now, random: randomBytes });
  return { registry, close: () => store.close() };
}
