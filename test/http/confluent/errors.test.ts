import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ERROR_CODES, ERRORS, RegistryError, type ErrorCode } from '../../../src/core/errors.ts';
import { jsonSchemaFormat } from '../../../src/formats/json-schema/format.ts';
import { toConfluentError } from '../../../src/http/confluent/errors.ts';
import { TokenBuckets } from '../../../src/http/kit/token-bucket.ts';
import { openSqliteStore } from '../../../src/storage/sqlite/store.ts';
import { startTestServer } from '../test-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'sluice-confluent-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The numbers of the wire, by ours: what a client takes a step on. */
const NUMBERS: readonly (readonly [ErrorCode, Readonly<Record<string, unknown>>, number, number])[] = [
  ['unauthenticated', {}, 401, 40101],
  ['forbidden', {}, 403, 40301],
  ['subject_not_found', {}, 404, 40401],
  ['version_not_found', {}, 404, 40402],
  ['schema_not_found', {}, 404, 40403],
  ['already_deleted', {}, 404, 40404],
  ['not_deleted_yet', {}, 404, 40405],
  ['already_deleted', { version: 1 }, 404, 40406],
  ['not_deleted_yet', { version: 1 }, 404, 40407],
  ['config_not_found', {}, 404, 40408],
  ['mode_not_found', {}, 404, 40409],
  ['incompatible', {}, 409, 40901],
  ['undecided', {}, 409, 40901],
  ['schema_invalid', {}, 422, 42201],
  ['version_invalid', {}, 422, 42202],
  ['level_invalid', {}, 422, 42203],
  ['mode_invalid', {}, 422, 42204],
  ['mode_forbids', {}, 422, 42205],
  ['referenced', {}, 422, 42206],
  ['alias_invalid', {}, 422, 42208],
  ['schema_id_invalid', {}, 422, 42207],
  ['schema_id_taken', {}, 422, 42207],
  ['subject_invalid', {}, 422, 42208],
  ['schema_too_large', {}, 422, 42209],
  ['rule_set_invalid', {}, 422, 42210],
  ['context_not_empty', {}, 422, 42211],
  ['store_unavailable', {}, 500, 50001],
  ['write_conflict', {}, 500, 50002],
  ['internal', {}, 500, 500],
];

for (const [code, data, status, errorCode] of NUMBERS) {
  test(`${code} ${JSON.stringify(data)} is ${status}, ${errorCode}`, () => {
    expect(toConfluentError(new RegistryError(code, 'm', { data }))).toEqual({ status, errorCode });
  });
}

test('with legacyConflictCode what is incompatible is 409, and nothing else changes', () => {
  for (const code of ERROR_CODES) {
    const error = new RegistryError(code, 'm');
    const plain = toConfluentError(error);
    expect(toConfluentError(error, { legacyConflictCode: true })).toEqual(plain.errorCode === 40901 ? { status: 409, errorCode: 409 } : plain);
  }
});

test('whose fault an error is stays the same', () => {
  const isOurs = (status: number): boolean => status >= 500;
  const others = ERROR_CODES.filter((code) => isOurs(toConfluentError(new RegistryError(code, 'm')).status) !== isOurs(ERRORS[code].status));
  // Those of the gate and the command line never come through here.
  expect(others.filter((code) => !FOREIGN.includes(code))).toEqual([]);
});

const FOREIGN: readonly ErrorCode[] = [
  'behind_dead',
  'event_not_found',
  'event_not_stuck',
  'key_moved_on',
  'other_bytes',
  'store_differs',
  'dump_invalid',
  'resync',
  'webhook_not_found',
  'webhook_address_refused',
  'other_history',
  'signature_invalid',
  'envelope_invalid',
  'event_invalid',
  'event_too_costly',
  'too_many_members',
  'dataschema_mismatch',
  'dataschema_retired',
  'usage_invalid',
  'config_invalid',
  'lock_mismatch',
  'lock_invalid',
  'output_differs',
  'vendored_invalid',
  'range_unmet',
  'file_unreadable',
  'address_public',
];

test('a store that does not answer is 50001, without its details', async () => {
  const store = await openSqliteStore({ path: join(folder, 'closed.sqlite') });
  const server = await startTestServer({ store });
  await store.close();
  const answer = await server.send({ path: '/subjects' });
  expect(answer.status).toBe(500);
  expect(Object.keys(answer.json)).toEqual(['error_code', 'message']);
  expect(answer.json['error_code']).toBe(50001);
  await server.close();
});

test('too many requests are 429, with the time to wait', async () => {
  const server = await startTestServer({ rate: new TokenBuckets({ limit: { perSecond: 1, burst: 1 }, now: () => 0 }) });
  expect((await server.send({ path: '/subjects' })).status).toBe(200);
  const answer = await server.send({ path: '/subjects' });
  expect({ status: answer.status, ...answer.json }).toEqual({ status: 429, error_code: 429, message: expect.any(String) as unknown });
  expect(answer.headers['retry-after']).toBe('1');
  await server.close();
});

test('a schema that is too large is 42209, a body that is too large 413', async () => {
  const server = await startTestServer({ formats: [jsonSchemaFormat], limits: { maxBodyBytes: 3_000_000 } });
  const send = async (length: number): Promise<unknown> => {
    const body = { schemaType: 'JSON', schema: JSON.stringify({ title: 'x'.repeat(length) }) };
    return (await server.send({ method: 'POST', path: '/subjects/a/versions', body })).json['error_code'];
  };
  expect(await send(2_500_000)).toBe(42209);
  expect(await send(3_500_000)).toBe(413);
  await server.close();
});
