import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createClient, type Client } from '../../src/client/index.ts';
import type { Received } from '../webhooks/receiver.ts';
import { startReceiver } from '../webhooks/receiver.ts';
import { sluiceHere } from '../cli/in-process.ts';
import { folderWith } from '../cli/process.ts';
import { startHere, type ServerHere } from '../cli/serve-here.ts';
import { createDatabase } from '../postgres/database.ts';
import { until } from '../until.ts';

const page = await readFile(new URL('../../docs/postgresql.md', import.meta.url), 'utf8');
const [, block = ''] = /^## From SQLite$[\s\S]*?^```sh\n([\s\S]*?)^```$/m.exec(page) ?? [];
const database = await createDatabase();

function start(cwd: string, store: string): Promise<ServerHere> {
  return startHere(['serve', '--port', '0', '--store', store], { cwd });
}

async function seen({ registry }: ServerHere, client: Client): Promise<unknown> {
  const get = async (path: string): Promise<unknown> => (await fetch(`${registry}${path}`)).json();
  return {
    subjects: (await client.listSubjects({ field: 'cents' })).items,
    schemas: await get('/schemas?deleted=true'),
    byId: await get('/schemas/ids/2'),
    log: (await client.listAudit({ limit: 1_000 })).items,
    webhooks: await client.listWebhooks(),
  };
}

async function delivered(client: Client, id: string): Promise<void> {
  await until(async () => (await client.getWebhook(id)).behind === 0);
}

function idsOf(received: readonly Received[]): (string | string[] | undefined)[] {
  return received.map(({ headers }) => headers['webhook-id']);
}

test('a registry moves from SQLite to PostgreSQL as the page says: clients, the feed and webhooks go on, and its dump is the same', async () => {
  const [cwd, receiver] = [await folderWith(), await startReceiver()];
  onTestFinished(() => receiver.close());
  const file = join(cwd, 'registry.sqlite');
  const old = await start(cwd, `sqlite:${file}`);
  const before = createClient({ url: old.registry });
  const { id } = await before.createWebhook({ url: receiver.url });
  for (const subject of ['com.é', 'com.\u{1F600}'])
    for (const name of ['one', 'two'])
      await before.register(subject, { schema: { type: 'object', properties: { cents: { type: 'integer' }, [name]: {} } } });
  const position = 3;
  let server: ServerHere | undefined;
  const places = {
    'https://old.example.com': () => old.registry,
    'https://new.example.com': () => server?.registry ?? '',
    '/var/lib/sluice/registry.sqlite': () => file,
    'postgres://sluice@db.internal/registry': () => database.url,
  };
  let known: unknown;
  for (const line of block.trim().split('\n')) {
    const words = line
      .replace(/ +#.*$/, '')
      .split(' ')
      .slice(1);
    const args = words.map((word) => Object.entries(places).reduce((text, [shown, real]) => text.replace(shown, real()), word));
    if (args[0] === 'serve') {
      server = await start(cwd, args.at(-1) ?? '');
      expect(await seen(server, createClient({ url: server.registry }))).toEqual(known);
    } else {
      expect(await sluiceHere(args, { cwd })).toMatchObject({ code: 0 });
      if (known === undefined) await delivered(before, id);
      known ??= await seen(old, before);
    }
  }
  if (server === undefined) throw new Error('the page serves nothing');
  const after = createClient({ url: server.registry });
  await after.register('com.new', { schema: {} });
  await delivered(after, id);
  // Who followed the feed of the first goes on with the second, and so does the webhook: nothing twice, nothing left out.
  const sequences: string[] = [];
  for await (const event of after.changes({ lastEventId: position })) if (sequences.push(event.id) === 4) break;
  expect(sequences).toEqual(['4', '5', '6', '7']);
  expect(receiver.sequences()).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(new Set(idsOf(receiver.received)).size).toBe(7);
  await expect(before.register('com.late', { schema: {} })).rejects.toMatchObject({ code: 'mode_forbids' });
});

test('what was restored into PostgreSQL has a dump of the same bytes, and so has what goes back', async () => {
  const cwd = await folderWith();
  const old = await start(cwd, 'sqlite:old.sqlite');
  const client = createClient({ url: old.registry });
  // Nobody listens, so it has a delivery that waits.
  await client.createWebhook({ url: 'http://127.0.0.1:2/' });
  for (const subject of ['b', 'a']) await client.register(subject, { schema: { title: 'U+0000 as an escape: \0' } });
  await client.register('a', { schema: { type: ['string', 'null'], title: '\u{1F600}\uFFFD' } }).catch(() => undefined);
  await old.stop();
  const postgres = `${database.url}?schema=there`;
  for (const args of [
    ['dump', 'one.ndjson', '--store', 'sqlite:old.sqlite'],
    ['restore', 'one.ndjson', '--store', postgres],
    ['restore', 'one.ndjson', '--store', postgres],
    ['dump', 'two.ndjson', '--store', postgres],
    ['restore', 'two.ndjson', '--store', 'sqlite:back.sqlite'],
    ['dump', 'three.ndjson', '--store', 'sqlite:back.sqlite'],
    ['dump', 'none.ndjson', '--store', postgres, '--no-webhooks'],
  ])
    expect(await sluiceHere(args, { cwd })).toMatchObject({ code: 0 });
  const [one, two, three, none] = await Promise.all(['one', 'two', 'three', 'none'].map((name) => readFile(join(cwd, `${name}.ndjson`), 'utf8')));
  expect(two).toBe(one);
  expect(three).toBe(one);
  expect(one).toContain('"kind":"record"');
  expect(none).not.toContain('"kind":"record"');
});
