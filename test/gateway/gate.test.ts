import { afterAll, beforeAll, expect, test } from 'vitest';
import { formatUrn } from '../../src/core/subject.ts';
import { createGate, type Gate } from '../../src/gateway/index.ts';
import { objectSchema, startRegistry, type RegistryServer } from './registry-server.ts';

const ORDER = 'com.shop.order';
const reason = 'for this test';

let registry: RegistryServer;
let gate: Gate;

beforeAll(async () => {
  registry = await startRegistry();
  await registry.client.register(ORDER, { schema: objectSchema({ n: { type: 'integer' } }, ['n']) });
  await registry.client.register(ORDER, { schema: objectSchema({ m: {} }, ['m']), allowBreaking: { reason } });
  gate = await createGate({ registry: registry.url });
});

afterAll(() => registry.close());

const event = (members: object): object => ({ specversion: '1.0', id: '1', source: '/', type: ORDER, ...members });
const circle: { self?: object } = {};
circle.self = circle;

const CASES: readonly { readonly title: string; readonly event: unknown; readonly judgement: object }[] = [
  { title: 'valid under the newest', event: event({ data: { m: 1 } }), judgement: { kind: 'accepted', subject: ORDER, version: 2, schemaId: 2 } },
  { title: 'valid under an older one', event: event({ data: { n: 1 } }), judgement: { kind: 'accepted', subject: ORDER, version: 1, schemaId: 1 } },
  { title: 'invalid', event: event({ data: {} }), judgement: { kind: 'invalid', subject: ORDER, version: 2, schemaId: 2 } },
  { title: 'undeclared', event: event({ data: { m: 1, z: 1 } }), judgement: { kind: 'invalid', version: 2 } },
  { title: 'without data', event: event({}), judgement: { kind: 'invalid', findings: [{ code: 'data_missing' }] } },
  { title: 'of an unknown type', event: event({ type: 'x', data: {} }), judgement: { kind: 'unknown_subject', subject: 'x' } },
  { title: 'without an id', event: event({ id: undefined, data: {} }), judgement: { kind: 'malformed', code: 'envelope_invalid' } },
  {
    title: 'an unknown fingerprint',
    event: event({ dataschema: formatUrn(ORDER, '0'.repeat(64)) }),
    judgement: { kind: 'malformed', code: 'dataschema_unknown' },
  },
  {
    title: "another type's version",
    event: event({ dataschema: formatUrn('x', '0'.repeat(64)) }),
    judgement: { kind: 'malformed', code: 'dataschema_mismatch' },
  },
  { title: 'undefined', event: undefined, judgement: { kind: 'malformed', code: 'envelope_invalid' } },
  { title: 'a text', event: 'event', judgement: { kind: 'malformed', code: 'envelope_invalid' } },
  { title: 'a circle', event: circle, judgement: { kind: 'malformed', code: 'json_invalid' } },
  { title: 'a bigint', event: event({ data: 1n }), judgement: { kind: 'malformed', code: 'json_invalid' } },
];

for (const { title, event: given, judgement } of CASES) {
  test(`judge(): ${title}`, () => expect(gate.judge(given)).toMatchObject(judgement));
}

test('judge() works from a snapshot alone, and undeclared: allow lets undeclared members pass', async () => {
  const snapshot = await registry.registry.snapshot();
  const lenient = await createGate({ snapshot, undeclared: 'allow' });
  expect(lenient.judge(event({ data: { m: 1, z: 1 } }))).toMatchObject({ kind: 'accepted', version: 2 });
});

test('createGate() without registry and snapshot is config_invalid', async () => {
  await expect(createGate({})).rejects.toMatchObject({ code: 'config_invalid' });
});

test('createGate() with a registry that is not there is registry_unavailable', async () => {
  await expect(createGate({ registry: 'http://127.0.0.1:1' })).rejects.toMatchObject({ code: 'registry_unavailable' });
});
