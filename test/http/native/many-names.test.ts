import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/core/json/value.ts';
import { parseBody } from '../../../src/http/kit/body.ts';
import { startTestServer, type TestServer } from '../test-server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
});

afterAll(() => server.close());

function names(count: number, prefix = 'k'): JsonObject {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`${prefix}${index}`, 1]));
}

const TOO_MANY = names(30_001);
const wide = { 'x-names': TOO_MANY };

test.each([
  ['a registration', '/api/v1/subjects/a/versions', { schema: wide }, 422, 'schema_too_large'],
  ['a look-up', '/api/v1/subjects/a/lookup', { schema: wide }, 422, 'schema_too_large'],
  ['a question', '/api/v1/compat', { schema: true, against: { schema: wide } }, 422, 'schema_too_large'],
  [
    'several registrations, which may be sent one by one',
    '/api/v1/registrations',
    { items: [{ subject: 'a', schema: wide }] },
    413,
    'body_too_large',
  ],
  ['what is no request at all', '/api/v1/webhooks', TOO_MANY, 413, 'body_too_large'],
] as const)('%s with more than 30,000 different names is refused before it is read', async (_, path, body, status, code) => {
  const answer = await server.send({ method: 'POST', path, body });
  expect(answer).toMatchObject({ status, json: { code, maxNames: 30_000 } });
});

test('so it is where Kafka clients ask', async () => {
  const answer = await server.send({ method: 'POST', path: '/subjects/a/versions', body: { schema: 'true', metadata: TOO_MANY } });
  expect(answer).toMatchObject({ status: 413, json: { error_code: 413 } });
});

test('names that occur again and again are one each', () => {
  const body = [names(14_000), names(14_000), names(14_000), names(14_000, 'l')];
  expect(parseBody(JSON.stringify(body))).toEqual(body);
});
