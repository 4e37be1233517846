import { createServer, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { timedFetch, type TimedFetchOptions } from '../../cli/timed-fetch.ts';
import { listen, type Running } from '../gateway/listen.ts';
import { sluiceHere } from './in-process.ts';
import { folderWith } from './process.ts';

// Servers that take a request and do not come to an end with it.

const NEVER = (): void => {};
const HEADERS_ONLY = (response: ServerResponse): void => response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders();
const DRIP =
  (type = 'application/json', what = ' ') =>
  (response: ServerResponse): void => {
    response.writeHead(200, { 'content-type': type });
    const timer = setInterval(() => response.write(what), 10);
    response.once('close', () => clearInterval(timer));
  };
const FLOOD = (response: ServerResponse): void => {
  const more = 'a'.repeat(10_000);
  const write = (): void => {
    while (!response.destroyed && response.write(more));
    response.once('drain', write);
  };
  write();
};

async function serve(answer: (response: ServerResponse) => void): Promise<{ readonly url: string; readonly closed: Promise<unknown> }> {
  const server = createServer((_request, response) => answer(response));
  const closed = once(server, 'request').then(([, response]) => once(response as ServerResponse, 'close'));
  const running = await listen(server);
  onTestFinished(() => running.close());
  return { url: running.url, closed };
}

interface Asked {
  readonly text: Promise<string>;
  readonly said: readonly string[];
}

function ask(url: string, options: Partial<TimedFetchOptions> = {}, method = 'GET'): Asked {
  const said: string[] = [];
  const err = { color: false, isTerminal: false, write: (text: string) => void said.push(text) };
  const fetch = timedFetch({ env: {}, err }, { asked: 'registry', url, limitMs: 2_000, ...options });
  const text = fetch(`${url}/api/v1/subjects?key=secret`, { method, headers: {} }).then((response) => response.text());
  text.catch(() => {});
  return { text, said };
}

for (const { title, answer, message } of [
  { title: 'never answers', answer: NEVER, message: 'did not answer GET /api/v1/subjects within 2 s' },
  {
    title: 'answers headers only',
    answer: HEADERS_ONLY,
    message: 'did not come to the end of its answer to GET /api/v1/subjects (0 bytes) within 2 s',
  },
  { title: 'drips', answer: DRIP(), message: /did not come to the end of its answer to GET \/api\/v1\/subjects \([1-9]\d* bytes\) within 2 s$/ },
  {
    title: 'drips a line without end',
    answer: DRIP('application/x-ndjson; charset=utf-8'),
    message: 'sent no further line of its answer to GET /api/v1/subjects within 2 s',
  },
]) {
  test(`timedFetch() gives up where the other side ${title}, and closes the connection`, async () => {
    const { url, closed } = await serve(answer);
    await expect(ask(url).text).rejects.toMatchObject({
      code: 'registry_unavailable',
      message: typeof message === 'string' ? `the registry at ${url} ${message}` : (expect.stringMatching(message) as string),
    });
    await closed;
  });
}

test('timedFetch() goes on for as long as further lines come', async () => {
  let lines = 0;
  const { url } = await serve((response) => {
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    const timer = setInterval(() => ((lines += 1) === 40 ? response.end() : response.write('{}\n')), 100);
    response.once('close', () => clearInterval(timer));
  });
  expect(await ask(url, { limitMs: 3_000 }).text).toBe('{}\n'.repeat(39));
});

test('timedFetch() leaves an answer without end, whatever it is', async () => {
  const { url, closed } = await serve(FLOOD);
  await expect(ask(url, { limitMs: 60_000, maxBytes: 100_000 }).text).rejects.toMatchObject({
    code: 'registry_unavailable',
    message: `the registry at ${url} sends more than 100000 bytes at once in answer to GET /api/v1/subjects, as none does`,
  });
  await closed;
});

test('timedFetch() says once that it still waits, of requests that wait together, and no query', async () => {
  const { url } = await serve(NEVER);
  const said: string[] = [];
  const err = { color: false, isTerminal: false, write: (text: string) => void said.push(text) };
  const fetch = timedFetch({ env: {}, err }, { asked: 'gateway', url, limitMs: 200, noteMs: 20 });
  const answers = [1, 2, 3].map((number) => fetch(`${url}/-/api/v1/${number}?key=secret`, { method: 'GET', headers: {} }));
  expect((await Promise.allSettled(answers)).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  expect(said).toEqual([`note: still waiting for the gateway at ${url} to answer GET /-/api/v1/1; giving up after 1 s\n`]);
});

test('timedFetch() says of what may have been written that it may have been', async () => {
  const { url } = await serve(NEVER);
  await expect(ask(url, {}, 'POST').text).rejects.toMatchObject({ data: { next: expect.stringContaining('may have been done') as string } });
});

test('timedFetch() waits for longer than fetch does by itself with a connection of its own', async () => {
  const { url } = await serve((response) => void response.writeHead(200, { 'content-type': 'application/json' }).end('{"a":1}'));
  expect(await ask(url, { limitMs: 600_000 }).text).toBe('{"a":1}');
});

let silent: Running;

beforeAll(async () => {
  silent = await listen(createServer());
});

afterAll(() => silent.close());

for (const command of [
  'list',
  'audit URL',
  'generate --subject com.shop.order --out out',
  'check',
  'pull',
  'publish',
  'events list --gateway URL',
  'events replay 1 --yes --gateway URL',
  'promote com.shop.order --from URL --to http://127.0.0.1:9',
  'import confluent URL --to http://127.0.0.1:9',
  'login URL',
]) {
  test.concurrent(`${command} ends with 3 where nobody answers within SLUICE_TIMEOUT`, async () => {
    const { url } = silent;
    const config = {
      registry: url,
      publishes: [{ files: '*.json', subject: 'com.shop.{name}' }],
      consumes: { 'com.shop.x': '^1' },
      output: { dir: 'out' },
    };
    const cwd = await folderWith({ 'sluice.config.json': config, 'order.schema.json': { type: 'object' } });
    const args = command.replace('URL', url).split(' ');
    const run = await sluiceHere(args, { cwd, env: { SLUICE_TIMEOUT: '1', SLUICE_REGISTRY: url }, stdin: 'key' });
    expect(run).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/the (registry|gateway) at \S+ did not answer [A-Z]+ \S+ within 1 s/) as string,
    });
  });
}

for (const text of ['0', 'soon', '-1', '2d', '9999999d', '1.5']) {
  test(`SLUICE_TIMEOUT=${text} is wrong usage`, async () => {
    const run = await sluiceHere(['list'], { env: { SLUICE_TIMEOUT: text, SLUICE_REGISTRY: 'http://127.0.0.1:9' } });
    expect(run).toMatchObject({ code: 2, stderr: expect.stringContaining('SLUICE_TIMEOUT: expected') as string });
  });
}
