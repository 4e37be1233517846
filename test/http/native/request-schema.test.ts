import { expect, test } from 'vitest';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../src/core/json/value.ts';
import { startGatewayBehind } from '../gateway-behind.ts';
import { startTestServer } from '../test-server.ts';
import { CONVERSATION, type Exchange } from './conversation.ts';
import { RequestSchemas } from './request-schema.ts';

// What the server takes for a request must be what the document says, in both directions: bodies are taken from the conversation
// and changed at each place in many ways, and every change is sent.

const VALUES: readonly JsonValue[] = [
  null,
  true,
  0,
  1,
  1.5,
  2 ** 31,
  '',
  ' ',
  'a',
  'a.*',
  'a\u0000',
  'FULL',
  'x'.repeat(256),
  [],
  [null],
  {},
  { reason: 'r' },
];
// What stands in some body is replaced by all of them.
const ONE_OF_EACH_TYPE: readonly JsonValue[] = [null, true, 1, 'a', [], {}];
const KNOWN = ['format', 'dialect', 'references', 'version', 'subject', 'dryRun', 'labels', 'force', 'level', 'successor'];

const behind = await startGatewayBehind();
const server = await startTestServer({ gateways: { places: [behind.place], mayDecide: true } });
const schemas = new RequestSchemas((await server.send({ path: '/api/v1/openapi.json' })).json as JsonObject);

interface Attempt {
  readonly exchange: Exchange;
  readonly body: JsonValue;
  /** The server's word, by the form of the body alone. */
  readonly isTaken: boolean;
  readonly detail: string;
}

const attempts: Attempt[] = [];
const seen = new Set<string>();
for (const exchange of CONVERSATION) {
  // What is wrong with the path says nothing of the body.
  if (exchange.body === undefined || (exchange.status === 422 && /\.\*|%00/.test(exchange.path))) continue;
  const whole = exchange.body as JsonValue;
  for (const body of [whole, ...changed(whole)]) {
    const key = `${exchange.method} ${exchange.route} ${body === whole ? JSON.stringify(body) : formOf(body)}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const { json } = await server.send({ ...exchange, path: `/api/v1${exchange.path}`, body: JSON.stringify(body) });
    attempts.push({ exchange, body, isTaken: !isRefusedByForm(json), detail: String(json['detail']) });
  }
}

interface QueryAttempt {
  readonly exchange: Exchange;
  readonly query: string;
  readonly isTaken: boolean;
  readonly isValid: boolean;
}

const TEXTS = [
  '',
  'true',
  'false',
  'yes',
  '0',
  '1',
  '01',
  '1000',
  '1001',
  '-1',
  '1.5',
  'active',
  'gone',
  'com.shop.*',
  'com.shop',
  '%00',
  'a'.repeat(256),
];
const queries: QueryAttempt[] = [];
for (const { exchange, name } of oneOfEachOperation().flatMap(namesOf)) {
  for (const text of TEXTS) {
    const query = `${name}=${text}`;
    const [path = ''] = exchange.path.split('?');
    // The good end of the feed never comes.
    if (exchange.route === '/changes' && schemas.isQuery(exchange.route, exchange.method, name, text)) continue;
    const { body, method } = exchange;
    const { json } = await server.send({ method, path: `/api/v1${path}?${query}`, ...(body === undefined ? {} : { body }) });
    const isValid = schemas.isQuery(exchange.route, exchange.method, name, decodeURIComponent(text));
    queries.push({ exchange, query, isTaken: !isRefusedQuery(json), isValid });
  }
}
await Promise.all([server.close(), behind.close()]);

function namesOf(exchange: Exchange): { exchange: Exchange; name: string }[] {
  // Only the server knows which cursors it gave.
  const described = schemas.queryParameters(exchange.route, exchange.method).filter((name) => name !== 'cursor');
  return [...described, 'unknown'].map((name) => ({ exchange, name }));
}

function oneOfEachOperation(): Exchange[] {
  const byOperation = new Map(
    CONVERSATION.filter(({ status }) => status < 300 || status === 400).map((exchange) => [`${exchange.method} ${exchange.route}`, exchange]),
  );
  return [...byOperation.values()].filter(({ status, body }) => status < 300 || body === undefined);
}

test('bodies of the conversation, and what became of them, are taken by the server exactly where the document has them', () => {
  expect(attempts.length).toBeGreaterThan(600);
  const wrong = attempts.filter(({ exchange, body, isTaken }) => schemas.isBody(exchange.route, exchange.method, body) !== isTaken);
  expect(
    wrong.map(({ exchange, body, isTaken, detail }) => ({ at: `${exchange.method} ${exchange.route}`, body: JSON.stringify(body), isTaken, detail })),
  ).toEqual([]);
});

test('both kinds were sent to each operation with a body', () => {
  const operations = new Set(attempts.map(({ exchange }) => `${exchange.method} ${exchange.route}`));
  for (const operation of operations) {
    const kinds = new Set(attempts.filter(({ exchange }) => `${exchange.method} ${exchange.route}` === operation).map(({ isTaken }) => isTaken));
    expect([operation, kinds]).toEqual([operation, new Set([true, false])]);
  }
});

test('query parameters are taken exactly where the document has them', () => {
  expect(queries.length).toBeGreaterThan(200);
  const wrong = queries.filter(({ isTaken, isValid }) => isTaken !== isValid);
  expect(wrong.map(({ exchange, query, isTaken }) => ({ at: `${exchange.method} ${exchange.route}`, query, isTaken }))).toEqual([]);
});

/** Refused for its form, be it the form of a subject; what only the use case can know says nothing of its form. */
function isRefusedByForm({ code, detail, items }: Record<string, unknown>): boolean {
  const parts = Array.isArray(items) ? items.map((item: JsonObject) => Object(item['problem']) as Record<string, unknown>) : [];
  return code === 'subject_invalid' || (code === 'request_invalid' && String(detail).startsWith('body at')) || parts.some(isRefusedByForm);
}

function isRefusedQuery({ code, detail }: Record<string, unknown>): boolean {
  return code === 'subject_invalid' || (code === 'request_invalid' && /query parameter/.test(String(detail)));
}

/** A member left out, one added, and each value replaced; schemas and events may be anything, so they stay. */
function changed(body: JsonValue): JsonValue[] {
  if (!isJsonObject(body)) return [...VALUES];
  const left = Object.keys(body).map((name) => Object.fromEntries(Object.entries(body).filter(([other]) => other !== name)));
  const added = ['unknown', ...KNOWN].flatMap((name) =>
    Object.hasOwn(body, name) ? [] : ONE_OF_EACH_TYPE.map((value) => ({ ...body, [name]: value })),
  );
  const replaced = Object.entries(body).flatMap(([name, value]) => replacementsOf(name, value).map((other) => ({ ...body, [name]: other })));
  return [...left, ...added, ...replaced];
}

/** Two that have one are changed at the same place in the same way, beside other texts and numbers of the conversation. */
function formOf(body: JsonValue): string {
  return JSON.stringify(body, (name, value: JsonValue) => {
    if (name === 'schema' || name === 'event') return 'any';
    return typeof value === 'object' || VALUES.includes(value) ? value : typeof value;
  });
}

function replacementsOf(name: string, value: JsonValue): readonly JsonValue[] {
  if (name === 'schema' || name === 'event') return [];
  if (Array.isArray(value))
    return [...VALUES, ...oneOfEachForm(value).flatMap((item) => changed(item).map((other) => value.with(value.indexOf(item), other) as JsonValue))];
  if (!isJsonObject(value)) return VALUES;
  return [
    ...VALUES,
    ...Object.keys(value).flatMap((inner) => [
      without(value, inner),
      ...replacementsOf(inner, value[inner] ?? null).map((other) => ({ ...value, [inner]: other })),
    ]),
  ];
}

function oneOfEachForm(items: readonly JsonValue[]): readonly JsonValue[] {
  return [...new Map(items.map((item) => [formOf(item), item])).values()];
}

function without(value: JsonObject, name: string): JsonObject {
  return Object.fromEntries(Object.entries(value).filter(([other]) => other !== name));
}
