import type { RegistryError } from '../../src/core/errors.ts';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClient, type Client, type Fetch } from '../../src/client/index.ts';
import { Decimal } from '../../src/core/json/decimal.ts';
import { matchPath, parsePathTemplate } from '../../src/http/kit/path-template.ts';
import { GATE, ORDER, startGatewayBehind } from '../http/gateway-behind.ts';
import { limitFormat } from '../http/limit-format.ts';
import { startTestServer, type TestServer } from '../http/test-server.ts';

// Bytes that count up: the third call makes it.
const HOOK = '0303030303030303';

const FINGERPRINT = limitFormat.fingerprint({ schema: { max: 5 }, dialect: 'draft-2020-12' }, []);

let server: TestServer;
let operations: { readonly operationId: string; readonly method: string; readonly path: string }[];

beforeAll(async () => {
  const stopping = new AbortController();
  const behind = await startGatewayBehind();
  const started = await startTestServer({ stopping: stopping.signal, gateways: { places: [behind.place], mayDecide: true } });
  server = { ...started, close: async () => void (stopping.abort(), await Promise.all([started.close(), behind.close()])) };
  const { paths } = (await createClient({ url: server.url }).openapi()) as unknown as {
    paths: Record<string, Record<string, { operationId: string }>>;
  };
  operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ operationId: operation.operationId, method: method.toUpperCase(), path })),
  );
});

afterAll(() => server.close());

/** Every operation of the OpenAPI document, in an order that works on an empty registry. */
const calls: { operation: string; call: (client: Client) => Promise<unknown>; answer: unknown }[] = [
  { operation: 'register', call: (client) => client.register('a/b ?', { schema: { max: 5 }, labels: { l: 'v' } }), answer: { version: 1, id: 1 } },
  {
    operation: 'registerAll',
    call: (client) =>
      client.registerAll([
        { subject: 'a/b ?', schema: { max: 5 } },
        { subject: 'a/b ?', schema: { max: 4 }, dryRun: true, ifMatch: 9 },
      ]),
    answer: [
      { kind: 'registered', answer: { version: 1, existing: true } },
      { kind: 'refused', error: { code: 'epoch_mismatch' } },
    ],
  },
  { operation: 'listSubjects', call: (client) => client.listSubjects({ prefix: 'a/', limit: 1 }), answer: { items: [{ subject: 'a/b ?' }] } },
  { operation: 'getSubject', call: (client) => client.getSubject('a/b ?'), answer: { subject: 'a/b ?', versions: [{ labels: { l: 'v' } }] } },
  { operation: 'updateSubject', call: (client) => client.updateSubject('a/b ?', { owner: 'o' }), answer: { owner: 'o' } },
  { operation: 'lookUpContent', call: (client) => client.lookUpContent('a/b ?', { schema: { max: 5 } }), answer: { version: 1 } },
  { operation: 'getVersion', call: (client) => client.getVersion('a/b ?', 'latest', { bundle: false }), answer: { schema: { max: 5 } } },
  {
    operation: 'getTypescript',
    call: (client) => client.getTypescript('a/b ?', 1),
    answer: { files: [{ path: 'ab.ts', text: expect.stringContaining('export type AB = ') }] },
  },
  {
    operation: 'setState',
    call: (client) => client.setState('a/b ?', 1, { state: 'deprecated' }, { dryRun: true }),
    answer: { state: 'deprecated' },
  },
  { operation: 'getSchema', call: (client) => client.getSchema(1), answer: { id: 1 } },
  { operation: 'getFingerprint', call: (client) => client.getFingerprint(FINGERPRINT), answer: { id: 1 } },
  { operation: 'compat', call: (client) => client.compat({ schema: { max: 4 }, against: { subject: 'a/b ?' } }), answer: { compatible: false } },
  {
    operation: 'diff',
    call: (client) => client.diff({ from: { subject: 'a/b ?' }, to: { schema: { max: 4 } } }),
    answer: { changeKind: 'forward', changes: [{ pointer: '/max' }] },
  },
  {
    operation: 'lint',
    call: (client) => client.lint({ schema: '{ "max": 5 }' }),
    answer: { findings: [{ rule: 'no_schema' }, {}, {}, { pointer: '/max', line: 1, column: 10 }] },
  },
  { operation: 'listReferrers', call: (client) => client.listReferrers('a/b ?', 'latest'), answer: { items: [], hidden: 0 } },
  { operation: 'validate', call: (client) => client.validate({ subject: 'a/b ?', event: 6 }), answer: { valid: false } },
  { operation: 'putConfig', call: (client) => client.putConfig('', { level: 'NONE' }), answer: { level: 'NONE' } },
  { operation: 'getConfig', call: (client) => client.getConfig(), answer: { name: '', level: 'NONE' } },
  { operation: 'deleteConfig', call: (client) => client.deleteConfig(''), answer: { own: [] } },
  { operation: 'putConfigOf', call: (client) => client.putConfig('a/%.*', { level: 'NONE' }), answer: { name: 'a/%.*' } },
  { operation: 'getConfigOf', call: (client) => client.getConfig('a/%.*'), answer: { level: 'NONE' } },
  {
    operation: 'listSettings',
    call: (client) => client.listSettings({ prefix: 'a/' }),
    answer: { items: [{ name: 'a/%.*', config: { level: 'NONE' } }] },
  },
  { operation: 'deleteConfigOf', call: (client) => client.deleteConfig('a/%.*'), answer: { own: [] } },
  { operation: 'putMode', call: (client) => client.putMode('', { mode: 'READONLY' }, { dryRun: true }), answer: { mode: 'READONLY' } },
  { operation: 'getMode', call: (client) => client.getMode(), answer: { name: '', mode: 'READWRITE', own: null } },
  {
    operation: 'deleteMode',
    call: async (client) => client.deleteMode('').catch((thrown: unknown) => thrown),
    answer: { code: 'mode_not_found' },
  },
  { operation: 'putModeOf', call: (client) => client.putMode('a/%.*', { mode: 'READONLY' }), answer: { name: 'a/%.*', own: 'READONLY' } },
  { operation: 'getModeOf', call: (client) => client.getMode('a/%.*'), answer: { mode: 'READONLY' } },
  { operation: 'deleteModeOf', call: (client) => client.deleteMode('a/%.*'), answer: { own: null } },
  { operation: 'snapshot', call: (client) => client.snapshot({ subject: 'a/b ?' }), answer: { snapshot: { subjects: [{ subject: 'a/b ?' }] } } },
  { operation: 'changes', call: async (client) => firstOf(client.changes({ from: 0 })), answer: { id: '1', subject: 'a/b ?' } },
  { operation: 'deleteVersion', call: (client) => client.deleteVersion('a/b ?', 1, { dryRun: true }), answer: { version: 1 } },
  { operation: 'deleteSubject', call: (client) => client.deleteSubject('a/b ?'), answer: { versions: [1] } },
  {
    operation: 'createKey',
    call: (client) => client.createKey({ name: 'ci', scopes: [{ access: 'read', pattern: '*' }] }),
    answer: { key: expect.any(String) },
  },
  { operation: 'listKeys', call: (client) => client.listKeys(), answer: { items: [{ name: 'ci' }] } },
  { operation: 'revokeKey', call: (client) => client.revokeKey('0202020202020202'), answer: { revokedAt: expect.any(String) } },
  {
    operation: 'createWebhook',
    call: (client) => client.createWebhook({ url: 'http://127.0.0.1:2/', prefix: 'com.' }),
    answer: { id: HOOK, secret: expect.stringMatching(/^whsec_/) },
  },
  { operation: 'listWebhooks', call: (client) => client.listWebhooks(), answer: { items: [{ id: HOOK }] } },
  { operation: 'getWebhook', call: (client) => client.getWebhook(HOOK), answer: { id: HOOK, epoch: 1 } },
  { operation: 'updateWebhook', call: (client) => client.updateWebhook(HOOK, { state: 'paused' }, { ifMatch: 1 }), answer: { state: 'paused' } },
  { operation: 'rotateWebhookSecret', call: (client) => client.rotateWebhookSecret(HOOK), answer: { secrets: [{}, {}] } },
  { operation: 'testWebhook', call: (client) => client.testWebhook(HOOK), answer: { outcome: 'failed' } },
  { operation: 'listWebhookAttempts', call: (client) => client.listWebhookAttempts(HOOK), answer: { items: [] } },
  { operation: 'listDeadDeliveries', call: (client) => client.listDeadDeliveries(HOOK), answer: { items: [] } },
  { operation: 'retryWebhook', call: (client) => client.retryWebhook(HOOK), answer: { sequences: [] } },
  { operation: 'deleteWebhook', call: (client) => client.deleteWebhook(HOOK, { ifMatch: 4 }), answer: { id: HOOK } },
  { operation: 'whoami', call: (client) => client.whoami(), answer: { name: 'anonymous' } },
  {
    operation: 'listAudit',
    call: (client) => client.listAudit({ name: '' }),
    answer: { items: [{ action: 'config.put' }, { action: 'config.delete' }] },
  },
  { operation: 'listGateways', call: (client) => client.listGateways(), answer: { items: [{ name: GATE, reachable: true }] } },
  { operation: 'getGatewayRates', call: (client) => client.getGatewayRates(GATE, { subject: ORDER }), answer: { subjects: [{ held: 1 }] } },
  { operation: 'listGatewayVersions', call: (client) => client.listGatewayVersions(GATE), answer: { items: [{ invalid: 1 }] } },
  { operation: 'getGatewayVersions', call: (client) => client.getGatewayVersions(GATE, ORDER), answer: { items: [{ producers: [] }] } },
  { operation: 'listGatewayRoutes', call: (client) => client.listGatewayRoutes(GATE), answer: { items: [{ path: '/' }] } },
  { operation: 'listGatewaySubjectModes', call: (client) => client.listGatewaySubjectModes(GATE), answer: { items: [] } },
  { operation: 'listGatewayShadows', call: (client) => client.listGatewayShadows(GATE), answer: { items: [] } },
  { operation: 'setGatewayRouteMode', call: (client) => client.setGatewayRouteMode(GATE, '/', { mode: 'observe' }), answer: { mode: 'observe' } },
  { operation: 'clearGatewayRouteMode', call: (client) => client.clearGatewayRouteMode(GATE, '/'), answer: { mode: 'enforce' } },
  {
    operation: 'setGatewaySubjectMode',
    call: (client) => client.setGatewaySubjectMode(GATE, ORDER, { mode: 'observe' }),
    answer: { subject: ORDER },
  },
  { operation: 'clearGatewaySubjectMode', call: (client) => client.clearGatewaySubjectMode(GATE, ORDER), answer: { subject: ORDER } },
  { operation: 'startGatewayShadow', call: (client) => client.startGatewayShadow(GATE, ORDER, { schema: {} }), answer: { subject: ORDER } },
  { operation: 'stopGatewayShadow', call: (client) => client.stopGatewayShadow(GATE, ORDER), answer: { subject: ORDER } },
  { operation: 'resumeGatewayTarget', call: (client) => client.resumeGatewayTarget(GATE, '/', 'fn'), answer: { wasStopped: false } },
  { operation: 'listGatewayEvents', call: (client) => client.listGatewayEvents(GATE, { state: 'held' }), answer: { items: [{ id: 1 }] } },
  { operation: 'countGatewayEvents', call: (client) => client.countGatewayEvents(GATE), answer: { items: [{ count: 1 }] } },
  {
    operation: 'getGatewayEvent',
    call: (client) => client.getGatewayEvent(GATE, 1, { reveal: true }),
    answer: { request: { body: expect.any(String) } },
  },
  { operation: 'explainGatewayEvent', call: (client) => client.explainGatewayEvent(GATE, 1), answer: { now: { passes: false } } },
  {
    operation: 'rejudgeGatewayEvents',
    call: async (client) => firstOf(client.rejudgeGatewayEvents(GATE, {})),
    answer: { kind: 'summary', judged: 1 },
  },
  {
    operation: 'replayGatewayEvents',
    call: async (client) => firstOf(client.replayGatewayEvents(GATE, { ids: [1] })),
    answer: { kind: 'item', outcome: 'still_invalid' },
  },
  {
    operation: 'discardGatewayEvents',
    call: async (client) => firstOf(client.discardGatewayEvents(GATE, { ids: [1], reason: 'r' })),
    answer: { kind: 'progress', discarded: 1 },
  },
  { operation: 'openapi', call: (client) => client.openapi(), answer: { openapi: '3.1.0' } },
];

test('the client has a method for every route, and this table a row', () => {
  expect(calls.map(({ operation }) => operation).toSorted()).toEqual(operations.map(({ operationId }) => operationId).toSorted());
});

for (const { operation, call, answer } of calls) {
  test(`the client calls ${operation}`, async () => {
    const sent: string[] = [];
    const fetch: Fetch = (url, init) => (sent.push(`${init.method} ${new URL(url).pathname}`), globalThis.fetch(url, init));
    expect(await call(createClient({ url: server.url, fetch }))).toMatchObject(answer as object);
    expect(sent.map(operationOf)).toEqual([operation]);
  });
}

test('what the registry refuses is thrown as it says', async () => {
  const client = createClient({ url: server.url });
  await client.register('refused', { schema: { max: 5 } });
  const error = await client.register('refused', { schema: { max: 4 } }).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    name: 'RegistryError',
    code: 'incompatible',
    status: 409,
    data: { subject: 'refused', checks: [{ verdict: { witness: 5 } }, {}] },
  });
});

test('a write with an epoch that is past is refused', async () => {
  const client = createClient({ url: server.url });
  await client.register('epochs', { schema: { max: 5 } });
  const { epoch } = await client.getSubject('epochs');
  await client.updateSubject('epochs', { owner: 'first' }, { ifMatch: epoch });
  await expect(client.updateSubject('epochs', { owner: 'second' }, { ifMatch: epoch })).rejects.toMatchObject({ code: 'epoch_mismatch' });
});

test('a snapshot that did not change is not sent again', async () => {
  const client = createClient({ url: server.url });
  const first = await client.snapshot();
  const etag = typeof first === 'string' ? first : first.etag;
  expect(await client.snapshot({ etag })).toBe('not_modified');
  await client.register('newer', { schema: { max: 5 } });
  expect(await client.snapshot({ etag })).toMatchObject({ snapshot: { position: expect.any(Number) as number } });
});

test('pages can be walked', async () => {
  const client = createClient({ url: server.url });
  for (const subject of ['walk.1', 'walk.2', 'walk.3']) await client.register(subject, { schema: { max: 1 } });
  const first = await client.listSubjects({ prefix: 'walk.', limit: 2 });
  const second = await client.listSubjects({ prefix: 'walk.', limit: 2, cursor: first.cursor ?? '' });
  expect([...first.items, ...second.items].map(({ subject }) => subject)).toEqual(['walk.1', 'walk.2', 'walk.3']);
  expect(second.cursor).toBeUndefined();
});

test('an event is sent with its exact numbers', async () => {
  const bodies: unknown[] = [];
  const fetch: Fetch = (url, init) => (bodies.push(init.body), globalThis.fetch(url, init));
  const event = Decimal.parse('9007199254740993');
  await createClient({ url: server.url, fetch }).validate({ subject: 'newer', event });
  expect(bodies).toEqual(['{"subject":"newer","event":9007199254740993}']);
});

test('the token goes with every request', async () => {
  const tokens: unknown[] = [];
  const fetch: Fetch = (url, init) => (tokens.push(init.headers['authorization']), globalThis.fetch(url, init));
  await createClient({ url: server.url, token: 't', fetch }).getConfig();
  expect(tokens).toEqual(['Bearer t']);
});

for (const url of ['', 'localhost:8081', 'ftp://host', 'not a url']) {
  test(`createClient() refuses the address ${JSON.stringify(url)}`, () => {
    expect(() => createClient({ url })).toThrow(expect.objectContaining({ code: 'config_invalid' }) as Error);
  });
}

for (const subject of ['.', '..', '\uD800']) {
  test(`the subject ${JSON.stringify(subject)} is refused, since fetch cannot send it`, async () => {
    const client = createClient({ url: server.url });
    await expect(client.deleteSubject(subject)).rejects.toMatchObject({ code: 'request_invalid' });
    await expect(client.getFingerprint(subject)).rejects.toMatchObject({ code: 'request_invalid' });
  });
}

test('a text that no URL has is refused, and not taken for a registry that does not answer', async () => {
  await expect(createClient({ url: server.url }).listSubjects({ search: 'a\uD800' })).rejects.toMatchObject({ code: 'request_invalid' });
});

for (const token of ['sluice_a\nsecret', 'sluice_…secret']) {
  test(`the token ${JSON.stringify(token)}, which no header has, is refused and not repeated`, () => {
    const failure = { code: 'config_invalid', message: expect.not.stringContaining('secret') as string };
    expect(() => createClient({ url: server.url, token })).toThrow(expect.objectContaining(failure) as Error);
  });
}

test('a registry that is not there is named', async () => {
  const url = await withServer(
    () => undefined,
    (address) => Promise.resolve(address),
  );
  await expect(createClient({ url }).getConfig()).rejects.toMatchObject({
    code: 'registry_unavailable',
    message: `the registry at ${url} does not answer (ECONNREFUSED)`,
    data: { next: 'Check the address (--registry, SLUICE_REGISTRY or the configuration), and that the registry runs.' },
  });
});

for (const [status, code, isAdvised] of [
  [401, 'unauthenticated', true],
  [403, 'forbidden', true],
  [404, 'subject_not_found', false],
] as const) {
  test(`an answer of ${status} ${isAdvised ? 'carries' : 'does not carry'} the advice about keys`, async () => {
    const error = await withServer(
      (_, response) => response.writeHead(status).end(JSON.stringify({ code, detail: 'd' })),
      (url) =>
        createClient({ url, keyAdvice: 'Log in.' })
          .getConfig()
          .catch((thrown: unknown) => thrown),
    );
    expect(error).toMatchObject({ code, data: isAdvised ? { next: 'Log in.' } : {} });
    if (!isAdvised) expect((error as RegistryError).data).not.toHaveProperty('next');
  });
}

const foreign: { title: string; listener: RequestListener; message: RegExp }[] = [
  {
    title: 'a page of HTML',
    listener: (_, response) => response.setHeader('content-type', 'text/html').end('<html>'),
    message: /answered 200 with something else than the API of a registry \(text\/html\)/,
  },
  { title: 'an error of a proxy', listener: (_, response) => response.writeHead(502).end('bad gateway'), message: /answered 502/ },
  { title: 'JSON that is no object', listener: (_, response) => response.end('1'), message: /something else/ },
  {
    title: 'a problem of another code',
    listener: (_, response) => response.writeHead(400).end('{"code":"toString","detail":"d"}'),
    message: /does not know \("toString"\)/,
  },
  {
    title: 'a 404 that is no problem',
    listener: (_, response) => response.writeHead(404).end('{"error_code":404}'),
    message: /has no API of Sluice: nothing is at http:\/\/127\.0\.0\.1:\d+\/api\/v1$/,
  },
  {
    title: 'a page that is not found',
    listener: (_, response) => response.writeHead(404).end('<html>'),
    message: /has no API of Sluice/,
  },
  {
    title: 'an answer that breaks off',
    listener: (request, response) => (
      response.writeHead(200, { 'content-length': '100' }),
      response.write('{'),
      response.once('drain', Boolean),
      setImmediate(() => request.socket.destroy())
    ),
    message: /does not answer/,
  },
];

for (const { title, listener, message } of foreign) {
  test(`${title} is no registry`, async () => {
    const error = await withServer(listener, (url) =>
      createClient({ url })
        .getConfig()
        .catch((thrown: unknown) => thrown),
    );
    expect(error).toMatchObject({ code: 'registry_unavailable', message: expect.stringMatching(message) as string });
  });
}

for (const answer of ['{"error_code":40401}', '{"code":"route_not_found","detail":"nothing"}']) {
  test(`an address below a registry, which answers 404 ${answer}, is told with the base URL`, async () => {
    const error = await withServer(
      (_, response) => response.writeHead(404).end(answer),
      (url) =>
        createClient({ url: `${url}/subjects` })
          .getConfig()
          .catch((thrown: unknown) => thrown),
    );
    expect(error).toMatchObject({
      code: 'registry_unavailable',
      message: expect.stringMatching(/nothing is at http:\/\/127\.0\.0\.1:\d+\/subjects\/api\/v1$/) as string,
      data: { next: expect.stringMatching(/^Give its base URL, such as http:\/\/127\.0\.0\.1:\d+\.$/) as string },
    });
  });
}

test('a base path before the API is kept', async () => {
  const paths: unknown[] = [];
  await withServer(
    (request, response) => (paths.push(request.url), response.end('{}')),
    (url) => createClient({ url: `${url}/registry/` }).openapi(),
  );
  expect(paths).toEqual(['/registry/api/v1/openapi.json']);
});

function operationOf(sent: string): string | undefined {
  const [method = '', path = ''] = sent.split(' ');
  return operations.find((operation) => operation.method === method && matchPath(parsePathTemplate(`/api/v1${operation.path}`), path) !== undefined)
    ?.operationId;
}

async function firstOf<T>(items: AsyncIterable<T>): Promise<T | undefined> {
  for await (const item of items) return item;
  return undefined;
}

async function withServer<T>(listener: RequestListener, use: (url: string) => Promise<T>): Promise<T> {
  const other = createServer(listener);
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  try {
    return await use(`http://127.0.0.1:${(other.address() as AddressInfo).port}`);
  } finally {
    other.closeAllConnections();
    await new Promise((resolve) => other.close(resolve));
  }
}
