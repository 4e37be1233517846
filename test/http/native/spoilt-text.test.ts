import Sqlite from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { createClient } from '../../../src/client/index.ts';
import { jsonSchemaFormat } from '../../../src/formats/json-schema/format.ts';
import { openPostgresStore } from '../../../src/storage/postgres/store.ts';
import { inspectSqlite } from '../../../src/storage/sqlite/inspect.ts';
import { openSqliteStore } from '../../../src/storage/sqlite/store.ts';
import type { Store } from '../../../src/storage/store.ts';
import { createDatabase } from '../../postgres/database.ts';
import { newPath } from '../../storage/sqlite/folder.ts';
import { startTestServer } from '../test-server.ts';

// Two schemas are stored, and somebody else writes over the text of the first.
const SPOIL = `UPDATE schemas SET text = '{"title":' WHERE id = 1`;

const database = await createDatabase();
const path = await newPath();

const drivers: readonly { readonly name: string; readonly open: () => Promise<{ readonly store: Store; readonly spoil: () => Promise<void> }> }[] = [
  {
    name: 'sqlite',
    async open() {
      const spoil = async (): Promise<void> => void new Sqlite(path).exec(SPOIL).close();
      return { store: await openSqliteStore({ path }), spoil };
    },
  },
  {
    name: 'postgres',
    async open() {
      const address = database.fresh();
      const spoil = async (): Promise<void> => void (await database.query(SPOIL.replace('schemas', `${address.schema}.schemas`)));
      return { store: await openPostgresStore({ address }), spoil };
    },
  },
];

for (const { name, open } of drivers) {
  test(`${name}: a stored text that is no JSON any more is damage, named with its place, and leaves everything else as it is`, async () => {
    const { store, spoil } = await open();
    const writing = await startTestServer({ store, formats: [jsonSchemaFormat] });
    const client = createClient({ url: writing.url });
    await client.register('spoilt', { schema: { title: 'a' } });
    await client.register('whole', { schema: { title: 'b' } });
    await writing.close();
    await spoil();
    const server = await startTestServer({ store, formats: [jsonSchemaFormat] });
    onTestFinished(async () => {
      await server.close();
      await store.close();
    });
    const damage = { code: 'store_damaged', detail: expect.stringMatching(/the text of schema 1 is no longer one of format json-schema/) as string };
    for (const place of ['/schemas/1', '/subjects/spoilt/versions/1', '/subjects/spoilt/versions/latest?bundle=true']) {
      expect(await server.send({ path: `/api/v1${place}` })).toMatchObject({ status: 503, json: damage });
    }
    const again = { method: 'POST', path: '/api/v1/subjects/spoilt/versions', body: { schema: { title: 'c' } } };
    expect(await server.send(again)).toMatchObject({ status: 503, json: damage });
    expect(await server.send({ path: '/api/v1/subjects/whole/versions/1' })).toMatchObject({ status: 200 });
    const lines = await server.send({ path: '/api/v1/snapshot', headers: { accept: 'application/x-ndjson' } });
    expect(
      lines.text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as object),
    ).toMatchObject([{ versionCount: 2 }, { subject: 'whole', leftOut: 1 }]);
    const spoilt = await server.send({ path: '/api/v1/snapshot?subject=spoilt', headers: { accept: 'application/x-ndjson' } });
    expect(JSON.parse(spoilt.text)).toMatchObject({ versionCount: 0, subjects: [{ subject: 'spoilt' }] });
    expect(await createClient({ url: server.url }).snapshot()).toMatchObject({ snapshot: { versions: [{ subject: 'whole' }] } });
  });
}

test('sqlite: what looks at the file finds the text', async () => {
  expect(await inspectSqlite(path)).toMatchObject({ damages: ['the text of schema 1 is no JSON'] });
});
