import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestRequest, type TestServer } from '../test-server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({ limits: { maxBodyBytes: 2_000 } });
  await server.send({ method: 'POST', path: '/api/v1/subjects/a/versions', body: { schema: { max: 5 } } });
});

afterAll(() => server.close());

const register = { method: 'POST', path: '/api/v1/subjects/a/versions' };
const deep = `${'['.repeat(300)}${']'.repeat(300)}`;

const refused: { title: string; request: TestRequest; status: number; problem: object }[] = [
  {
    title: 'an unknown query parameter',
    request: { path: '/api/v1/subjects?page=2' },
    status: 400,
    problem: {
      code: 'request_invalid',
      detail: 'unknown query parameter "page"; expected only search, prefix, owner, label, field, state, order, count, cursor, limit',
    },
  },
  {
    title: 'a query parameter named like a member of Object',
    request: { path: '/api/v1/subjects?constructor=1' },
    status: 400,
    problem: { code: 'request_invalid' },
  },
  {
    title: 'a query parameter twice',
    request: { path: '/api/v1/subjects?limit=1&limit=2' },
    status: 400,
    problem: { detail: 'query parameter "limit": expected once; found twice' },
  },
  {
    title: 'a limit that is too large',
    request: { path: '/api/v1/subjects?limit=1001' },
    status: 400,
    problem: { detail: 'query parameter limit: expected a whole number from 1 to 1000; found "1001"' },
  },
  { title: 'a cursor that was changed', request: { path: '/api/v1/subjects?cursor=%2B' }, status: 400, problem: { code: 'request_invalid' } },
  {
    title: 'a state that there is not',
    request: { path: '/api/v1/subjects?state=gone' },
    status: 400,
    problem: { detail: 'query parameter state: expected one of active, deprecated, retired; found "gone"' },
  },
  {
    title: 'a flag that is none',
    request: { path: '/api/v1/subjects/a/versions/1?bundle=yes' },
    status: 400,
    problem: { detail: 'query parameter bundle: expected true or false; found "yes"' },
  },
  { title: 'bad percent-encoding in a path', request: { path: '/api/v1/subjects/%zz' }, status: 400, problem: { code: 'request_invalid' } },
  { title: 'bad percent-encoding in a query', request: { path: '/api/v1/snapshot?subject=%ff' }, status: 400, problem: { code: 'request_invalid' } },
  {
    title: 'an unknown member',
    request: { ...register, body: { schema: { max: 5 }, refs: [] } },
    status: 400,
    problem: {
      code: 'request_invalid',
      pointer: '/refs',
      detail:
        'body at its root: unknown member "refs"; expected only schema, format, dialect, references, labels, semver, allowBreaking, overrideUndecided, dryRun, describe',
    },
  },
  {
    title: 'an unknown member further down',
    request: { ...register, body: { schema: true, allowBreaking: { reason: 'r', who: 'me' } } },
    status: 400,
    problem: { pointer: '/allowBreaking/who', detail: 'body at /allowBreaking: unknown member "who"; expected only reason' },
  },
  {
    title: 'a missing member',
    request: { ...register, body: {} },
    status: 400,
    problem: { detail: 'body at its root: expected a member "schema"; found none' },
  },
  {
    title: 'a blank reason',
    request: { ...register, body: { schema: true, allowBreaking: { reason: ' ' } } },
    status: 400,
    problem: { pointer: '/allowBreaking/reason' },
  },
  {
    title: 'a body that is no object',
    request: { ...register, body: [] },
    status: 400,
    problem: { detail: 'body at its root: expected an object; found an array' },
  },
  {
    title: 'a dialect that there is not',
    request: { ...register, body: { schema: true, dialect: 'draft-03' } },
    status: 400,
    problem: { pointer: '/dialect' },
  },
  {
    title: 'a reference without a version',
    request: { ...register, body: { schema: true, references: [{ name: 'n', subject: 's' }] } },
    status: 400,
    problem: { pointer: '/references/0', detail: 'body at /references/0: expected a member "version"; found none' },
  },
  {
    title: 'a version of a reference that is too large',
    request: { ...register, body: { schema: true, references: [{ name: 'n', subject: 's', version: 2 ** 31 }] } },
    status: 400,
    problem: { pointer: '/references/0/version' },
  },
  {
    title: 'a label that is no text',
    request: { ...register, body: { schema: true, labels: { 'a/b': 1 } } },
    status: 400,
    problem: { pointer: '/labels/a~1b', detail: 'body at /labels/a~1b: expected a string; found 1' },
  },
  {
    title: 'a number that no double holds',
    request: { ...register, body: '{"schema":{"properties":{"n/m":{"maximum":9007199254740993}}}}' },
    status: 422,
    problem: { code: 'number_inexact', pointer: '/properties/n~1m/maximum' },
  },
  {
    title: 'such a number within lists',
    request: { ...register, body: '{"schema":{"enum":[1,{"a":["x",1e400]}]}}' },
    status: 422,
    problem: { code: 'number_inexact', pointer: '/enum/1/a/1' },
  },
  {
    title: 'such a number in the old schema of a question',
    request: { method: 'POST', path: '/api/v1/compat', body: '{"schema":true,"against":{"schema":{"maximum":1e400}}}' },
    status: 422,
    problem: { code: 'number_inexact', pointer: '/maximum' },
  },
  {
    title: 'a duplicate key',
    request: { ...register, body: '{"schema":true,\n"schema":true}' },
    status: 400,
    problem: { code: 'json_duplicate_key', line: 2, column: 1 },
  },
  {
    title: 'a __proto__ key',
    request: { ...register, body: '{"schema":{"__proto__":1}}' },
    status: 400,
    problem: { code: 'json_forbidden_key', pointer: '/schema' },
  },
  { title: 'a body that nests too deep', request: { ...register, body: `{"schema":${deep}}` }, status: 422, problem: { code: 'too_deep' } },
  {
    title: 'a body that is too large',
    request: { ...register, body: { schema: { max: 5, text: 'x'.repeat(2_000) } } },
    status: 413,
    problem: { code: 'body_too_large', maxBytes: 2_000 },
  },
  {
    title: 'another media type',
    request: { ...register, body: 'a=b', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    status: 415,
    problem: { code: 'media_type_unsupported' },
  },
  { title: 'an address that there is not', request: { path: '/api/v1/subject/a' }, status: 404, problem: { code: 'route_not_found' } },
  { title: 'a trailing slash', request: { path: '/api/v1/config/' }, status: 422, problem: { code: 'subject_invalid' } },
  { title: 'an address outside the API', request: { path: '/v2' }, status: 404, problem: { code: 'route_not_found' } },
  {
    title: 'an If-Match that is none',
    request: { method: 'PATCH', path: '/api/v1/subjects/a', body: {}, headers: { 'if-match': 'yes' } },
    status: 412,
    problem: { code: 'epoch_mismatch' },
  },
];

for (const { title, request, status, problem } of refused) {
  test(`${title} is refused with ${status}`, async () => {
    const answer = await server.send(request);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect({ status: answer.status, ...answer.json }).toMatchObject({ ...problem, status, requestId: answer.headers['x-request-id'] });
  });
}

const methods = [
  { path: '/api/v1/subjects', method: 'PUT', allow: 'GET, HEAD' },
  { path: '/api/v1/subjects/a', method: 'POST', allow: 'GET, HEAD, PATCH, DELETE' },
  { path: '/api/v1/subjects/a/versions', method: 'GET', allow: 'POST' },
  { path: '/api/v1/subjects/a/versions/1', method: 'OPTIONS', allow: 'GET, HEAD, PATCH, DELETE' },
  { path: '/healthz', method: 'POST', allow: 'GET, HEAD' },
];

for (const { path, method, allow } of methods) {
  test(`${method} ${path} is not allowed`, async () => {
    const answer = await server.send({ method, path });
    expect(answer).toMatchObject({ status: 405, json: { code: 'method_not_allowed' }, headers: { allow } });
  });
}

test('who asks for the list of versions is told where it is', async () => {
  const answer = await server.send({ path: '/api/v1/subjects/a/versions' });
  expect(answer.json['detail']).toBe(
    'GET is not allowed at /api/v1/subjects/a/versions; expected POST. GET is answered at /api/v1/subjects/{subject} and /api/v1/subjects/{subject}/versions/{version}',
  );
  expect((await server.send({ method: 'PUT', path: '/api/v1/subjects' })).json['detail']).toBe(
    'PUT is not allowed at /api/v1/subjects; expected GET, HEAD',
  );
});

const subjects = [
  'com.shop.order',
  'a/b',
  'a%2Fb',
  '%',
  '100 %',
  '..',
  '.',
  '../a',
  'a..b',
  'ä ö ü',
  '日本語',
  '🛒',
  '?',
  '#',
  'a?b=c#d',
  '+',
  'a:b',
  '*',
  '.*.',
  'toString',
  '"',
  '\\',
  'x'.repeat(255),
];

for (const subject of subjects) {
  test(`the subject ${JSON.stringify(subject)} is registered, read, changed and deleted`, async () => {
    const path = `/api/v1/subjects/${encodeURIComponent(subject)}`;
    const registered = await server.send({ method: 'POST', path: `${path}/versions`, body: { schema: { max: 1 } } });
    expect(registered).toMatchObject({ status: 201, json: { subject, version: 1 } });
    expect(await server.send({ path: String(registered.headers.location) })).toMatchObject({ status: 200, json: { subject, version: 1 } });
    expect(await server.send({ path })).toMatchObject({ status: 200, json: { subject } });
    expect(await server.send({ path: `/api/v1/snapshot?subject=${encodeURIComponent(subject)}` })).toMatchObject({
      json: { subjects: [{ subject }] },
    });
    expect(await server.send({ method: 'PUT', path: `/api/v1/config/${encodeURIComponent(subject)}`, body: { level: 'NONE' } })).toMatchObject({
      json: { name: subject },
    });
    expect(await server.send({ method: 'DELETE', path })).toMatchObject({ status: 200, json: { subject, versions: [1] } });
  });
}

for (const subject of ['', 'a\u0000b', 'x'.repeat(256), 'com.shop.*']) {
  test(`the subject ${JSON.stringify(subject).slice(0, 20)} is refused`, async () => {
    const answer = await server.send({ method: 'POST', path: `/api/v1/subjects/${encodeURIComponent(subject)}/versions`, body: { schema: true } });
    expect(answer).toMatchObject({ status: 422, json: { code: 'subject_invalid' } });
  });
}

test('a prefix is written with or without its star', async () => {
  await server.send({ method: 'POST', path: '/api/v1/subjects/pre.x/versions', body: { schema: { max: 1 } } });
  const [plain, starred] = [
    await server.send({ path: '/api/v1/subjects?prefix=pre.' }),
    await server.send({ path: '/api/v1/subjects?prefix=pre.*' }),
  ];
  expect(plain.json).toMatchObject({ items: [{ subject: 'pre.x' }] });
  expect(starred.json).toEqual(plain.json);
});

test('pages give every subject once, in order', async () => {
  const names = Array.from({ length: 7 }, (_, index) => `page.${index}`);
  for (const name of names) await server.send({ method: 'POST', path: `/api/v1/subjects/${name}/versions`, body: { schema: { max: 1 } } });
  const found: unknown[] = [];
  let cursor: string | undefined = '';
  while (cursor !== undefined) {
    const { json } = await server.send({ path: `/api/v1/subjects?prefix=page.&limit=3${cursor === '' ? '' : `&cursor=${cursor}`}` });
    found.push(...(json['items'] as { subject: string }[]).map(({ subject }) => subject));
    cursor = json['cursor'] as string | undefined;
  }
  expect(found).toEqual(names);
});

test('a connection is closed after a body that was too large', async () => {
  const answer = await server.send({ ...register, body: 'x'.repeat(3_000) });
  expect(answer).toMatchObject({ status: 413, headers: { connection: 'close' } });
});

test('a request id is taken over, or given', async () => {
  expect((await server.send({ path: '/', headers: { 'x-request-id': 'mine-1' } })).headers['x-request-id']).toBe('mine-1');
  expect((await server.send({ path: '/', headers: { 'x-request-id': 'not mine' } })).headers['x-request-id']).toMatch(/^[\w-]{36}$/);
});

const open = [
  { path: '/', headers: {}, json: {} },
  { path: '/', headers: { accept: 'text/html' }, json: {} },
  { path: '/healthz', headers: {}, json: { status: 'alive' } },
  { path: '/readyz', headers: {}, json: { status: 'ready', checks: { store: 'ok' } } },
];

for (const { path, headers, json } of open) {
  test(`GET ${path} answers ${JSON.stringify(json)} to ${JSON.stringify(headers)}`, async () => {
    const answer = await server.send({ path, headers });
    expect(answer.status).toBe(200);
    expect(answer.json).toEqual(json);
    expect(answer.headers['content-type']).toMatch(/^application\/json/);
  });
}
