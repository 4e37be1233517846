import { validate } from '@hyperjump/json-schema/openapi-3-1';
import { expect, test } from 'vitest';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../src/core/json/value.ts';
import { formatPointer, valueAtPointer } from '../../../src/core/json/pointer.ts';
import { AnswerSchemas } from './answer-schema.ts';
import { CONVERSATION } from './conversation.ts';
import { startGatewayBehind } from '../gateway-behind.ts';
import { startTestServer } from '../test-server.ts';

const behind = await startGatewayBehind();
const server = await startTestServer({ gateways: { places: [behind.place], mayDecide: true } });
const document = (await server.send({ path: '/api/v1/openapi.json' })).json as JsonObject;
const schemas = new AnswerSchemas(document);
const answers = [];
for (const exchange of CONVERSATION) answers.push({ exchange, answer: await server.send({ ...exchange, path: `/api/v1${exchange.path}` }) });
await Promise.all([server.close(), behind.close()]);

for (const { exchange, answer } of answers) {
  test(`${exchange.method} ${exchange.path} with ${exchange.title} is ${exchange.status} and as the document says`, () => {
    expect({ status: answer.status, json: answer.json }).toMatchObject({ status: exchange.status, json: exchange.answer ?? {} });
    const type = String(answer.headers['content-type']).split(';')[0] ?? '';
    expect(schemas.faults({ route: exchange.route, method: exchange.method, status: answer.status, type, value: answer.json })).toEqual([]);
  });
}

const operations = Object.entries(document['paths'] as JsonObject).flatMap(([route, methods]) =>
  Object.keys(methods as JsonObject).map((method) => ({ route, method: method.toUpperCase() })),
);

for (const { route, method } of operations) {
  // The feed's good answers never end; its own tests have them.
  const wanted = route === '/changes' ? [false] : [true, false];
  test(`${method} ${route} was tried with a good and a bad end`, () => {
    const tried = CONVERSATION.filter((exchange) => exchange.route === route && exchange.method === method).map(({ status }) => status < 300);
    expect(new Set(tried)).toEqual(new Set(wanted));
  });
}

test('the document is OpenAPI 3.1', async () => {
  const output = await validate('https://spec.openapis.org/oas/3.1/schema-base', structuredClone(document) as never, 'BASIC');
  expect(output).toMatchObject({ valid: true });
});

test('every $ref of the document leads somewhere', () => {
  const references = referencesIn(document);
  expect(references.length).toBeGreaterThan(50);
  expect(references.filter((reference) => valueAtPointer<JsonValue>(document, reference.slice(1)) === undefined)).toEqual([]);
});

test('no two paths differ in nothing but the names of their parameters', () => {
  const shapes = Object.keys(document['paths'] as JsonObject).map((path) => path.replaceAll(/\{[^}]*\}/g, '{}'));
  expect(new Set(shapes).size).toBe(shapes.length);
});

test('the document describes nothing that it does not use', () => {
  const used = new Set(referencesIn(document).map((reference) => reference.split('/').at(-1)));
  const components = document['components'] as { schemas: JsonObject };
  expect(Object.keys(components.schemas).filter((name) => !used.has(name))).toEqual([]);
});

for (const { route, method } of operations) {
  test(`${method} ${route} says what keeps the pages of others out`, () => {
    const responses = valueAtPointer<JsonValue>(document, formatPointer(['paths', route, method.toLowerCase(), 'responses'])) as Record<
      string,
      JsonObject
    >;
    expect(responses['421']?.['description']).toContain('`host_refused`');
    const isSaid = JSON.stringify(responses['403'] ?? null).includes('`cross_site`');
    expect(isSaid).toBe(method !== 'GET' || route === '/gateways/{gateway}/events/{eventId}');
  });
}

function referencesIn(value: JsonValue): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([name, member]) => (name === '$ref' && typeof member === 'string' ? [member] : referencesIn(member)));
}
