import { SchemaRegistry, SchemaType } from '@kafkajs/confluent-schema-registry';
import { SchemaRegistryClient } from '@confluentinc/schemaregistry';
import { afterEach, expect, test } from 'vitest';
import { ACCESS, type Access } from '../../../src/core/api-key.ts';
import type { Face, Level } from '../../../src/core/compatibility.ts';
import { jsonSchemaFormat } from '../../../src/formats/json-schema/format.ts';
import { confluentRoutes } from '../../../src/http/confluent/routes.ts';
import type { Registry } from '../../../src/registry/registry.ts';
import { startGuardedServer } from '../security/guarded-server.ts';
import { createTestRegistry, type TestServer } from '../test-server.ts';

const running: TestServer[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await server.close();
});

interface Guarded {
  readonly url: string;
  readonly registry: Registry;
  /** `register@s` is a key that may register under `s`; `admin@*` one that may do everything. As `id:secret`. */
  readonly key: (user: string) => Promise<string>;
}

/** A registry that asks for keys, with a version of `s` and one of `other`. */
async function start(): Promise<Guarded> {
  const server = await startGuardedServer({ registry: createTestRegistry(undefined, [jsonSchemaFormat]) });
  running.push(server);
  const write = { actor: 'test', face: 'confluent' } as const;
  await server.registry.register('s', { schema: '{"type":"number"}', dialect: 'draft-07' }, write);
  await server.registry.register('other', { schema: '{"type":"string"}', dialect: 'draft-07' }, write);
  return {
    url: server.url,
    registry: server.registry,
    key: async (user) => {
      const [, id = '', secret = ''] = (await server.makeKey(user.replace('@', ':'))).split('_');
      return `${id}:${secret}`;
    },
  };
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
  { method: 'GET', path: '/config', needs: 'read' },
  { method: 'PUT', path: '/config', body: { compatibility: 'FULL' }, needs: 'admin', on: '*' },
  { method: 'DELETE', path: '/config', needs: 'admin', on: '*' },
  { method: 'GET', path: '/config/s', needs: 'read' },
  { method: 'PUT', path: '/config/s', body: { compatibility: 'FULL' }, needs: 'register' },
  { method: 'DELETE', path: '/config/s', needs: 'admin' },
  { method: 'GET', path: '/mode', needs: 'read' },
  { method: 'GET', path: '/subjects', needs: 'read' },
  { method: 'GET', path: '/schemas', needs: 'read' },
  { method: 'GET', path: '/contexts', needs: 'read' },
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
  { url, key }: Guarded,
  { method, path, body }: Pick<Row, 'method' | 'path' | 'body'>,
  user?: string,
): Promise<{ status: number; challenge: string | null; json: unknown }> {
  const answer = await fetch(url + path, {
    method,
    headers: {
      ...(user === undefined ? {} : { authorization: `Basic ${Buffer.from(await key(user)).toString('base64')}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  const json: unknown = text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : text;
  return { status: answer.status, challenge: answer.headers.get('www-authenticate'), json };
}

for (const { needs, on = 's', ...request } of ROWS) {
  test(`${request.method} ${request.path} needs ${needs === null ? 'nothing' : `${needs} on ${on}`}`, async () => {
    const guarded = await start();
    const anonymous = await ask(guarded, request);
    expect(anonymous.status === 401).toBe(needs !== null);
    expect(anonymous.challenge?.includes('Basic') ?? false).toBe(needs !== null);
    const weaker = needs === null ? [] : ACCESS.slice(0, ACCESS.indexOf(needs)).map((access) => `${access}@${on}`);
    for (const user of weaker) expect(await ask(guarded, request, user)).toMatchObject({ status: 403, json: { error_code: 40301 } });
    expect([401, 403]).not.toContain((await ask(guarded, request, `${needs ?? 'read'}@${on}`)).status);
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
  const byGuid = ['GET /schemas/guids/{guid}', 'GET /schemas/guids/{guid}/ids'];
  expect(templates.filter((template) => !covered.has(template) && !byGuid.includes(template))).toEqual([]);
});

test('without saying who they are: 40101, also in a list', async () => {
  const guarded = await start();
  for (const path of ['/subjects', '/schemas', '/contexts', '/subjects/s/versions', '/schemas/ids/1', '/schemas/ids/99']) {
    const answer = await ask(guarded, { method: 'GET', path });
    expect(answer).toMatchObject({ status: 401, json: { error_code: 40101 } });
    expect(Object.keys(answer.json as object)).toEqual(['error_code', 'message']);
  }
});

test('lists show what may be read', async () => {
  const guarded = await start();
  const json = async (path: string, user: string): Promise<unknown> => (await ask(guarded, { method: 'GET', path }, user)).json;
  expect(await json('/subjects', 'read@s')).toEqual(['s']);
  expect(await json('/subjects', 'read@*')).toEqual(['other', 's']);
  expect(await json('/schemas', 'read@s')).toMatchObject([{ subject: 's' }]);
  expect(await json('/schemas/ids/1/subjects', 'read@s')).toEqual(['s']);
  const references = [{ name: 's.json', subject: 's', version: 1 }];
  const write = { actor: 'test', face: 'confluent' } as const;
  await guarded.registry.register('referrer', { schema: '{"$ref":"s.json"}', dialect: 'draft-07', references }, write);
  expect(await json('/subjects/s/versions/1/referencedby', 'read@*')).toEqual([3]);
  expect(await json('/subjects/s/versions/1/referencedby', 'read@s')).toEqual([]);
});

test('a schema by its id or guid needs a subject that may be read', async () => {
  const guarded = await start();
  const { guid } = (await ask(guarded, { method: 'GET', path: '/schemas/ids/1' }, 'read@s')).json as { guid: string };
  for (const path of ['/schemas/ids/1', `/schemas/guids/${guid}`, `/schemas/guids/${guid}/ids`]) {
    expect((await ask(guarded, { method: 'GET', path }, 'read@s')).status).toBe(200);
    expect(await ask(guarded, { method: 'GET', path }, 'read@other')).toMatchObject({ status: 404, json: { error_code: 40403 } });
  }
});

const PUT_LEVEL = { method: 'PUT', path: '/config/s', body: { compatibility: 'BACKWARD' } } as const;

test('the first level of a subject needs register, any other configuration admin', async () => {
  const guarded = await start();
  expect((await ask(guarded, { ...PUT_LEVEL, body: { compatibility: 'BACKWARD', alias: 'other' } }, 'register@s')).status).toBe(403);
  expect((await ask(guarded, { ...PUT_LEVEL, body: { compatibility: null } }, 'register@s')).status).toBe(403);
  expect((await ask(guarded, { ...PUT_LEVEL, path: '/config/:.eu:' }, 'register@*')).status).toBe(403);
  expect((await ask(guarded, PUT_LEVEL, 'read@s')).status).toBe(403);
  expect((await ask(guarded, PUT_LEVEL, 'register@s')).status).toBe(200);
  expect((await ask(guarded, PUT_LEVEL, 'register@s')).status).toBe(200);
  const other = await ask(guarded, { ...PUT_LEVEL, body: { compatibility: 'FULL' } }, 'register@s');
  expect(other).toMatchObject({ status: 403, json: { error_code: 40301, message: expect.stringMatching(/BACKWARD is set for it already.*admin/) } });
  expect((await ask(guarded, PUT_LEVEL, 'admin@s')).status).toBe(200);
});

interface FirstLevel {
  readonly title: string;
  readonly level: Level;
  /** What was set before, by name. */
  readonly set?: Readonly<Record<string, Level>>;
  /** The subject; `a.s` was first written on this face. */
  readonly face?: Face;
  readonly subject?: string;
  /** What a refusal says is in force; absent where the level is taken. */
  readonly refused?: string;
}

const FIRST_LEVELS: readonly FirstLevel[] = [
  { title: 'the default of kafkajs, where nothing was set', level: 'BACKWARD' },
  { title: 'a stricter one', level: 'FULL' },
  { title: 'a stricter one by more versions', level: 'BACKWARD_TRANSITIVE' },
  { title: 'none at all', level: 'NONE', refused: 'BACKWARD is in force for it (the default)' },
  { title: 'the other direction', level: 'FORWARD', refused: 'BACKWARD is in force' },
  { title: 'none at all, before there is a version', level: 'NONE', subject: 'a.new', refused: 'BACKWARD is in force' },
  { title: 'the default of kafkajs, before there is a version', level: 'BACKWARD', subject: 'a.new' },
  { title: 'the default of kafkajs, where the native API wrote it', level: 'BACKWARD', face: 'native', refused: 'FULL_TRANSITIVE is in force' },
  { title: 'what is set for the prefix', level: 'FULL_TRANSITIVE', set: { 'a.*': 'FULL_TRANSITIVE' } },
  {
    title: 'less than is set for the prefix',
    level: 'BACKWARD',
    set: { 'a.*': 'FULL_TRANSITIVE' },
    refused: 'FULL_TRANSITIVE is in force for it (set for the prefix "a.*")',
  },
  { title: 'fewer versions than is set for the prefix', level: 'FULL', set: { 'a.*': 'BACKWARD_TRANSITIVE' }, refused: 'BACKWARD_TRANSITIVE is in' },
  { title: 'less than is set for the registry', level: 'NONE', set: { '': 'FORWARD' }, refused: 'FORWARD is in force for it (set for the registry)' },
  { title: 'anything, where the prefix has NONE', level: 'NONE', set: { 'a.*': 'NONE' } },
];

for (const { title, level, set = {}, face = 'confluent', subject = 'a.s', refused } of FIRST_LEVELS) {
  test(`with register a first level is ${refused === undefined ? 'taken' : 'refused'}: ${title}`, async () => {
    const guarded = await start();
    await guarded.registry.register('a.s', { schema: '{"type":"number"}' }, { actor: 'test', face });
    for (const [name, inForce] of Object.entries(set)) await guarded.registry.putConfig(name, { level: inForce }, { actor: 'test' });
    const answer = await ask(guarded, { method: 'PUT', path: `/config/${subject}`, body: { compatibility: level } }, 'register@a.*');
    const { own = {} } = await guarded.registry.settings(subject);
    if (refused === undefined) return expect([answer, own]).toMatchObject([{ status: 200, json: { compatibility: level } }, { level }]);
    expect(answer).toMatchObject({ status: 403, json: { error_code: 40301, message: expect.stringContaining(refused) } });
    return expect(own).toEqual({});
  });
}

test('a deletion is no way around a level: a break after it needs break', async () => {
  const guarded = await start();
  const register = { method: 'POST', path: '/subjects/s/versions', body: { schemaType: 'JSON', schema: '{"type":"string"}' } };
  expect((await ask(guarded, { method: 'DELETE', path: '/subjects/s' }, 'register@s')).status).toBe(200);
  const refused = await ask(guarded, register, 'register@s');
  expect(refused).toMatchObject({ status: 403, json: { error_code: 40301, message: expect.stringContaining('lacks the scope break on "s"') } });
  expect((await ask(guarded, { ...register, body: SCHEMA }, 'register@s')).status).toBe(200);
  await ask(guarded, { method: 'DELETE', path: '/subjects/s' }, 'register@s');
  expect((await ask(guarded, register, 'break@s')).status).toBe(200);
});

test('what a schema refers to must be readable', async () => {
  const guarded = await start();
  const schema = { schemaType: 'JSON', schema: '{"$ref":"o"}', references: [{ name: 'o', subject: 'other', version: 1 }] };
  for (const path of ['/subjects/s', '/subjects/s/versions', '/compatibility/subjects/s/versions/latest']) {
    expect((await ask(guarded, { method: 'POST', path, body: schema }, 'register@s')).status).toBe(403);
  }
});

test('an alias opens no door: what counts is the subject that is meant', async () => {
  const guarded = await start();
  const alias = { method: 'PUT', path: '/config/s', body: { alias: 'other' } };
  expect((await ask(guarded, alias, 'admin@s')).status).toBe(403);
  expect((await ask(guarded, alias, 'admin@*')).status).toBe(200);
  const answer = await ask(guarded, { method: 'GET', path: '/subjects/s/versions' }, 'read@s');
  expect(answer.status).toBe(403);
  expect(JSON.stringify(answer.json)).not.toContain('other');
});

test('a wrong key is 40101 here too, whatever is asked for', async () => {
  const { url } = await start();
  for (const path of ['/subjects', '/schemas/types', '/config/s', '/nothing']) {
    const answer = await fetch(url + path, { headers: { authorization: `Basic ${Buffer.from('key:wrong').toString('base64')}` } });
    expect(answer.status).toBe(401);
    const json: unknown = await answer.json();
    expect(json).toMatchObject(path === '/nothing' ? { code: 'unauthenticated' } : { error_code: 40101 });
  }
});

test('kafkajs with a key: register with `register` alone, read with `read`', async () => {
  const { url, key } = await start();
  const schema = { type: SchemaType.JSON, schema: '{"type":"number","title":"kafkajs"}' } as const;
  const as = async (user: string): Promise<SchemaRegistry> => {
    const [username = '', password = ''] = (await key(user)).split(':');
    return new SchemaRegistry({ host: url, auth: { username, password }, retry: { retries: 0 } });
  };
  const { id } = await (await as('register@s')).register(schema, { subject: 's' });
  const reader = await as('read@s');
  expect(await reader.decode(await reader.encode(id, 5))).toBe(5);
  await expect(reader.register({ ...schema, schema: '{"type":"number","title":"b"}' }, { subject: 's' })).rejects.toMatchObject({ status: 403 });
  await expect(new SchemaRegistry({ host: url, retry: { retries: 0 } }).getSchema(id)).rejects.toMatchObject({ status: 401 });
});

test('kafkajs under a prefix with a stricter level: with that level it goes through, with its own default it is told what is in force', async () => {
  const { url, key, registry } = await start();
  await registry.putConfig('strict.*', { level: 'FULL_TRANSITIVE' }, { actor: 'test' });
  const [username = '', password = ''] = (await key('register@strict.*')).split(':');
  const client = new SchemaRegistry({ host: url, auth: { username, password }, retry: { retries: 0 } });
  const schema = { type: SchemaType.JSON, schema: '{"type":"number"}' } as const;
  await client.register(schema, { subject: 'strict.a', compatibility: 'FULL_TRANSITIVE' as never });
  const told = client.register(schema, { subject: 'strict.b' });
  await expect(told).rejects.toMatchObject({ status: 403, message: expect.stringContaining('FULL_TRANSITIVE is in force') as unknown });
});

test("Confluent's own client with a key", async () => {
  const { url, key } = await start();
  const as = async (user: string): Promise<SchemaRegistryClient> =>
    new SchemaRegistryClient({ baseURLs: [url], maxRetries: 0, basicAuthCredentials: { credentialsSource: 'USER_INFO', userInfo: await key(user) } });
  const info = { schemaType: 'JSON', schema: '{"type":"number","title":"confluent"}' };
  const id = await (await as('register@s')).register('s', info);
  expect((await (await as('read@s')).getBySubjectAndId('s', id)).schema).toBe(info.schema);
  const refused = (await as('read@s')).register('s', { ...info, schema: '{"type":"number","title":"c"}' });
  await expect(refused).rejects.toMatchObject({ status: 403, errorCode: 40301 });
  await expect(new SchemaRegistryClient({ baseURLs: [url], maxRetries: 0 }).getAllSubjects()).rejects.toMatchObject({
    status: 401,
    errorCode: 40101,
  });
});
