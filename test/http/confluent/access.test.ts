import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SchemaRegistry, SchemaType } from '@kafkajs/confluent-schema-registry';
import { SchemaRegistryClient } from '@confluentinc/schemaregistry';
import { afterEach, expect, test } from 'vitest';
import { ACCESS, type Access } from '../../../src/core/api-key.ts';
import { jsonSchemaFormat } from '../../../src/formats/json-schema/format.ts';
import { createApp } from '../../../src/http/app.ts';
import { confluentRoutes } from '../../../src/http/confluent/routes.ts';
import type { Principal } from '../../../src/http/kit/principal.ts';
import { createTestRegistry } from '../test-server.ts';

const NOBODY: Principal = { name: 'anonymous', isKnown: false, can: () => false };

/** `register@s` may register, and what is less, under the subject `s`; `admin@*` everything. */
function principalOf(authorization: string | undefined): Principal {
  if (authorization === undefined) return NOBODY;
  const [user = '', secret] = Buffer.from(authorization.replace('Basic ', ''), 'base64').toString().split(':');
  const [access = '', subject] = user.split('@');
  const can = (wanted: Access, name: string): boolean =>
    secret === 'secret' && ACCESS.indexOf(wanted) <= ACCESS.indexOf(access as Access) && (subject === '*' || subject === name);
  return { name: user, isKnown: true, can };
}

const running: (() => void)[] = [];
afterEach(() => {
  for (const stop of running.splice(0)) stop();
});

/** A registry with a version of `s` and one of `other`, whose callers say who they are by Basic. */
async function start(): Promise<string> {
  const registry = createTestRegistry(undefined, jsonSchemaFormat);
  const write = { actor: 'test', face: 'confluent' } as const;
  await registry.register('s', { schema: '{"type":"number"}', dialect: 'draft-07' }, write);
  await registry.register('other', { schema: '{"type":"string"}', dialect: 'draft-07' }, write);
  const app = createApp({ registry });
  app.middleware.unshift((ctx, next) => {
    ctx.state['principal'] = principalOf(ctx.get('authorization') || undefined);
    return next();
  });
  const answer = app.callback();
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  running.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function basic(user: string): string {
  return `Basic ${Buffer.from(`${user}:secret`).toString('base64')}`;
}

interface Row {
  readonly method: string;
  readonly path: string;
  readonly body?: object;
  /** Null: nothing. */
  readonly needs: Access | null;
  /** `s` by default; "*" is the registry. */
  readonly on?: '*';
}

const SCHEMA = { schemaType: 'JSON', schema: '{"type":"number"}' };

const ROWS: readonly Row[] = [
  { method: 'POST', path: '/subjects/s', body: SCHEMA, needs: 'read' },
  { method: 'DELETE', path: '/subjects/s', needs: 'register' },
  { method: 'DELETE', path: '/subjects/s?permanent=true', needs: 'admin' },
  { method: 'GET', path: '/subjects/s/metadata', needs: 'read' },
  { method: 'GET', path: '/subjects/s/versions', needs: 'read' },
  { method: 'POST', path: '/subjects/s/versions', body: SCHEMA, needs: 'register' },
  { method: 'GET', path: '/subjects/s/versions/1', needs: 'read' },
  { method: 'GET', path: '/subjects/s/versions/1/schema', needs: 'read' },
  { method: 'GET', path: '/subjects/s/versions/1/referencedby', needs: 'read' },
  { method: 'POST', path: '/subjects/s/versions/1/tags', body: {}, needs: 'register' },
  { method: 'DELETE', path: '/subjects/s/versions/1', needs: 'register' },
  { method: 'DELETE', path: '/subjects/s/versions/1?permanent=true', needs: 'admin' },
  { method: 'GET', path: '/schemas/ids/1', needs: 'read' },
  { method: 'GET', path: '/schemas/ids/1/schema', needs: 'read' },
  { method: 'GET', path: '/schemas/ids/1/subjects', needs: 'read' },
  { method: 'GET', path: '/schemas/ids/1/versions', needs: 'read' },
  { method: 'GET', path: '/schemas/types', needs: null },
  { method: 'POST', path: '/compatibility/subjects/s/versions', body: SCHEMA, needs: 'read' },
  { method: 'POST', path: '/compatibility/subjects/s/versions/latest', body: SCHEMA, needs: 'read' },
  { method: 'GET', path: '/config', needs: 'read', on: '*' },
  { method: 'PUT', path: '/config', body: { compatibility: 'FULL' }, needs: 'admin', on: '*' },
  { method: 'DELETE', path: '/config', needs: 'admin', on: '*' },
  { method: 'GET', path: '/config/s', needs: 'read' },
  { method: 'PUT', path: '/config/s', body: { compatibility: 'FULL' }, needs: 'register' },
  { method: 'DELETE', path: '/config/s', needs: 'admin' },
  { method: 'GET', path: '/mode', needs: 'read', on: '*' },
  { method: 'PUT', path: '/mode', body: { mode: 'READONLY' }, needs: 'admin', on: '*' },
  { method: 'DELETE', path: '/mode', needs: 'admin', on: '*' },
  { method: 'GET', path: '/mode/s', needs: 'read' },
  { method: 'PUT', path: '/mode/s', body: { mode: 'READONLY' }, needs: 'admin' },
  { method: 'DELETE', path: '/mode/s', needs: 'admin' },
  { method: 'DELETE', path: '/contexts/.eu', needs: 'admin', on: '*' },
  { method: 'GET', path: '/v1/metadata/id', needs: null },
  { method: 'GET', path: '/v1/metadata/version', needs: null },
  { method: 'GET', path: '/v1/metadata/deployment', needs: null },
];

async function ask(
  url: string,
  { method, path, body }: Pick<Row, 'method' | 'path' | 'body'>,
  user?: string,
): Promise<{ status: number; json: unknown }> {
  const answer = await fetch(url + path, {
    method,
    headers: { ...(user === undefined ? {} : { authorization: basic(user) }), ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, json: text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : text };
}

for (const { needs, on = 's', ...request } of ROWS) {
  test(`${request.method} ${request.path} needs ${needs === null ? 'nothing' : `${needs} on ${on}`}`, async () => {
    const url = await start();
    const anonymous = await ask(url, request);
    expect(anonymous.status === 401).toBe(needs !== null);
    const weaker = needs === null ? [] : ACCESS.slice(0, ACCESS.indexOf(needs)).map((access) => `${access}@${on}`);
    for (const user of weaker) expect(await ask(url, request, user)).toMatchObject({ status: 403, json: { error_code: 40301 } });
    expect([401, 403]).not.toContain((await ask(url, request, `${needs ?? 'read'}@${on}`)).status);
  });
}

test('every route that needs something has a row', () => {
  const templates = confluentRoutes(createTestRegistry(), { version: '' }).map(({ method, path }) => `${method} ${path}`);
  const covered = new Set(
    ROWS.map(
      ({ method, path }) => `${method} ${path.split('?')[0]?.replace('/config/s', '/config/{scope}').replace('/mode/s', '/mode/{scope}')}`,
    ).map((row) =>
      row
        .replace('/subjects/s', '/subjects/{subject}')
        .replace(/versions\/(1|latest)/, 'versions/{version}')
        .replace('/ids/1', '/ids/{id}')
        .replace('.eu', '{context}'),
    ),
  );
  const lists = ['GET /subjects', 'GET /schemas', 'GET /contexts', 'GET /schemas/guids/{guid}', 'GET /schemas/guids/{guid}/ids'];
  expect(templates.filter((template) => !covered.has(template) && !lists.includes(template))).toEqual([]);
});

test('without saying who they are: 40101, also in a list', async () => {
  const url = await start();
  for (const path of ['/subjects', '/schemas', '/contexts', '/subjects/s/versions', '/schemas/ids/1', '/schemas/ids/99']) {
    const answer = await ask(url, { method: 'GET', path });
    expect(answer).toMatchObject({ status: 401, json: { error_code: 40101 } });
    expect(Object.keys(answer.json as object)).toEqual(['error_code', 'message']);
  }
});

test('lists show what may be read', async () => {
  const url = await start();
  const json = async (path: string, user: string): Promise<unknown> => (await ask(url, { method: 'GET', path }, user)).json;
  expect(await json('/subjects', 'read@s')).toEqual(['s']);
  expect(await json('/subjects', 'read@*')).toEqual(['other', 's']);
  expect(await json('/schemas', 'read@s')).toMatchObject([{ subject: 's' }]);
  expect(await json('/schemas/ids/1/subjects', 'read@s')).toEqual(['s']);
});

test('a schema by its id or guid needs a subject that may be read', async () => {
  const url = await start();
  const { guid } = (await ask(url, { method: 'GET', path: '/schemas/ids/1' }, 'read@s')).json as { guid: string };
  for (const path of ['/schemas/ids/1', `/schemas/guids/${guid}`, `/schemas/guids/${guid}/ids`]) {
    expect((await ask(url, { method: 'GET', path }, 'read@s')).status).toBe(200);
    expect((await ask(url, { method: 'GET', path }, 'read@other')).status).toBe(403);
  }
});

test('the first level of a subject needs register, any other configuration admin', async () => {
  const url = await start();
  const put = { method: 'PUT', path: '/config/s', body: { compatibility: 'BACKWARD' } };
  expect((await ask(url, { ...put, body: { compatibility: 'BACKWARD', alias: 'other' } }, 'register@s')).status).toBe(403);
  expect((await ask(url, { ...put, path: '/config/:.eu:' }, 'register@*')).status).toBe(403);
  expect((await ask(url, put, 'register@s')).status).toBe(200);
  expect(await ask(url, { ...put, body: { compatibility: 'NONE' } }, 'register@s')).toMatchObject({ status: 403, json: { error_code: 40301 } });
  expect((await ask(url, put, 'admin@s')).status).toBe(200);
});

test('what a schema refers to must be readable', async () => {
  const url = await start();
  const schema = { schemaType: 'JSON', schema: '{"$ref":"o"}', references: [{ name: 'o', subject: 'other', version: 1 }] };
  for (const path of ['/subjects/s', '/subjects/s/versions', '/compatibility/subjects/s/versions/latest']) {
    expect((await ask(url, { method: 'POST', path, body: schema }, 'register@s')).status).toBe(403);
  }
});

test('an alias opens no door: what counts is the subject that is meant', async () => {
  const url = await start();
  await ask(url, { method: 'PUT', path: '/config/s', body: { alias: 'other' } }, 'admin@s');
  expect((await ask(url, { method: 'GET', path: '/subjects/s/versions' }, 'read@s')).status).toBe(403);
});

test('kafkajs with a key: register with `register` alone, read with `read`', async () => {
  const url = await start();
  const schema = { type: SchemaType.JSON, schema: '{"type":"number","title":"kafkajs"}' } as const;
  const as = (username: string): SchemaRegistry => new SchemaRegistry({ host: url, auth: { username, password: 'secret' }, retry: { retries: 0 } });
  const { id } = await as('register@s').register(schema, { subject: 's' });
  expect(await as('read@s').decode(await as('read@s').encode(id, 5))).toBe(5);
  await expect(as('read@s').register({ ...schema, schema: '{"type":"number","title":"b"}' }, { subject: 's' })).rejects.toMatchObject({
    status: 403,
  });
  await expect(new SchemaRegistry({ host: url, retry: { retries: 0 } }).getSchema(id)).rejects.toMatchObject({ status: 401 });
});

test("Confluent's own client with a key", async () => {
  const url = await start();
  const as = (user: string): SchemaRegistryClient =>
    new SchemaRegistryClient({
      baseURLs: [url],
      maxRetries: 0,
      basicAuthCredentials: { credentialsSource: 'USER_INFO', userInfo: `${user}:secret` },
    });
  const info = { schemaType: 'JSON', schema: '{"type":"number","title":"confluent"}' };
  const id = await as('register@s').register('s', info);
  expect((await as('read@s').getBySubjectAndId('s', id)).schema).toBe(info.schema);
  await expect(as('read@s').register('s', { ...info, schema: '{"type":"number","title":"c"}' })).rejects.toMatchObject({
    status: 403,
    errorCode: 40301,
  });
  await expect(new SchemaRegistryClient({ baseURLs: [url], maxRetries: 0 }).getAllSubjects()).rejects.toMatchObject({
    status: 401,
    errorCode: 40101,
  });
});
