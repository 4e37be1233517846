import { createMemoryStore } from '../../../src/storage/memory/store.ts';
import { createTables } from '../../../src/storage/memory/tables.ts';
import { storeContract } from '../../contract/store.contract.ts';

// All but the counters.
const tables = Object.entries(createTables()).filter(([, value]) => typeof value === 'object');

storeContract(
  'memory',
  async () => createMemoryStore(),
  async () => Object.fromEntries(tables.map(([name]) => [name, undefined])),
);
