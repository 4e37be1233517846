import type { Row } from '../../src/storage/row.ts';
import type { Store } from '../../src/storage/store.ts';

/** Everything of a store, in the order in which it is exported. */
export async function rowsOf(store: Store): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const row of store.exportRows()) rows.push(row);
  return rows;
}
