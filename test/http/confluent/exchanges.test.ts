import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ERROR_CODES, RegistryError } from '../../../src/core/errors.ts';
import { jsonSchemaFormat } from '../../../src/formats/json-schema/format.ts';
import { toConfluentError } from '../../../src/http/confluent/errors.ts';
import { confluentRoutes } from '../../../src/http/confluent/routes.ts';
import { matchPath, parsePathTemplate } from '../../../src/http/kit/path-template.ts';
import { createTestRegistry, startTestServer, type TestAnswer, type TestServer } from '../test-server.ts';
import { readExchangeFiles, type Exchange } from './exchange.ts';

const files = readExchangeFiles();

for (const { name, about, server: options = {}, exchanges } of files) {
  describe(`${name}: ${about}`, () => {
    let server: TestServer;
    beforeAll(async () => {
      const { maxBodyBytes, legacyConflictCode } = options;
      server = await startTestServer({
        formats: [jsonSchemaFormat],
        ...(maxBodyBytes === undefined ? {} : { limits: { maxBodyBytes } }),
        ...(legacyConflictCode === undefined ? {} : { confluent: { legacyConflictCode } }),
      });
    });
    afterAll(() => server.close());

    for (const [index, { title, request, response }] of exchanges.entries()) {
      test(`${index + 1}. ${title}: ${request.method} ${request.path} → ${response.status}`, async () => {
        const type: Record<string, string> = request.body === undefined ? {} : { 'content-type': 'application/vnd.schemaregistry.v1+json' };
        const answer = await server.send({ ...request, headers: { ...type, ...request.headers } });
        expect(toResponse(answer, response, request.path)).toEqual(response);
      });
    }
  });
}

/** What a fixture says of an answer; the bodies of the native API are tested elsewhere. */
function toResponse(answer: TestAnswer, expected: Exchange['response'], path: string): Exchange['response'] {
  const { 'content-type': type, allow } = answer.headers;
  const body = typeof expected.body === 'string' ? answer.text : readJson(answer.text);
  return {
    status: answer.status,
    ...(type === undefined ? {} : { type }),
    ...(allow === undefined ? {} : { allow }),
    ...(answer.text === '' || path.startsWith('/api/') ? {} : { body }),
  };
}

function readJson(text: string): unknown {
  return text === '' ? undefined : JSON.parse(text);
}

const routes = confluentRoutes(createTestRegistry(), { version: '0.0.0' });
const recorded = files.flatMap(({ exchanges }) => exchanges);

for (const { method, path } of routes) {
  const isAt = ({ request }: Exchange): boolean =>
    request.method === method && matchPath(parsePathTemplate(path), request.path.split('?')[0] ?? '') !== undefined;

  test(`${method} ${path} is recorded`, () => {
    expect(recorded.some((exchange) => isAt(exchange) && exchange.response.status < 300)).toBe(true);
  });
}

test('each recorded error is error_code and message, and nothing more', () => {
  const errors = recorded.filter(({ request, response }) => response.status >= 400 && !request.path.startsWith('/api/'));
  expect(errors.length).toBeGreaterThan(80);
  expect(errors.filter(({ response }) => Object.keys(response.body as object).join() !== 'error_code,message')).toEqual([]);
});

/** Of a store that fails, of a size that no fixture should have, of who may do what, and how often: tested elsewhere. */
const ELSEWHERE = [429, 500, 503, 412, 40101, 40301, 42209, 50001, 50002];

test('each error code is recorded', () => {
  const errors = ERROR_CODES.flatMap((code) => [{}, { version: 1 }].map((data) => toConfluentError(new RegistryError(code, '', { data }))));
  const seen = new Set(recorded.map(({ response }) => (response.body as { error_code?: number } | undefined)?.error_code));
  const missing = errors.map(({ errorCode }) => errorCode).filter((errorCode) => !seen.has(errorCode) && !ELSEWHERE.includes(errorCode));
  expect(missing).toEqual([]);
});
