import Sqlite from 'better-sqlite3';
import { openSqliteStore } from '../../../src/storage/sqlite/store.ts';
import { storeContract } from '../../contract/store.contract.ts';
import { newPath } from './folder.ts';

let path = '';

storeContract(
  'sqlite',
  async () => openSqliteStore({ path: (path = await newPath()) }),
  async () => {
    const database = new Sqlite(path, { readonly: true });
    // Without those that FTS5 makes for itself.
    const names = database.prepare("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type <> 'shadow' AND name NOT LIKE 'sqlite_%'");
    const count = (name: string): number => Number(database.prepare(`SELECT count(*) FROM ${name}`).pluck().get());
    const counts = Object.fromEntries((names.pluck().all() as string[]).map((name) => [name, count(name)]));
    database.close();
    return counts;
  },
);
