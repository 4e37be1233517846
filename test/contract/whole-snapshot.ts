import type { Configs, ProvedHistory, SnapshotQuery, Store, StoreSnapshot } from '../../src/storage/store.ts';

/** A snapshot that keeps all that it is shown. */
export function wholeSnapshot(store: Store, query: SnapshotQuery = {}): Promise<StoreSnapshot<ProvedHistory & { readonly configs: Configs }>> {
  return store.readSnapshot(query, (history, configs) => ({ ...history, configs }));
}
