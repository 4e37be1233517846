import { expect, onTestFinished, test } from 'vitest';
import { nativeRoutes } from '../../../src/http/native/routes.ts';
import type { Route } from '../../../src/http/native/route.ts';
import { createTestRegistry } from '../test-server.ts';
import { startGuardedServer, type GuardedServer } from './guarded-server.ts';

async function start(options?: Parameters<typeof startGuardedServer>[0]): Promise<GuardedServer> {
  const server = await startGuardedServer(options);
  onTestFinished(() => server.close());
  return server;
}

const SCHEMA = { schema: { max: 1 } };
const PREFIX = '/api/v1';

// Every route there is, with a path that exists in form; so a new route without access cannot go unseen.
const ROUTES = nativeRoutes(createTestRegistry(), { heartbeat: () => () => {}, stopping: new AbortController().signal });
const EXAMPLES: Readonly<Record<string, string>> = {
  subject: 'com.shop.order',
  selector: '1',
  version: '1',
  id: '1',
  fingerprint: '0'.repeat(64),
  name: 'com.shop.order',
  keyId: '0'.repeat(16),
};

function pathOf({ path }: Pick<Route, 'path'>): string {
  return PREFIX + path.replace(/\{(\w+)\}/g, (_, name: string) => EXAMPLES[name] ?? name);
}

const OPEN_ROUTES = ['GET /openapi.json', 'GET /whoami'];

test('the routes that need nothing are these', () => {
  expect(
    ROUTES.filter(({ access }) => access.kind === 'open')
      .map(({ method, path }) => `${method} ${path}`)
      .toSorted(),
  ).toEqual(OPEN_ROUTES);
});

test('what writes needs more than read, but for the questions', () => {
  const questions = ['/compat', '/diff', '/lint', '/validate', '/subjects/{subject}/lookup'];
  const weak = ROUTES.filter(
    ({ method, access, path }) => method !== 'GET' && !questions.includes(path) && (access.kind === 'open' || access.access === 'read'),
  );
  expect(weak).toEqual([]);
});

for (const route of ROUTES.filter(({ access }) => access.kind !== 'open')) {
  const request = { method: route.method, path: pathOf(route) };
  const { access } = route;
  const name = `${route.method} ${route.path}`;

  test(`${name} without a key is 401 with a challenge, before the body is read`, async () => {
    const server = await start();
    const answer = await server.send({ ...request, ...(route.body === null ? {} : { body: '{ broken' }) });
    expect(answer).toMatchObject({ status: 401, headers: { 'www-authenticate': expect.stringContaining('Bearer') } });
  });

  test(`${name} with less than ${'access' in access ? access.access : ''} is 403, with it is not`, async () => {
    const server = await start();
    const levels = ['read', 'register', 'break', 'admin'] as const;
    const needed = levels.indexOf('access' in access ? access.access : 'read');
    const statuses = [];
    for (const level of levels) {
      // A question about a subject, or a subject that there is not: whatever comes after access.
      const controller = new AbortController();
      const response = await fetch(server.url + request.path, {
        method: request.method,
        headers: { authorization: `Bearer ${await server.makeKey(level)}`, 'content-type': 'application/json' },
        signal: controller.signal,
        ...(route.body === null ? {} : { body: '{ broken' }),
      });
      statuses.push(response.status);
      controller.abort();
    }
    expect(statuses.map((status) => status === 403)).toEqual(levels.map((_, index) => index < needed));
  });
}

// What is for anything readable looks closer itself, as below.
for (const route of ROUTES.filter(({ access }) => access.kind !== 'open' && !(access.kind === 'some' && access.parameter === null))) {
  test(`${route.method} ${route.path} with a key for something else is 403`, async () => {
    const server = await start();
    const key = await server.makeKey('admin:com.shopping.*');
    await expect(server.as(key, { method: route.method, path: pathOf(route) })).resolves.toMatchObject({ status: 403 });
  });
}

interface Attempt {
  readonly title: string;
  readonly scope: string;
  readonly method?: string;
  readonly path: string;
  readonly body?: unknown;
  readonly status: number;
}

const ATTEMPTS: readonly Attempt[] = [
  {
    title: 'registers below its prefix',
    scope: 'register:com.shop.*',
    method: 'POST',
    path: '/subjects/com.shop.new/versions',
    body: SCHEMA,
    status: 201,
  },
  {
    title: 'registers a name that only begins alike',
    scope: 'register:com.shop.*',
    method: 'POST',
    path: '/subjects/com.shopping/versions',
    body: SCHEMA,
    status: 403,
  },
  {
    title: 'registers the prefix without its dot',
    scope: 'register:com.shop.*',
    method: 'POST',
    path: '/subjects/com.shop/versions',
    body: SCHEMA,
    status: 403,
  },
  {
    title: 'registers the prefix itself',
    scope: 'register:com.shop.*',
    method: 'POST',
    path: '/subjects/com.shop.*/versions',
    body: SCHEMA,
    status: 422,
  },
  {
    title: 'registers in another case',
    scope: 'register:com.shop.*',
    method: 'POST',
    path: '/subjects/COM.SHOP.new/versions',
    body: SCHEMA,
    status: 403,
  },
  {
    title: 'breaks with register only',
    scope: 'register:com.shop.*',
    method: 'POST',
    path: '/subjects/com.shop.order/versions',
    body: { ...SCHEMA, allowBreaking: { reason: 'r' } },
    status: 403,
  },
  {
    title: 'overrides a doubt with register only',
    scope: 'register:com.shop.*',
    method: 'POST',
    path: '/subjects/com.shop.order/versions',
    body: { ...SCHEMA, overrideUndecided: { reason: 'r' } },
    status: 403,
  },
  {
    title: 'breaks with break',
    scope: 'break:com.shop.*',
    method: 'POST',
    path: '/subjects/com.shop.order/versions',
    body: { schema: { max: 0 }, allowBreaking: { reason: 'r' } },
    status: 201,
  },
  {
    title: 'tries a break dry',
    scope: 'register:com.shop.*',
    method: 'POST',
    path: '/subjects/com.shop.order/versions',
    body: { ...SCHEMA, allowBreaking: { reason: 'r' }, dryRun: true },
    status: 403,
  },
  {
    title: 'refers to what it may not read',
    scope: 'register:com.shop.*',
    method: 'POST',
    path: '/subjects/com.shop.x/versions',
    body: { ...SCHEMA, references: [{ name: 'a', subject: 'com.secret', version: 1 }] },
    status: 403,
  },
  {
    title: 'looks up with a reference to what it may not read',
    scope: 'read:com.shop.*',
    method: 'POST',
    path: '/subjects/com.shop.order/lookup',
    body: { ...SCHEMA, references: [{ name: 'a', subject: 'com.secret', version: 1 }] },
    status: 403,
  },
  {
    title: 'compares with what it may not read',
    scope: 'read:com.shop.*',
    method: 'POST',
    path: '/compat',
    body: { ...SCHEMA, against: { subject: 'com.secret' } },
    status: 403,
  },
  {
    title: 'compares what it may not read',
    scope: 'read:com.shop.*',
    method: 'POST',
    path: '/compat',
    body: { subject: 'com.secret', version: 1, against: SCHEMA },
    status: 403,
  },
  {
    title: 'compares schemas of its own',
    scope: 'read:com.shop.*',
    method: 'POST',
    path: '/compat',
    body: { ...SCHEMA, against: SCHEMA, level: 'FULL' },
    status: 200,
  },
  {
    title: 'diffs from what it may not read',
    scope: 'read:com.shop.*',
    method: 'POST',
    path: '/diff',
    body: { from: { subject: 'com.secret' }, to: SCHEMA },
    status: 403,
  },
  {
    title: 'diffs to what it may not read',
    scope: 'read:com.shop.*',
    method: 'POST',
    path: '/diff',
    body: { from: SCHEMA, to: { subject: 'com.secret', version: 1 } },
    status: 403,
  },
  {
    title: 'diffs what refers to what it may not read',
    scope: 'read:com.shop.*',
    method: 'POST',
    path: '/diff',
    body: { from: { ...SCHEMA, references: [{ name: 'a', subject: 'com.secret', version: 1 }] }, to: SCHEMA },
    status: 403,
  },
  {
    title: 'diffs schemas of its own',
    scope: 'read:com.shop.*',
    method: 'POST',
    path: '/diff',
    body: { from: SCHEMA, to: { subject: 'com.shop.order' } },
    status: 200,
  },
  {
    title: 'lints what refers to what it may not read',
    scope: 'read:com.shop.*',
    method: 'POST',
    path: '/lint',
    body: { ...SCHEMA, references: [{ name: 'a', subject: 'com.secret', version: 1 }] },
    status: 403,
  },
  { title: 'asks who refers to what it may not read', scope: 'read:com.shop.*', path: '/subjects/com.secret/versions/1/referrers', status: 403 },
  { title: 'has types written of what it may not read', scope: 'read:com.shop.*', path: '/subjects/com.secret/versions/1/typescript', status: 403 },
  {
    title: 'validates by what it may not read',
    scope: 'read:com.shop.*',
    method: 'POST',
    path: '/validate',
    body: { subject: 'com.secret', event: 1 },
    status: 403,
  },
  { title: 'reads a schema that it may not read by id', scope: 'read:com.shop.*', path: '/schemas/2', status: 404 },
  { title: 'reads a schema of its own by id', scope: 'read:com.shop.*', path: '/schemas/1', status: 200 },
  { title: 'deletes softly with register', scope: 'register:com.shop.*', method: 'DELETE', path: '/subjects/com.shop.order', status: 200 },
  { title: 'deletes for good with break', scope: 'break:com.shop.*', method: 'DELETE', path: '/subjects/com.shop.order?permanent=true', status: 403 },
  {
    title: 'deletes a version for good with break',
    scope: 'break:com.shop.*',
    method: 'DELETE',
    path: '/subjects/com.shop.order/versions/1?permanent=true',
    status: 403,
  },
  {
    title: 'deletes for good with admin, after a soft deletion',
    scope: 'admin:com.shop.*',
    method: 'DELETE',
    path: '/subjects/com.shop.order?permanent=true',
    status: 409,
  },
  {
    title: 'retires with register',
    scope: 'register:com.shop.*',
    method: 'PATCH',
    path: '/subjects/com.shop.order/versions/1',
    body: { state: 'retired' },
    status: 200,
  },
  {
    title: 'retires with read',
    scope: 'read',
    method: 'PATCH',
    path: '/subjects/com.shop.order/versions/1',
    body: { state: 'retired' },
    status: 403,
  },
  { title: 'configures its prefix', scope: 'admin:com.shop.*', method: 'PUT', path: '/config/com.shop.*', body: { level: 'NONE' }, status: 200 },
  { title: 'configures a wider prefix', scope: 'admin:com.shop.*', method: 'PUT', path: '/config/com.*', body: { level: 'NONE' }, status: 403 },
  { title: 'configures the registry', scope: 'admin:com.shop.*', method: 'PUT', path: '/config', body: { level: 'NONE' }, status: 403 },
  { title: 'reads what is in force above it', scope: 'read:com.shop.*', path: '/config/com.*', status: 200 },
  { title: 'reads the config of something else', scope: 'read:com.shop.*', path: '/config/com.secret', status: 403 },
  {
    title: 'makes keys as the admin of a prefix',
    scope: 'admin:com.shop.*',
    method: 'POST',
    path: '/keys',
    body: { name: 'x', scopes: [{ access: 'admin', pattern: '*' }] },
    status: 403,
  },
  { title: 'reads the audit log as the admin of a prefix', scope: 'admin:com.shop.*', path: '/audit-log', status: 403 },
];

for (const { title, scope, method = 'GET', path, body, status } of ATTEMPTS) {
  test(`a key with ${scope} that ${title} gets ${status}`, async () => {
    const server = await start();
    await server.registry.register('com.shop.order', SCHEMA, { actor: 'test' });
    await server.registry.register('com.secret', { schema: { max: 2 } }, { actor: 'test' });
    const before = await server.registry.position();
    const answer = await server.as(await server.makeKey(scope), { method, path: PREFIX + path, body });
    expect(answer).toMatchObject({ status });
    const after = await server.registry.position();
    expect(after.last === before.last).toBe(method === 'GET' || status > 201 || path === '/compat' || path === '/diff' || path === '/lint');
  });
}

test('of those that refer to a version only what may be read is named, the others are counted', async () => {
  const server = await start();
  await server.registry.register('com.shop.money', SCHEMA, { actor: 'test' });
  const references = [{ name: 'money.json', subject: 'com.shop.money', version: 1 }];
  for (const subject of ['com.secret', 'com.shop.order'])
    await server.registry.register(subject, { schema: { max: 7 }, references }, { actor: 'test' });
  const answer = await server.as(await server.makeKey('read:com.shop.*'), { path: '/api/v1/subjects/com.shop.money/versions/1/referrers' });
  expect(answer.json).toEqual({
    items: [{ subject: 'com.shop.order', version: 1, state: 'active', deleted: false, names: ['money.json'] }],
    hidden: 1,
  });
});

test('lists, snapshot and feed show only what may be read', async () => {
  const server = await start();
  for (const subject of ['com.secret', 'com.shop.order', 'com.shopping']) {
    await server.registry.register(subject, { schema: { max: subject.length } }, { actor: 'test' });
  }
  await server.registry.putConfig('com.secret.*', { level: 'NONE' }, { actor: 'test' });
  await server.registry.putConfig('com.*', { level: 'NONE' }, { actor: 'test' });
  const key = await server.makeKey('read:com.shop.*');
  const listed = await server.as(key, { path: '/api/v1/subjects?limit=1' });
  expect(listed.json).toEqual({ items: [expect.objectContaining({ subject: 'com.shop.order' })] });
  for (const accept of ['application/json', 'application/x-ndjson']) {
    const snapshot = await server.as(key, { path: '/api/v1/snapshot', headers: { accept } });
    expect(snapshot.text).toContain('com.shop.order');
    expect(snapshot.text).not.toMatch(/com\.secret|com\.shopping/);
  }
  await expect(server.as(key, { path: '/api/v1/snapshot?subject=com.secret' })).resolves.toMatchObject({ json: { subjects: [], versions: [] } });
  const abort = new AbortController();
  const feed = await fetch(`${server.url}/api/v1/changes?from=0`, { headers: { authorization: `Bearer ${key}` }, signal: abort.signal });
  const reader = feed.body?.getReader();
  let text = '';
  while (!text.includes('"subject":"com.*"')) text += new TextDecoder().decode((await reader?.read())?.value);
  abort.abort();
  expect(text).toContain('com.shop.order');
  expect(text).not.toMatch(/com\.secret|com\.shopping/);
});

test('a schema that two subjects share names only the uses that may be read', async () => {
  const server = await start();
  await server.registry.register('com.secret', SCHEMA, { actor: 'test' });
  await server.registry.register('com.shop.order', SCHEMA, { actor: 'test' });
  const { json } = await server.as(await server.makeKey('read:com.shop.*'), { path: '/api/v1/schemas/1' });
  expect(json['uses']).toEqual([expect.objectContaining({ subject: 'com.shop.order' })]);
});

test('with anonymousRead everybody reads everything and writes nothing', async () => {
  const server = await start({ anonymousRead: true });
  await server.registry.register('a', SCHEMA, { actor: 'test' });
  await expect(server.send({ path: '/api/v1/subjects/a' })).resolves.toMatchObject({ status: 200 });
  await expect(server.send({ method: 'POST', path: '/api/v1/subjects/a/versions', body: SCHEMA })).resolves.toMatchObject({ status: 401 });
  await expect(server.send({ path: '/api/v1/keys' })).resolves.toMatchObject({ status: 401 });
});

test('of the settings everybody sees what bears on something that they may read', async () => {
  const server = await start();
  for (const name of ['', 'com.*', 'com.shop.*', 'com.shop.order', 'com.secret', 'org.*']) {
    await server.registry.putConfig(name, { level: 'FULL' }, { actor: 'test' });
  }
  const { json } = await server.as(await server.makeKey('read:com.shop.*'), { path: '/api/v1/settings' });
  expect((json['items'] as { name: string }[]).map(({ name }) => name)).toEqual(['', 'com.*', 'com.shop.*', 'com.shop.order']);
});

test('the OpenAPI document says what each route needs', async () => {
  const server = await start();
  const document = (await server.send({ path: '/api/v1/openapi.json' })).json as unknown as {
    paths: Record<string, Record<string, { security: unknown[]; description: string; responses: object }>>;
  };
  for (const { method, path, access } of ROUTES) {
    const operation = document.paths[path]?.[method.toLowerCase()];
    const isOpen = access.kind === 'open';
    expect(operation?.security.length).toBe(isOpen ? 0 : 3);
    expect(Object.keys(operation?.responses ?? {}).includes('403')).toBe(!isOpen);
    expect(operation?.responses).toHaveProperty('401');
    expect(operation?.description).toMatch(/^Needs /);
  }
});

test('retiring what is there is no way around a level: a break needs break', async () => {
  const server = await start();
  const may = { register: await server.makeKey('register'), break: await server.makeKey('break') };
  const native = { method: 'POST', path: `${PREFIX}/subjects/a/versions`, body: { schema: { max: 1 } } };
  const retired = { method: 'PATCH', path: `${PREFIX}/subjects/a/versions/1`, body: { state: 'retired' } };
  expect(await server.as(may.register, { ...native, body: { schema: { max: 5 } } })).toMatchObject({ status: 201 });
  expect(await server.as(may.register, retired)).toMatchObject({ status: 200 });
  expect(await server.as(may.register, native)).toMatchObject({ status: 403, json: { code: 'forbidden', checks: expect.any(Array) } });
  expect(await server.as(may.break, native)).toMatchObject({ status: 201, json: { warnings: [{ code: 'nothing_live' }] } });
});

const SENTENCES: readonly { readonly access: string; readonly method: string; readonly path: string; readonly says: string }[] = [
  {
    access: 'break',
    method: 'POST',
    path: '/subjects/a/versions',
    says: '"key:test:ID" lacks the scope break on "a"; ask an admin for a key that has it',
  },
  {
    access: 'admin',
    method: 'PUT',
    path: '/config',
    says: '"key:test:ID" lacks the scope admin on the registry; ask an admin for a key that has it',
  },
];
for (const { access, method, path, says } of SENTENCES) {
  test(`without ${access} the sentence is one that can be read`, async () => {
    const server = await start();
    const body = method === 'PUT' ? { level: 'NONE' } : { ...SCHEMA, allowBreaking: { reason: 'r' } };
    const { json } = await server.as(await server.makeKey('register'), { method, path: PREFIX + path, body });
    expect(String(json['detail']).replace(/[0-9a-f]{16}/, 'ID')).toBe(says);
  });
}

test('of several registrations each needs what it needs alone', async () => {
  const server = await start();
  const key = await server.makeKey('register:com.shop.*');
  const items = [
    { subject: 'com.shop.a', ...SCHEMA },
    { subject: 'com.secret', ...SCHEMA },
    { subject: 'com.shop.a', schema: { max: 0 }, allowBreaking: { reason: 'r' } },
    { subject: 'com.shop.b', ...SCHEMA, references: [{ name: 'a', subject: 'com.secret', version: 1 }] },
  ];
  const { json } = await server.as(key, { method: 'POST', path: `${PREFIX}/registrations`, body: { items } });
  const lacks = (scope: string) => ({ status: 403, problem: { code: 'forbidden', detail: expect.stringContaining(`lacks the scope ${scope}`) } });
  expect(json['items']).toMatchObject([
    { status: 201, answer: { subject: 'com.shop.a', version: 1 } },
    lacks('register on "com.secret"'),
    lacks('break on "com.shop.a"'),
    lacks('read on "com.secret"'),
  ]);
});
