import { openPostgresStore } from '../../../src/storage/postgres/store.ts';
import { storeContract } from '../../contract/store.contract.ts';
import { createDatabase } from '../../postgres/database.ts';

const database = await createDatabase();

let schema = '';

storeContract(
  'postgres',
  () => {
    const address = database.fresh();
    schema = address.schema;
    return openPostgresStore({ address });
  },
  async () => {
    const names = await database.query<{ readonly name: string }>(`SELECT tablename AS name FROM pg_tables WHERE schemaname = '${schema}'`);
    const counts = names.map(async ({ name }) => {
      const [row] = await database.query<{ readonly count: string }>(`SELECT count(*) FROM ${schema}.${name}`);
      return [name, Number(row?.count)] as const;
    });
    return Object.fromEntries(await Promise.all(counts));
  },
);
