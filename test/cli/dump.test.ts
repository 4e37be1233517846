import { createHash } from 'node:crypto';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { createClient, type Client } from '../../src/client/index.ts';
import { readDump } from '../../src/dump/read-dump.ts';
import { readDumpFile } from '../../src/server/stores/dump-file.ts';
import { openSqliteStore } from '../../src/storage/sqlite/store.ts';
import type { Row } from '../../src/storage/row.ts';
import { ORDER_V1, ORDER_V2 } from './contracts.ts';
import { sluiceHere } from './in-process.ts';
import { folderWith, serve, sluice, type Server } from './process.ts';
import { startHere, type ServerHere } from './serve-here.ts';

function start(cwd: string, ...args: string[]): Promise<ServerHere> {
  return startHere(['serve', '--port', '0', ...args], { cwd });
}

/** Everything that clients know a registry by. */
async function seen({ registry }: Pick<Server, 'registry'>, client: Client, subjects: readonly string[]): Promise<unknown> {
  const get = async (path: string): Promise<unknown> => (await fetch(`${registry}${path}`)).json();
  const snapshot = await client.snapshot();
  return {
    subjects: await Promise.all(subjects.map((subject) => client.getSubject(subject))),
    versions: await get('/schemas?deleted=true'),
    snapshot: snapshot === 'not_modified' ? snapshot : snapshot.snapshot,
    config: await get('/config/com.shop.order'),
    mode: await get('/mode/frozen'),
    log: (await client.listAudit({ limit: 1_000 })).items,
    found: (await client.listSubjects({ field: 'orderId' })).items,
  };
}

async function fill({ registry }: Pick<Server, 'registry'>, client: Client): Promise<readonly string[]> {
  const send = async (method: string, path: string, body?: object): Promise<unknown> =>
    (
      await fetch(`${registry}${path}`, { method, headers: { 'content-type': 'application/json' }, ...(body && { body: JSON.stringify(body) }) })
    ).json();
  await client.register('com.shop.money', { schema: { type: 'object', properties: { cents: { type: 'integer' } } } });
  for (const schema of [ORDER_V1, ORDER_V2]) await client.register('com.shop.order', { schema, labels: { ticket: 'A-1' } });
  const references = [{ name: 'money.json', subject: 'com.shop.money', version: 1 }];
  await client.register('com.shop.refund', { schema: { $ref: 'money.json' }, references });
  await client.updateSubject('com.shop.order', { owner: 'team-a', labels: { tier: 'gold' } });
  await client.putConfig('com.shop.order', { level: 'BACKWARD' });
  await client.setState('com.shop.order', 1, { state: 'retired', reason: 'old' });
  const value = { schemaType: 'JSON', schema: '{ "type" : "object" }', metadata: { properties: { z: '1', a: '2' } } };
  await send('POST', '/subjects/frozen/versions', value);
  await send('POST', '/subjects/gone/versions', { ...value, schema: '{"type":"string"}' });
  await send('DELETE', '/subjects/gone');
  await client.putMode('frozen', { mode: 'READONLY' });
  return ['com.shop.money', 'com.shop.order', 'com.shop.refund', 'frozen'];
}

test('the drill: dump a registry that runs, kill it, restore elsewhere, and clients see the same', async () => {
  const cwd = await folderWith();
  const first = await serve(['serve', '--port', '0'], { cwd });
  const before = createClient({ url: first.registry });
  const subjects = await fill(first, before);
  const known = await seen(first, before, subjects);
  const dumped = await sluice(['dump', 'all.ndjson.gz', '--format', 'json'], { cwd });
  expect(dumped).toMatchObject({ code: 0 });
  expect(JSON.parse(dumped.stdout)).toMatchObject({ rows: { version: 6, subject: 5 }, without: [] });
  await first.stop('SIGKILL');

  const elsewhere = await folderWith();
  const restored = await sluice(['restore', join(cwd, 'all.ndjson.gz')], { cwd: elsewhere });
  expect(restored).toMatchObject({ code: 0, stdout: expect.stringMatching(/^restored 6 versions of 5 subjects/) });
  const second = await start(elsewhere);
  const after = createClient({ url: second.registry });
  expect(await seen(second, after, subjects)).toEqual(known);

  // Who followed the feed of the first goes on with the second.
  const { position, historyId } = (known as { readonly snapshot: { readonly position: number; readonly historyId: string } }).snapshot;
  await expect(after.snapshot({ since: { position, historyId } })).resolves.toMatchObject({ snapshot: { position } });
  const other = { position, historyId: '00000000-0000-4000-8000-000000000000' };
  await expect(after.snapshot({ since: other })).rejects.toMatchObject({ code: 'other_history' });
  await expect(after.register('com.shop.order', { schema: ORDER_V1 })).resolves.toMatchObject({ existing: true, version: 1, state: 'retired' });
  await second.stop();

  const again = await sluiceHere(['restore', join(cwd, 'all.ndjson.gz')], { cwd: elsewhere });
  expect(again).toMatchObject({ code: 0, stdout: expect.stringMatching(/ was in .*registry\.sqlite already, and equal/) });
  await sluiceHere(['dump', '--out', 'again.ndjson'], { cwd: elsewhere });
  expect(await readFile(join(elsewhere, 'again.ndjson'), 'utf8')).toBe(gunzipSync(await readFile(join(cwd, 'all.ndjson.gz'))).toString());
  expect((await stat(join(elsewhere, 'again.ndjson'))).mode & 0o777).toBe(0o600);
});

test('a restore that was cut goes on, and no registry starts before it is at its end', async () => {
  const cwd = await folderWith();
  const server = await start(cwd);
  await fill(server, createClient({ url: server.registry }));
  await sluiceHere(['dump', 'all.ndjson'], { cwd });
  const rows: Row[] = [];
  for await (const row of readDump(readDumpFile(join(cwd, 'all.ndjson')))) rows.push(row);
  const half = await openSqliteStore({ path: join(cwd, 'half.sqlite') });
  await half.importRows(rows.slice(0, 25));
  await half.close();
  const refused = await sluiceHere(['serve', '--port', '0', '--store', 'sqlite:half.sqlite'], { cwd });
  expect(refused).toMatchObject({ code: 3, stderr: expect.stringContaining('run the same `sluice restore` again') });
  expect(await sluiceHere(['doctor', '--store', 'sqlite:half.sqlite'], { cwd })).toMatchObject({
    code: 1,
    stdout: expect.stringContaining('a restore was begun and is not at its end'),
  });
  const done = await sluiceHere(['restore', 'all.ndjson', '--store', 'sqlite:half.sqlite'], { cwd });
  expect(done).toMatchObject({ code: 0, stdout: expect.stringContaining('25 rows there already') });
  await start(cwd, '--store', 'sqlite:half.sqlite');
});

test('nothing is overwritten: not a file, not a store', async () => {
  const cwd = await folderWith();
  const server = await start(cwd);
  await fill(server, createClient({ url: server.registry }));
  await sluiceHere(['dump', 'all.ndjson', '--no-keys', '--no-verdicts'], { cwd });
  for (const file of ['checked.ndjson', 'checked.ndjson.gz']) {
    const { stdout } = await sluiceHere(['dump', file, '--no-keys', '--no-verdicts', '--no-webhooks'], { cwd });
    const sha256 = createHash('sha256')
      .update(await readFile(join(cwd, file)))
      .digest('hex');
    expect(stdout).toContain(`\nleft out: API keys, proofs and webhooks\nsha256 of the file: ${sha256}\n`);
    const told = await sluiceHere(['dump', file, '--no-keys', '--no-verdicts', '--no-webhooks', '--force', '--format', 'json'], { cwd });
    expect(JSON.parse(told.stdout)).toMatchObject({ sha256, contentSha256: expect.not.stringContaining(sha256) as string });
  }
  expect(await sluiceHere(['dump', 'all.ndjson'], { cwd })).toMatchObject({ code: 2, stderr: expect.stringContaining('--force') });
  await createClient({ url: server.registry }).register('one.more', { schema: {} });
  const refused = await sluiceHere(['restore', 'all.ndjson', '--format', 'json'], { cwd });
  expect(refused).toMatchObject({ code: 1, stdout: expect.stringContaining('"store_differs"') });

  const used = await start(cwd, '--store', 'sqlite:used.sqlite');
  await createClient({ url: used.registry }).register('mine', { schema: {} });
  expect(await sluiceHere(['restore', 'all.ndjson', '--store', 'sqlite:used.sqlite'], { cwd })).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('the store has something else than the dump: change 1: its data is'),
  });
  await expect(createClient({ url: used.registry }).listSubjects()).resolves.toMatchObject({ items: [{ subject: 'mine' }] });

  await writeFile(join(cwd, 'cut.ndjson'), (await readFile(join(cwd, 'all.ndjson'))).subarray(0, 900));
  await writeFile(join(cwd, 'cut.gz'), gzipSync(await readFile(join(cwd, 'all.ndjson'))).subarray(0, 900));
  expect(await sluiceHere(['restore', 'cut.gz', '--store', 'sqlite:new.sqlite'], { cwd })).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('its compression ends'),
  });
  expect(await sluiceHere(['restore', 'cut.ndjson', '--store', 'sqlite:new.sqlite'], { cwd })).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('dump_invalid'),
  });
  expect(await readdir(cwd)).not.toContain('new.sqlite');
});

for (const [name, offers] of Object.entries({
  dump: /postgres:/,
  restore: /postgres:/,
  backup: /sqlite:PATH \(/,
  doctor: /postgres:/,
  keys: /postgres:/,
})) {
  test(`${name} --help offers the stores that it takes`, async () => {
    const { stdout } = await sluiceHere([name, '--help'], { cwd: await folderWith() });
    expect(stdout).toMatch(offers);
    expect(stdout).not.toMatch(name === 'backup' ? /memory:|postgres:/ : /memory:/);
  });
}

const WRONG: readonly (readonly [args: readonly string[], message: string])[] = [
  [['dump'], 'say where the dump goes'],
  [['dump', 'a', '--out', 'b'], 'give one of them'],
  [['dump', 'a', '--store', 'memory:'], 'cannot be dumped'],
  [['dump', 'a', '--store', 'sqlite:none.sqlite'], 'there is no store at'],
  [['dump', 'no/such/folder/a', '--store', 'sqlite:none.sqlite'], 'there is no store at'],
  [['restore', 'none.ndjson'], 'there is no such file'],
  [['restore', 'a', '--store', 'memory:'], 'gone with this process'],
];
for (const [args, message] of WRONG) {
  test(`${args.join(' ')}: ${message}`, async () => {
    expect(await sluiceHere(args, { cwd: await folderWith() })).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
  });
}
