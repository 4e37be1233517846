import { expect, onTestFinished, test } from 'vitest';
import type { CreatedKeyResource } from '../../../src/core/resources.ts';
import { parseScope } from '../../../src/core/scope.ts';
import { startGuardedServer, type GuardedServer } from './guarded-server.ts';

async function start(options?: Parameters<typeof startGuardedServer>[0]): Promise<GuardedServer> {
  const server = await startGuardedServer(options);
  onTestFinished(() => server.close());
  return server;
}

test('a key is Bearer as a whole, and Basic in its parts or as a whole for password', async () => {
  const server = await start();
  const key = await server.makeKey('admin');
  const [, id, secret] = key.split('_');
  const whoami = (authorization: string) => server.send({ path: '/api/v1/whoami', headers: { authorization } });
  const basic = `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
  const whole = ['', 'alice', id].map((user) => `Basic ${Buffer.from(`${user}:${key}`).toString('base64')}`);
  for (const header of [`Bearer ${key}`, `bearer ${key}`, basic, ...whole]) {
    await expect(whoami(header)).resolves.toMatchObject({ status: 200, json: { name: `key:test:${id}`, known: true } });
  }
});

const REFUSED: Readonly<Record<string, (key: string) => string>> = {
  'another secret': (key) => `Bearer ${key.slice(0, -1)}${key.endsWith('0') ? '1' : '0'}`,
  'another id': (key) => `Bearer ${key.replace(/_[0-9a-f]{16}_/, `_${'0'.repeat(16)}_`)}`,
  'no key at all': () => 'Bearer',
  'an empty one': () => 'Bearer ',
  'a key in upper case': (key) => `Bearer ${key.toUpperCase()}`,
  'the key in quotes': (key) => `Bearer "${key}"`,
  'two keys in one header': (key) => `Bearer ${key}, Bearer ${key}`,
  'another scheme': (key) => `Digest ${key}`,
  'the key without a scheme': (key) => key,
  'a Basic without a colon': (key) => `Basic ${Buffer.from(key).toString('base64')}`,
  'a Basic with a key for password and the id of another for user': (key) => `Basic ${Buffer.from(`${'0'.repeat(16)}:${key}`).toString('base64')}`,
  'a Basic with a whole key of another secret': (key) =>
    `Basic ${Buffer.from(`x:${key.slice(0, -1)}${key.endsWith('0') ? '1' : '0'}`).toString('base64')}`,
  'an unsigned token': () => `Bearer ${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from('{"sub":"admin"}').toString('base64url')}.`,
  'a header of 20,000 characters': () => `Bearer ${'x'.repeat(20_000)}`,
};

for (const [title, spoil] of Object.entries(REFUSED)) {
  test(`${title} is 401 with a challenge, and the answer does not say why nor repeat it`, async () => {
    const server = await start({ maxHeaderSize: 64 * 1024 });
    const header = spoil(await server.makeKey('admin'));
    const answer = await server.send({ path: '/api/v1/subjects', headers: { authorization: header } });
    expect(answer).toMatchObject({
      status: 401,
      headers: { 'www-authenticate': 'Bearer realm="sluice", Basic realm="sluice", charset="UTF-8"' },
      json: { code: 'unauthenticated', detail: 'this key or token is not one that is good here' },
    });
    expect(answer.text).not.toContain('sluice_');
  });
}

test('a key that is revoked between two requests is refused at the second', async () => {
  const server = await start();
  const key = await server.makeKey('read');
  await expect(server.as(key, { path: '/api/v1/subjects' })).resolves.toMatchObject({ status: 200 });
  await server.registry.revokeKey(key.split('_')[1] ?? '', { actor: 'test' });
  await expect(server.as(key, { path: '/api/v1/subjects' })).resolves.toMatchObject({ status: 401 });
});

test('a change feed ends with its key: nothing that happens after the revocation is told', async () => {
  const server = await start();
  const key = await server.makeKey('read');
  const feed = await fetch(`${server.url}/api/v1/changes`, { headers: { authorization: `Bearer ${key}` } });
  const text = feed.text();
  await server.registry.register('before', { schema: { max: 1 } }, { actor: 'test' });
  await server.registry.revokeKey(key.split('_')[1] ?? '', { actor: 'test' });
  await server.registry.register('after', { schema: { max: 1 } }, { actor: 'test' });
  await expect(text).resolves.not.toContain('after');
});

test('a key in the query is not taken', async () => {
  const server = await start({ anonymousRead: true });
  const key = await server.makeKey('admin');
  for (const name of ['access_token', 'token', 'key', 'api_key', 'authorization']) {
    await expect(server.send({ path: `/api/v1/keys?${name}=${key}` })).resolves.toMatchObject({ status: 401 });
  }
});

test('a key of another registry is 401', async () => {
  const [server, other] = [await start(), await start()];
  await expect(server.as(await other.makeKey('admin'), { path: '/api/v1/subjects' })).resolves.toMatchObject({ status: 401 });
});

test('an admin makes a key over HTTP, and it works until it is revoked over HTTP', async () => {
  const server = await start();
  const admin = await server.makeKey('admin');
  const body = { name: 'ci', scopes: [parseScope('register:com.shop.*')] };
  const created = (await server.as(admin, { method: 'POST', path: '/api/v1/keys', body })).json as unknown as CreatedKeyResource;
  const register = () => server.as(created.key, { method: 'POST', path: '/api/v1/subjects/com.shop.order/versions', body: { schema: { max: 1 } } });
  await expect(register()).resolves.toMatchObject({ status: 201 });
  await expect(server.as(created.key, { method: 'POST', path: '/api/v1/keys', body })).resolves.toMatchObject({ status: 403 });
  await expect(server.as(admin, { method: 'DELETE', path: `/api/v1/keys/${created.id}` })).resolves.toMatchObject({ status: 200 });
  await expect(register()).resolves.toMatchObject({ status: 401 });
  await expect(server.registry.listAudit({ after: 0, limit: 9, name: 'com.shop.order' })).resolves.toMatchObject([
    { actor: `key:ci:${created.id}`, action: 'version.register', address: '127.0.0.1' },
  ]);
});
