import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { jsonSchemaFormat } from '../../../src/formats/json-schema/format.ts';
import { startTestServer, type TestServer } from '../test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ formats: [jsonSchemaFormat] });
});
afterAll(() => server.close());

const open = (properties: object, required: string[] = []): object => ({ type: 'object', properties, required });
const closed = (properties: object, required: string[] = []): object => ({ ...open(properties, required), additionalProperties: false });
const A = { a: { type: 'string' } };
const AB = { ...A, b: { type: 'string' } };

/** Before and after each change of the table in docs/confluent.md. */
const CHANGES: Readonly<Record<string, readonly [before: object, after: object]>> = {
  'an optional property is added to an open object': [open(A), open(AB)],
  'an optional property is added to a closed object': [closed(A), closed(AB)],
  'an optional property is removed from an open object': [open(AB), open(A)],
  'an optional property is removed from a closed object': [closed(AB), closed(A)],
  'an open object is closed': [open(A), closed(A)],
  'a closed object is opened': [closed(A), open(A)],
  'a required property is added': [closed(A), closed(AB, ['b'])],
  'a required property becomes optional': [closed(A, ['a']), closed(A)],
  'an integer becomes a number': [{ type: 'integer' }, { type: 'number' }],
  'a number becomes an integer': [{ type: 'number' }, { type: 'integer' }],
  'a value is added to an enum': [{ enum: ['x'] }, { enum: ['x', 'y'] }],
  'a value is removed from an enum': [{ enum: ['x', 'y'] }, { enum: ['x'] }],
};

const ROW = /^\| (?<change>an? .+?) \| (?<level>[A-Z]+) \| (?<strict>taken|refused) \| (?<lenient>taken|refused) \|$/gm;
const rows = [...readFileSync(new URL('../../../docs/confluent.md', import.meta.url), 'utf8').matchAll(ROW)].map(({ groups = {} }) => groups);

test('the table of docs/confluent.md names every change', () => {
  expect(new Set(rows.map(({ change }) => change))).toEqual(new Set(Object.keys(CHANGES)));
});

for (const { change = '', level, strict, lenient } of rows) {
  for (const [policy, expected] of [
    ['STRICT', strict],
    ['LENIENT', lenient],
  ] as const) {
    test(`${level} ${policy}: ${change} → ${expected}`, async () => {
      const [before = {}, after = {}] = CHANGES[change] ?? [];
      const path = `/subjects/${encodeURIComponent(`${level} ${policy} ${change}`)}/versions`;
      await server.send({
        method: 'PUT',
        path: path.replace('/subjects/', '/config/').replace('/versions', ''),
        body: { compatibility: level, compatibilityPolicy: policy },
      });
      const register = (schema: object): Promise<{ status: number }> =>
        server.send({ method: 'POST', path, body: { schemaType: 'JSON', schema: JSON.stringify(schema) } });
      expect((await register(before)).status).toBe(200);
      const asked = await server.send({
        method: 'POST',
        path: `/compatibility${path}/latest`,
        body: { schemaType: 'JSON', schema: JSON.stringify(after) },
      });
      expect(asked.json).toEqual({ is_compatible: expected === 'taken' });
      expect((await register(after)).status).toBe(expected === 'taken' ? 200 : 409);
    });
  }
}
