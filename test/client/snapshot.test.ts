import { afterAll, expect, test } from 'vitest';
import { createClient } from '../../src/client/index.ts';
import { RegistryError } from '../../src/core/errors.ts';
import { jsonSchemaFormat } from '../../src/formats/json-schema/format.ts';
import { createMemoryStore } from '../../src/storage/memory/store.ts';
import { startTestServer } from '../http/test-server.ts';

const SUBJECTS = 70;
const filled = createMemoryStore();
let failsAt = Infinity;
const server = await startTestServer({
  formats: [jsonSchemaFormat],
  store: {
    ...filled,
    async readSchema(id) {
      if (id >= failsAt) throw new RegistryError('store_unavailable', 'the store is gone');
      return filled.readSchema(id);
    },
  },
});
const client = createClient({ url: server.url });

afterAll(() => server.close());

test('a snapshot whose store goes away in the middle of the lines is not taken for a whole one', async () => {
  // So long that the first lines are under way when a later one is read.
  for (let at = 0; at < SUBJECTS; at += 1) await client.register(`s${at}`, { schema: { description: `${at} ${'x'.repeat(4_000)}` } });
  expect(await client.snapshot()).toMatchObject({ snapshot: { versions: { length: SUBJECTS } } });
  failsAt = SUBJECTS;
  await expect(client.snapshot()).rejects.toMatchObject({ code: 'registry_unavailable' });
});
