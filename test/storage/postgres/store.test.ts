import { openPostgresStore } from '../../../src/storage/postgres/store.ts';
import { storeContract } from '../../contract/store.contract.ts';
import { createDatabase } from '../../postgres/database.ts';

const database = await createDatabase();

storeContract('postgres', () => openPostgresStore({ address: database.fresh() }));
