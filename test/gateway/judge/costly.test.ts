import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ATTACKS } from '../../../bench/gateway/attacks.ts';
import { Effort, MAX_EFFORT } from '../../../src/core/effort.ts';
import { RegistryError } from '../../../src/core/errors.ts';
import { parseJson } from '../../../src/core/json/parse.ts';
import type { JsonObject, JsonValue } from '../../../src/core/json/value.ts';
import type { SnapshotVersion } from '../../../src/core/resources.ts';
import { jsonSchemaFormat } from '../../../src/formats/json-schema/format.ts';
import { createSlowJudge } from '../../../src/server/workers/slow-judge.ts';
import { createGate } from '../../../src/gateway/index.ts';
import { Shadows, type ShadowSpec } from '../../../src/gateway/watch/shadows.ts';
import { startFunction, type FunctionServer } from '../function-server.ts';
import { problemOf, startTestGateway, structured, STRUCTURED, type GatewayServer } from '../gateway-server.ts';
import { startRegistry, type RegistryServer } from '../registry-server.ts';

const WORKER = new URL('../../../dist/chunks/slow-judge-worker.js', import.meta.url);
/** Of the processor: what never ends takes all of it, and what goes on meanwhile a small part. */
const MS = 800;

describe('what an attack may cost on the loop is counted', () => {
  for (const { name, schema, event } of ATTACKS) {
    test(name, () => {
      const validator = jsonSchemaFormat.compile({ schema, dialect: 'draft-2020-12' }, { formats: 'annotate' });
      const effort = new Effort(MAX_EFFORT);
      const outcome = outcomeOf(() => (validator.validate(parseJson(event), { effort }).valid ? 'valid' : 'invalid'));
      expect(effort.spent).toBeLessThanOrEqual(MAX_EFFORT);
      expect(['valid', 'invalid', 'event_too_costly', 'too_deep', 'json_duplicate_key']).toContain(outcome);
    });
  }
});

function outcomeOf(judge: () => string): string {
  try {
    return judge();
  } catch (thrown) {
    return RegistryError.from(thrown).code;
  }
}

describe('what would block the loop is judged beside it', () => {
  const BACKTRACKS = 'com.shop.backtracks';
  const PLAIN = 'com.shop.plain';
  let registry: RegistryServer;
  let fn: FunctionServer;
  let gateway: GatewayServer;
  const slowJudge = createSlowJudge(jsonSchemaFormat, { worker: WORKER, timeoutMs: MS });

  beforeAll(async () => {
    [registry, fn] = await Promise.all([startRegistry(), startFunction()]);
    await registry.client.register(BACKTRACKS, { schema: { properties: { n: { pattern: '^(a+)+\\1c$' } } } });
    await registry.client.register(PLAIN, { schema: { properties: { n: { type: 'integer' } } } });
    gateway = await startTestGateway({
      registryUrl: registry.url,
      slowJudge,
      config: { maxBodyBytes: 4_000_000, routes: [{ path: '/', source: { kind: 'cloudevents' }, targets: [{ url: fn.url }] }] },
    });
  });

  afterAll(async () => {
    await gateway.close();
    await Promise.all([slowJudge.close(), registry.close(), fn.close()]);
  });

  async function send(type: string, n: unknown): Promise<{ readonly status: number; readonly code: unknown }> {
    const answer = await gateway.send({ headers: STRUCTURED, body: structured({ type, data: { n } }) });
    return { status: answer.status, code: answer.status === 200 ? undefined : problemOf(answer)['code'] };
  }

  const rows = [
    { title: 'an event that fits', n: 'aac', answer: { status: 200, code: undefined } },
    { title: 'one that does not', n: 'x', answer: { status: 422, code: 'event_invalid' } },
  ];
  for (const { title, n, answer } of rows) {
    test(`${title} is told so, by a pattern with a back reference`, async () => expect(await send(BACKTRACKS, n)).toEqual(answer));
  }

  test('an event without the text that it is about is judged at once, however many there are', async () => {
    const answers = await Promise.all(Array.from({ length: 100 }, (_, n) => send(BACKTRACKS, n)));
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
  });

  test('one that never ends is refused when its time is up, and others are answered meanwhile', async () => {
    const order: string[] = [];
    const slow = send(BACKTRACKS, `${'a'.repeat(60)}b`).then((answer) => (order.push('slow'), answer));
    for (let index = 0; index < 5; index += 1) expect((await send(PLAIN, index)).status).toBe(200);
    order.push('plain');
    expect(await slow).toEqual({ status: 422, code: 'event_too_costly' });
    expect(order).toEqual(['plain', 'slow']);
    expect((await send(BACKTRACKS, 'aac')).status).toBe(200);
  });

  test('beyond thirty that wait, the answer is 503', async () => {
    const answers = await Promise.all(Array.from({ length: 40 }, () => send(BACKTRACKS, 'aac')));
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(30);
    expect(answers.every(({ status, code }) => status === 200 || (status === 503 && code === 'overloaded'))).toBe(true);
  });

  test('events of another schema take turns with those that never end', async () => {
    await registry.client.register('com.shop.other', { schema: { properties: { n: { pattern: '^(b+)\\1$' } } } });
    await gateway.reached(3);
    const order: string[] = [];
    const never = Array.from({ length: 2 }, async () => (await send(BACKTRACKS, `${'a'.repeat(60)}b`), order.push('never ends')));
    await send(PLAIN, 1);
    expect((await send('com.shop.other', 'bb')).status).toBe(200);
    order.push('other');
    await Promise.all(never);
    expect(order.indexOf('other')).toBeLessThanOrEqual(1);
  });

  test('numbers keep all their digits on the way to the thread', async () => {
    await registry.client.register('com.shop.exact', {
      schema: { properties: { n: { const: 1 }, s: { pattern: '^(a)\\1$' } } },
    });
    await gateway.reached(4);
    const body = '{"specversion":"1.0","id":"1","source":"/t","type":"com.shop.exact","data":{"n":1.0000000000000000001,"s":"aa"}}';
    expect((await gateway.send({ headers: STRUCTURED, body })).status).toBe(422);
  });
});

describe('a costly version', () => {
  const TYPE = 'com.shop.versions';
  const NEVER_ENDS = `${'a'.repeat(60)}!`;
  const slowJudge = createSlowJudge(jsonSchemaFormat, { worker: WORKER, timeoutMs: MS });
  let registry: RegistryServer;
  let fn: FunctionServer;
  let gateway: GatewayServer;

  beforeAll(async () => {
    [registry, fn] = await Promise.all([startRegistry(), startFunction()]);
    await registry.client.putConfig(TYPE, { level: 'NONE' });
    await registry.client.register(TYPE, { schema: { type: 'string' } });
    await registry.client.register(TYPE, { schema: { type: 'string', pattern: '^(a+)+\\1$' } });
    const source = { kind: 'cloudevents' };
    gateway = await startTestGateway({
      registryUrl: registry.url,
      slowJudge,
      config: {
        routes: [
          { path: '/any', source, targets: [{ url: fn.url }] },
          { path: '/reads', source, targets: [{ url: fn.url, reads: '@2' }] },
          { path: '/observed', source, mode: 'observe', targets: [{ url: fn.url }] },
        ],
      },
    });
  });

  afterAll(async () => {
    await gateway.close();
    await Promise.all([slowJudge.close(), registry.close(), fn.close()]);
  });

  async function send(
    path: string,
    data: string,
    version?: number,
  ): Promise<{ readonly status: number; readonly code: unknown; readonly versions: unknown }> {
    const named = version === undefined ? {} : { dataschema: `${registry.url}/api/v1/subjects/${TYPE}/versions/${version}` };
    const answer = await gateway.send({ path, headers: STRUCTURED, body: structured({ type: TYPE, data, ...named }) });
    const { code, versions } = answer.status === 200 ? {} : problemOf(answer);
    return { status: answer.status, code, versions };
  }

  const rows = [
    { title: 'takes nothing away from what a cheaper one accepts', path: '/any', data: NEVER_ENDS, answer: { status: 200 } },
    {
      title: 'is the one that is told where it is named',
      path: '/any',
      data: NEVER_ENDS,
      version: 2,
      answer: { status: 422, code: 'event_too_costly', versions: [2] },
    },
    { title: 'accepts by itself', path: '/any', data: 'aa', version: 2, answer: { status: 200 } },
    { title: 'refuses by itself', path: '/any', data: 'b', version: 2, answer: { status: 422, code: 'event_invalid' } },
    { title: 'is asked beside the loop for a target that reads it', path: '/reads', data: 'aa', version: 1, answer: { status: 200 } },
    { title: 'and refuses there', path: '/reads', data: 'b', version: 1, answer: { status: 502, code: 'target_unreadable' } },
    { title: 'refuses nothing where a route only observes', path: '/observed', data: NEVER_ENDS, version: 2, answer: { status: 200 } },
  ];
  for (const { title, path, data, version, answer } of rows) {
    test(`${title} (${path}${version === undefined ? '' : `, @${version}`})`, async () =>
      expect(await send(path, data, version)).toMatchObject(answer));
  }

  test('has a time there as well, and others are answered meanwhile', async () => {
    const order: string[] = [];
    const slow = send('/reads', NEVER_ENDS, 1).then((answer) => (order.push('slow'), answer));
    for (let index = 0; index < 5; index += 1) await send('/any', 'plain', 1);
    order.push('plain');
    expect(await slow).toMatchObject({ status: 422, code: 'event_too_costly' });
    expect(order).toEqual(['plain', 'slow']);
  });

  test('under trial judges beside the loop, one event at a time', async () => {
    const schema = { pattern: '^(a+)\\1$' };
    const choice = { formats: 'annotate', undeclared: 'allow', showValues: false } as const;
    const validator = jsonSchemaFormat.compile({ schema }, choice);
    const asked: Promise<unknown>[] = [];
    const validateSlowly: NonNullable<ShadowSpec['validateSlowly']> = (data) => {
      const answer = slowJudge.validate({ schema }, data, choice);
      asked.push(answer);
      return answer;
    };
    const shadows = new Shadows({ now: () => 0, monotonic: () => 0 });
    shadows.start({ subject: TYPE, label: 'x', validator, validateSlowly, forMs: 1_000 });
    for (const data of ['aa', 'b', 'aa']) {
      shadows.watch({ type: TYPE, attributes: {}, data }, true);
      await Promise.all(asked);
      await Promise.resolve();
    }
    shadows.watch({ type: TYPE, attributes: {}, data: 'aa' }, true);
    shadows.watch({ type: TYPE, attributes: {}, data: 'aa' }, true);
    await Promise.all(asked);
    await Promise.resolve();
    expect(asked.length).toBe(4);
    expect(shadows.reports()).toMatchObject([{ judged: 5, refused: 2, findings: [{ code: 'pattern_mismatch' }, { code: 'event_too_costly' }] }]);
  });
});

const VERSION: SnapshotVersion = {
  subject: 's',
  version: 1,
  line: 1,
  id: 1,
  fingerprint: '',
  dialect: 'draft-2020-12',
  semver: '1.0.0',
  state: 'active',
  labels: {},
  format: 'json-schema',
  schema: true,
  references: [],
  createdAt: '2026-01-01T00:00:00Z',
  createdBy: 'x',
  changeKind: null,
};
const MANY: readonly JsonObject[] = [{ type: 'string' }, { pattern: '(?=a)' }, { pattern: '(?=b)' }, { pattern: '^(a+)\\1$' }];

test('without a thread beside the loop each version has a share of its own, and the cheap one accepts', async () => {
  const versions = MANY.map((schema, at) => ({ ...VERSION, version: at + 1, id: at + 1, fingerprint: String(at).repeat(64), schema }));
  const gate = await createGate({
    snapshot: { position: 1, subjects: [{ subject: 's', level: 'NONE', profile: 'strict', formats: 'annotate', proved: [] }], versions },
  });
  const judge = (data: JsonValue): unknown => gate.judge({ specversion: '1.0', id: '1', source: '/', type: 's', data });
  expect(judge('a'.repeat(200_000))).toMatchObject({ kind: 'accepted', version: 1 });
  expect(judge(1)).toMatchObject({ kind: 'accepted' });
});
