import { readFile } from 'node:fs/promises';
import { expect, onTestFinished, test } from 'vitest';
import type { ChangeEventResource, CreatedWebhookResource, WebhookResource } from '../../src/core/resources.ts';
import type { WebhookAttempt } from '../../src/core/webhook.ts';
import { createClient, type Client } from '../../src/client/index.ts';
import { createDatabase } from '../postgres/database.ts';
import { startReceiver, type Receiver, type Received } from '../webhooks/receiver.ts';
import { sluiceHere } from './in-process.ts';
import { folderWith, serve, type Server } from './process.ts';
import { startHere, type ServerHere } from './serve-here.ts';
import { until } from '../until.ts';

const database = await createDatabase();
let schemas = 0;

// Delays that nobody waits for: what the tests wait for are events.
const FAST = { webhooks: { firstDelayMs: 10, maxDelayMs: 50, maxAttempts: 1_000 } };

function folder(config: object = FAST): Promise<string> {
  return folderWith({ 'registry.json': config });
}

const SERVE = ['serve', '--port', '0', '--registry-config', 'registry.json'];

function start(cwd: string, ...args: string[]): Promise<ServerHere> {
  return startHere([...SERVE, ...args], { cwd });
}

/** One that can be killed. */
async function startProcess(cwd: string, ...args: string[]): Promise<Server> {
  const server = await serve([...SERVE, ...args], { cwd });
  onTestFinished(async () => void (await server.stop('SIGKILL')));
  return server;
}

async function receive(options?: Parameters<typeof startReceiver>[0]): Promise<Receiver> {
  const receiver = await startReceiver(options);
  onTestFinished(() => receiver.close());
  return receiver;
}

function clientOf({ registry }: Pick<Server, 'registry'>): Client {
  return createClient({ url: registry });
}

function register(client: Client, subject: string): Promise<unknown> {
  return client.register(subject, { schema: { type: 'string' } });
}

/** Once everything that is wanted was delivered. */
async function delivered(client: Client, id: string): Promise<WebhookResource> {
  return until(async () => {
    const webhook = await client.getWebhook(id);
    return webhook.behind === 0 && webhook;
  });
}

function ids(received: readonly Received[]): number[] {
  return received.map(({ event }) => Number(event.id));
}

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

test('a webhook is made, tried, looked at, changed and removed from the command line', async () => {
  const [server, receiver] = [await start(await folder()), await receive()];
  const run = async (...args: readonly string[]): Promise<{ readonly code: number | null; readonly out: string; readonly err: string }> => {
    const { code, stdout, stderr } = await sluiceHere(['webhook', ...args, '--registry', server.registry]);
    return { code, out: stdout, err: stderr };
  };
  const json = async <T>(...args: readonly string[]): Promise<T> => JSON.parse((await run(...args, '--format', 'json')).out) as T;
  const added = await run('add', receiver.url, '--type', 'version.registered', 'config.updated', '--prefix', 'com.', '--description', 'ci');
  expect(added).toMatchObject({ code: 0, out: expect.stringMatching(/^whsec_[\w+/]{43}=\n$/) as string });
  const [, id = ''] = /^webhook (\w{16}) sends to/.exec(added.err) ?? [];
  expect((await run('list')).out).toMatch(new RegExp(`^ID .*\\n${id}  active  0  .*version.registered config.updated of com.…\\n$`));
  expect(await run('test', id)).toMatchObject({ code: 0, out: expect.stringMatching(/^delivered in \d+ ms, status 204\n$/) as string });
  receiver.react(500);
  expect(await run('test', id)).toMatchObject({ code: 1, out: expect.stringMatching(/^not delivered after \d+ ms: status 500\n$/) as string });
  await register(clientOf(server), 'com.a');
  await delivered(clientOf(server), id);
  expect((await run('attempts', id)).out).toMatch(/\n\S+Z  1 +version\.registered  delivered  204 +\d+ ms\n$/);
  expect((await run('show', id)).out).toMatch(/\nposition +1 \(0 behind\)\n/);
  expect(await json<WebhookResource>('update', id, '--type', 'all', '--prefix', '', '--description', 'all')).not.toHaveProperty('types');
  expect(await json<WebhookResource>('pause', id)).toMatchObject({ state: 'paused', description: 'all' });
  expect(await json<WebhookResource>('resume', id)).toMatchObject({ state: 'active' });
  expect(await run('rotate', id, '--overlap', 'none')).toMatchObject({ code: 0, out: expect.stringMatching(/^whsec_/) as string });
  expect(await run('dead', id)).toMatchObject({ code: 0, out: 'nothing was given up\n' });
  expect(await run('retry', id)).toMatchObject({ code: 0, out: 'nothing was given up; what waits is tried at once\n' });
  expect(await run('remove', id)).toMatchObject({ code: 0 });
  expect(await run('show', id)).toMatchObject({ code: 2, err: expect.stringContaining('webhook_not_found') as string });
});

const wrong: readonly { readonly args: readonly string[]; readonly says: string }[] = [
  { args: ['add'], says: 'expected the address' },
  { args: ['add', 'https://example.com/', '--type', 'version.renamed'], says: 'version.registered' },
  { args: ['add', 'https://example.com/', '--from', 'x'], says: '--from' },
  { args: ['show'], says: 'expected the id' },
  { args: ['list', 'nope'], says: 'webhook list: takes no id; found "nope"' },
  { args: ['list', '--url', 'https://a.example/'], says: 'webhook list takes no --url; that is a flag of `webhook update`' },
  { args: ['pause', 'x', '--type', 'all'], says: 'webhook pause takes no --type; that is a flag of `webhook add` and `webhook update`' },
  { args: ['update', '1'], says: 'say what changes' },
  { args: ['rotate', '1', '--overlap', 'soon'], says: '--overlap' },
  { args: ['mend', '1'], says: 'add, list' },
];

for (const { args, says } of wrong) {
  test(`webhook ${args.join(' ')} is wrong usage`, async () => {
    const { code, stderr } = await sluiceHere(['webhook', ...args]);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(says) as string });
  });
}

test('what waits is told as the state has it, and a secret that is given up at once is shown no more', async () => {
  const slow = { webhooks: { firstDelayMs: 3_600_000, maxDelayMs: 3_600_000 } };
  const [server, receiver] = [await start(await folder(slow)), await receive()];
  const client = clientOf(server);
  const run = async (...args: readonly string[]): Promise<string> => {
    const { stdout, stderr } = await sluiceHere(['webhook', ...args, '--registry', server.registry]);
    return stdout + stderr;
  };
  const { id } = await client.createWebhook({ url: receiver.url });
  receiver.react(500, () => {}); // The second attempt is never answered, so it waits for as long as it takes to look.
  await register(client, 'a');
  await until(async () => (await client.getWebhook(id)).pending !== undefined);
  expect(await run('show', id)).toMatch(/waits +change 1 after 1 attempt: status 500; next at 20/);
  const resume = `next after \`sluice webhook resume ${id}\``;
  expect(await run('pause', id)).toContain(resume);
  expect(await run('show', id)).toContain(resume);
  expect(await run('retry', id)).toContain(`nothing was given up; the webhook is paused, so nothing is sent before \`sluice webhook resume ${id}\``);
  expect(await run('rotate', id, '--overlap', 'none')).not.toContain('signed with');
  expect(await run('show', id)).not.toContain('old secret');
  expect(await run('rotate', id)).toContain('the one before is signed with as well until');
  expect(await run('show', id)).toContain('old secret');
  expect(await run('resume', id)).toContain('status 500; due now');
});

test('a prefix is what config and mode call one, what names begin with, or * for all of them; anything else with a * is refused', async () => {
  const server = await start(await folder());
  const client = clientOf(server);
  const add = (prefix: string) => sluiceHere(['webhook', 'add', 'http://127.0.0.1:9/', '--prefix', prefix, '--registry', server.registry]);
  for (const prefix of ['com.shop.*', 'com.shop.', '*']) expect(await add(prefix)).toMatchObject({ code: 0 });
  const prefixes = (await client.listWebhooks()).items.map((webhook) => webhook.prefix);
  expect(new Set(prefixes)).toEqual(new Set(['com.shop.*', 'com.shop.', undefined]));
  for (const prefix of ['com*', '*.shop.*', 'com.*.order']) {
    expect(await add(prefix)).toMatchObject({ code: 2, stderr: expect.stringContaining('com.shop. or com.shop.*') as string });
  }
  await register(client, 'com*');
  expect(await add('com*')).toMatchObject({ code: 0 });
  expect((await sluiceHere(['list', '--prefix', 'com.*', '--registry', server.registry])).stdout).not.toContain('com*');
  expect((await sluiceHere(['search', '--prefix', 'com*', '--registry', server.registry])).stdout).toContain('com*');
});

test('a secret is kept encrypted with SLUICE_WEBHOOK_KEY, and what is no such key is refused', async () => {
  const cwd = await folder();
  const env = { SLUICE_WEBHOOK_KEY: 'ab'.repeat(32) };
  const server = await startHere(['serve', '--port', '0'], { cwd, env });
  const receiver = await receive();
  const { id, secret } = await clientOf(server).createWebhook({ url: receiver.url });
  expect((await clientOf(server).testWebhook(id)).outcome).toBe('delivered');
  await server.stop();
  const file = (await readFile(`${cwd}/.sluice-data/registry.sqlite`)).toString('latin1');
  expect(file).toContain('aes-256-gcm:');
  expect(file).not.toContain(secret.slice('whsec_'.length));
  expect(await sluiceHere(['serve', '--port', '0'], { cwd, env: { SLUICE_WEBHOOK_KEY: 'short' } })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('openssl rand -hex 32') as string,
  });
});

test('a receiver that is down while the registry restarts misses and repeats nothing', async () => {
  const cwd = await folder();
  const gone = await startReceiver();
  await gone.close();
  const first = await start(cwd);
  const { id } = await clientOf(first).createWebhook({ url: gone.url });
  for (const subject of ['a', 'b', 'c']) await register(clientOf(first), subject);
  await first.stop();
  const second = await start(cwd);
  await register(clientOf(second), 'd');
  const receiver = await receive({ port: Number(new URL(gone.url).port) });
  await delivered(clientOf(second), id);
  expect(ids(receiver.received)).toEqual([1, 2, 3, 4]);
  const attempts = (await clientOf(second).listWebhookAttempts(id)).items;
  expect(attempts.some(({ outcome, error }: WebhookAttempt) => outcome === 'failed' && /ECONNREFUSED/.test(error ?? ''))).toBe(true);
});

test('a registry that is killed again and again delivers every change, in order, and repeats only what was under way', async () => {
  const [cwd, receiver] = [await folder({ webhooks: { ...FAST.webhooks, timeoutMs: 3_000 } }), await receive()];
  let server = await startProcess(cwd);
  const { id } = await clientOf(server).createWebhook({ url: receiver.url });
  const rounds = 2;
  for (let round = 0; round < rounds; round += 1) {
    const client = clientOf(server);
    const write = async (writer: number): Promise<void> => {
      for (let index = 0; index < 25; index += 1) await register(client, `r${round}.w${writer}.${index}`);
    };
    // They end with the registry, if not before.
    const writing = [1, 2, 3, 4].map((writer) => write(writer).catch(() => {}));
    const before = receiver.received.length;
    await receiver.until((received) => received.length >= before + 15);
    await server.stop('SIGKILL');
    await Promise.all(writing);
    if (round < rounds - 1) server = await startProcess(cwd);
  }
  const last = await start(cwd);
  const { position } = await delivered(clientOf(last), id);
  const got = ids(receiver.received);
  const firsts = got.filter((sequence, index) => got.indexOf(sequence) === index);
  expect(firsts).toEqual(upTo(position));
  expect(position).toBeGreaterThanOrEqual(rounds * 15);
  // Each kill repeats at most the one that was under way. On a busy machine an answer may come too late, and then the log says so.
  const { items } = await clientOf(last).listWebhookAttempts(id);
  const late = items.filter(({ outcome }: WebhookAttempt) => outcome === 'failed').length;
  expect(got.length - firsts.length).toBeLessThanOrEqual(rounds + late);
  expect(got).toEqual(got.toSorted((a, b) => a - b));
});

// Each with a store of its own.
const SHARED = [
  { name: 'file', storeArgs: () => [] },
  { name: 'database of PostgreSQL', storeArgs: () => ['--store', `${database.url}?schema=hooks${(schemas += 1)}`] },
] as const;
for (const { name, storeArgs } of SHARED) {
  test(`of two registries on one ${name} one delivers: every change once and in order, whoever wrote it`, async () => {
    const args = storeArgs();
    const [cwd, receiver] = [await folder(), await receive()];
    const [one, other] = await Promise.all([startProcess(cwd, ...args), start(cwd, ...args)]);
    const [left, right] = [clientOf(one), clientOf(other)];
    const { id } = await left.createWebhook({ url: receiver.url });
    await Promise.all(upTo(24).map((index) => register(index % 2 === 0 ? left : right, `s${index}`)));
    await delivered(right, id);
    expect(ids(receiver.received)).toEqual(upTo(24));
  });

  test(`when the registry that delivers is killed, the other one on the ${name} takes over`, async () => {
    const args = storeArgs();
    const [cwd, receiver] = [await folder({ webhooks: { ...FAST.webhooks, timeoutMs: 3_000 } }), await receive()];
    const one = await startProcess(cwd, ...args);
    const { id } = await clientOf(one).createWebhook({ url: receiver.url });
    receiver.react(() => {}); // The first attempt is never answered, so it is under way when its sender dies.
    await register(clientOf(one), 'a');
    await receiver.until(1);
    // Sees the lease of the first, which is about to die.
    const other = await start(cwd, ...args);
    await one.stop('SIGKILL');
    await register(clientOf(other), 'b');
    await delivered(clientOf(other), id);
    expect(ids(receiver.received)).toEqual([1, 1, 2]);
    const [first, again] = receiver.received as readonly [Received, Received];
    expect(again.headers['webhook-id']).toBe(first.headers['webhook-id']);
  });
}

test('a registry on a copy of a store delivers nothing when it is told so', async () => {
  const [cwd, receiver] = [await folder({ webhooks: { ...FAST.webhooks, deliver: false } }), await receive()];
  const client = clientOf(await start(cwd));
  const { id } = await client.createWebhook({ url: receiver.url });
  await register(client, 'a');
  expect(await client.getWebhook(id)).toMatchObject({ behind: 1 });
  expect(await client.testWebhook(id)).toMatchObject({ outcome: 'delivered' });
  expect(receiver.received).toHaveLength(1);
});

test('feed and webhook carry the same events', async () => {
  const [server, receiver] = [await start(await folder()), await receive()];
  const client = clientOf(server);
  const hook: CreatedWebhookResource = await client.createWebhook({ url: receiver.url });
  await register(client, 'a');
  await client.setState('a', 1, { state: 'deprecated', reason: 'old' });
  await client.setState('a', 1, { state: 'retired' });
  await client.deleteVersion('a', 1);
  await delivered(client, hook.id);
  const fed: ChangeEventResource[] = [];
  for await (const event of client.changes()) if (fed.push(event) === 4) break;
  expect(receiver.received.map(({ event }) => event)).toEqual(fed);
  expect(fed.map(({ type }) => type.split('.').at(-1))).toEqual(['registered', 'deprecated', 'retired', 'deleted']);
});
