import { STORE } from '../../../src/postgres/purpose.ts';
import { openOn, openPostgresStore } from '../../../src/storage/postgres/store.ts';
import { storeContract } from '../../contract/store.contract.ts';
import { createDatabase } from '../../postgres/database.ts';
import { lendSchemas } from '../../postgres/emptied.ts';

const database = await createDatabase();
const schemas = lendSchemas(database, { purpose: STORE, prepare: (address) => openPostgresStore({ address }) });

let schema = '';

storeContract(
  'postgres',
  async () => {
    const lent = await schemas.take();
    schema = lent.address.schema;
    const store = await openOn(await lent.connectionsOf(), lent);
    return {
      ...store,
      async close() {
        await store.close();
        schemas.giveBack(lent);
      },
    };
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
