import { afterAll, beforeAll, expect, test } from 'vitest';
import { jsonSchemaFormat } from '../../../src/formats/json-schema/format.ts';
import { startTestServer, type TestAnswer, type TestServer } from '../test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ formats: [jsonSchemaFormat] });
});
afterAll(() => server.close());

const lint = (body: object): Promise<TestAnswer> => server.send({ method: 'POST', path: '/api/v1/lint', body });

test('findings of a text have their places and stand as the text is read; those of a document have pointers alone', async () => {
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    description: 'd',
    type: 'object',
    properties: { a: { enum: [1], type: 'string' } },
  };
  const text = JSON.stringify(schema, undefined, 2);
  const written = (await lint({ schema: text })).json['findings'] as Record<string, unknown>[];
  const lines = written.map(({ line }) => Number(line));
  expect(lines.toSorted((a, b) => a - b)).toEqual(lines);
  const [refused] = written.filter(({ rule }) => rule === 'enum_value_refused');
  expect(text.split('\n')[Number(refused?.['line']) - 1]?.slice(Number(refused?.['column']) - 1)).toMatch(/^(\[|1)/);
  const plain = (await lint({ schema })).json['findings'] as Record<string, unknown>[];
  const rulesOf = (findings: readonly Record<string, unknown>[]): string[] => findings.map(({ rule }) => String(rule)).toSorted();
  expect(rulesOf(plain)).toEqual(rulesOf(written));
  expect(plain.filter((finding) => 'line' in finding)).toEqual([]);
});

test('references are read as at a registration', async () => {
  await server.send({ method: 'POST', path: '/api/v1/subjects/money/versions', body: { schema: { type: 'integer' } } });
  const schema = { properties: { total: { $ref: 'money.json' } } };
  expect(await lint({ schema, references: [{ name: 'money.json', subject: 'money', version: 1 }] })).toMatchObject({ status: 200 });
  expect(await lint({ schema })).toMatchObject({ status: 422, json: { code: 'reference_unresolved' } });
});

test('the first 200 are told, and how many more there are', async () => {
  const properties = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`p${index}`, { tpye: 'string' }]));
  const { findings, more } = (await lint({ schema: JSON.stringify({ properties }) })).json as { findings: unknown[]; more: number };
  expect(findings).toHaveLength(200);
  expect(more).toBeGreaterThan(100);
});
