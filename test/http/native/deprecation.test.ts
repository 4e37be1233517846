import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../test-server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
  for (const title of ['old', 'new'])
    await server.send({ method: 'POST', path: '/api/v1/subjects/a%20b/versions', body: { schema: { max: 5, title } } });
});

afterAll(() => server.close());

const setState = (body: object): Promise<unknown> => server.send({ method: 'PATCH', path: '/api/v1/subjects/a%20b/versions/1', body });

test('a deprecated version tells it to clients, in a 304 as well, until it is active again', async () => {
  const version = '/api/v1/subjects/a%20b/versions/1';
  expect((await server.send({ path: version })).headers).not.toHaveProperty('deprecation');
  await setState({ state: 'deprecated', successor: 2, sunset: '2027-01-01' });
  const first = await server.send({ path: version });
  const seconds = Date.parse(String(first.json['deprecatedAt'])) / 1_000;
  const told = {
    deprecation: `@${seconds}`,
    sunset: 'Fri, 01 Jan 2027 00:00:00 GMT',
    link: '</api/v1/subjects/a%20b/versions/2>; rel="successor-version"',
  };
  expect(first.headers).toMatchObject(told);
  const again = await server.send({ path: version, headers: { 'if-none-match': String(first.headers.etag) } });
  expect(again).toMatchObject({ status: 304, headers: told });
  await setState({ state: 'deprecated', reason: 'more to say' });
  expect((await server.send({ path: version })).json).toMatchObject({ deprecatedAt: first.json['deprecatedAt'], stateReason: 'more to say' });
  await setState({ state: 'active' });
  const active = await server.send({ path: version });
  expect(active.headers).not.toHaveProperty('deprecation');
  expect(active.json).not.toHaveProperty('deprecatedAt');
});
