import { beforeEach, afterEach, expect, test } from 'vitest';
import { jsonSchemaFormat } from '../../../src/formats/json-schema/format.ts';
import { startTestServer, type TestAnswer, type TestServer } from '../test-server.ts';

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer({ formats: [jsonSchemaFormat] });
});
afterEach(() => server.close());

function send(method: string, path: string, body?: unknown): Promise<TestAnswer> {
  return server.send({ method, path, ...(body === undefined ? {} : { body }) });
}

const SETTINGS = [
  {
    kind: 'config',
    set: { compatibility: 'NONE' },
    shown: { compatibilityLevel: 'NONE' },
    registry: { compatibilityLevel: 'BACKWARD' },
    unset: 40408,
  },
  { kind: 'mode', set: { mode: 'READONLY' }, shown: { mode: 'READONLY' }, registry: { mode: 'READWRITE' }, unset: 40409 },
] as const;

for (const { kind, set, shown, registry, unset } of SETTINGS) {
  test(`below /contexts/.staging the ${kind} is that of the context, and never the registry's`, async () => {
    expect(await send('GET', `/contexts/.staging/${kind}`)).toMatchObject({ status: 404, json: { error_code: unset } });
    expect(await send('PUT', `/contexts/.staging/${kind}`, set)).toMatchObject({ status: 200, json: set });
    for (const path of [`/contexts/.staging/${kind}`, `/contexts/.staging/${kind}/`, `/contexts/staging/${kind}`, `/${kind}/:.staging:`])
      expect((await send('GET', path)).json).toEqual(shown);
    expect((await send('GET', `/${kind}`)).json).toEqual(registry);
    expect((await send('DELETE', `/contexts/.staging/${kind}`)).json).toEqual(shown);
    expect((await send('GET', `/contexts/.staging/${kind}`)).status).toBe(404);
    expect((await send('GET', `/contexts/.staging/${kind}?defaultToGlobal=true`)).status).toBe(200);
  });

  test(`below /contexts/. the ${kind} is the registry's, which is the default context`, async () => {
    expect((await send('PUT', `/contexts/./${kind}`, set)).status).toBe(200);
    expect((await send('GET', `/${kind}`)).json).toEqual(shown);
  });
}

const UNKNOWN_MEMBERS: readonly (readonly [body: object, said: string])[] = [
  [{ compatibilityLevel: 'NONE' }, 'a level is read as "compatibilityLevel" and written as "compatibility"'],
  [{ compatability: 'NONE' }, 'expected one of compatibility, compatibilityPolicy, normalize'],
];
for (const [body, said] of UNKNOWN_MEMBERS) {
  for (const path of ['/config', '/config/a', '/contexts/.eu/config']) {
    test(`PUT ${path} of ${JSON.stringify(body)} alone is 42203, and beside a member that is known it means nothing`, async () => {
      expect(await send('PUT', path, body)).toMatchObject({
        status: 422,
        json: { error_code: 42203, message: expect.stringContaining(said) as unknown },
      });
      expect(await send('PUT', path, { ...body, normalize: true })).toMatchObject({ status: 200, json: { normalize: true } });
      expect((await send('PUT', path, {})).status).toBe(200);
    });
  }
}

for (const [path, says] of [
  ['/subject', true],
  ['/registry/subjects', true],
  ['/api/v1/subject/a', false],
] as const) {
  test(`nothing is at ${path}, and the answer ${says ? 'says' : 'does not say'} where Kafka clients ask`, async () => {
    const answer = await send('GET', path);
    expect(answer).toMatchObject({ status: 404, json: { code: 'route_not_found' } });
    expect(answer.text.includes('/subjects, /schemas')).toBe(says);
  });
}

const WRONG_ALIASES: readonly (readonly [title: string, path: string, alias: string])[] = [
  ['with a control character', '/config/a', 'x\u0000y'],
  ['of a prefix', '/config/a', 'x.*'],
  ['of a context', '/config/a', ':.eu:'],
  ['of itself', '/config/a', 'a'],
  ['of itself, named with its context', '/config/:.eu:a', ':.eu:a'],
  ['of itself, in the context of the address', '/contexts/.eu/config/a', 'a'],
  ['of another alias', '/config/a', 'al'],
  ['for what an alias means', '/config/meant', 'other'],
  ['that closes a circle', '/config/meant', 'al'],
  ['for the registry', '/config', 'other'],
  ['for a prefix', '/config/a.*', 'other'],
  ['for a context', '/contexts/.eu/config', 'other'],
  ['of 256 characters', '/config/a', 'x'.repeat(256)],
];
for (const [title, path, alias] of WRONG_ALIASES) {
  test(`an alias ${title} is 42208, and nothing is set`, async () => {
    expect((await send('PUT', '/config/al', { alias: 'meant' })).status).toBe(200);
    expect(await send('PUT', path, { alias, compatibility: 'NONE' })).toMatchObject({ status: 422, json: { error_code: 42208 } });
    expect((await send('GET', path)).json['compatibilityLevel']).not.toBe('NONE');
  });
}

test('an alias is taken away by null or an empty text, whatever it was', async () => {
  await server.registry.changeSettings('old', { alias: 'bad\u0000name' }, { actor: 'test' });
  expect((await send('GET', '/subjects/old/versions')).status).toBe(422);
  expect((await send('GET', '/subjects/other/versions')).status).toBe(404);
  expect((await send('PUT', '/config/old', { alias: '' })).status).toBe(200);
  expect((await send('GET', '/subjects/old/versions')).status).toBe(404);
});
