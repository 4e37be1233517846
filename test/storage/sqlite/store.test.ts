import { openSqliteStore } from '../../../src/storage/sqlite/store.ts';
import { storeContract } from '../../contract/store.contract.ts';
import { newPath } from './folder.ts';

storeContract('sqlite', async () => openSqliteStore({ path: await newPath() }));
