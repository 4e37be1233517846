import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ATTACKS } from '../../bench/gateway/attacks.ts';
import { Effort } from '../../src/core/effort.ts';
import { RegistryError } from '../../src/core/errors.ts';
import { parseJson } from '../../src/core/json/parse.ts';
import { jsonSchemaFormat } from '../../src/formats/json-schema/format.ts';
import { MAX_EFFORT } from '../../src/gateway/judge.ts';
import { createSlowJudge } from '../../src/server/slow-judge.ts';
import { startFunction, type FunctionServer } from './function-server.ts';
import { problemOf, startTestGateway, structured, STRUCTURED, type GatewayServer } from './gateway-server.ts';
import { startRegistry, type RegistryServer } from './registry-server.ts';

const WORKER = new URL('../../dist/src/server/slow-judge-worker.js', import.meta.url);

describe('what an attack may cost on the loop is counted', () => {
  for (const { name, schema, event } of ATTACKS) {
    test(name, () => {
      const validator = jsonSchemaFormat.compile({ schema, dialect: 'draft-2020-12' }, { formats: 'annotate' });
      const effort = new Effort(MAX_EFFORT);
      const outcome = outcomeOf(() => {
        if (validator.mayBacktrack === true) throw new RegistryError('event_too_costly', 'asked beside the loop');
        return validator.validate(parseJson(event), { effort }).valid ? 'valid' : 'invalid';
      });
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
  const slowJudge = createSlowJudge({ worker: WORKER, timeoutMs: 3_000 });

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

  test('one that never ends is refused when its time is up, and others are answered meanwhile', async () => {
    const order: string[] = [];
    const slow = send(BACKTRACKS, `${'a'.repeat(60)}b`).then((answer) => (order.push('slow'), answer));
    for (let index = 0; index < 20; index += 1) expect((await send(PLAIN, index)).status).toBe(200);
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

  test('numbers keep all their digits on the way to the thread', async () => {
    await registry.client.register('com.shop.exact', {
      schema: { properties: { n: { const: 1 }, s: { pattern: '^(a)\\1$' } } },
    });
    await gateway.reached(3);
    const body = '{"specversion":"1.0","id":"1","source":"/t","type":"com.shop.exact","data":{"n":1.0000000000000000001,"s":"aa"}}';
    expect((await gateway.send({ headers: STRUCTURED, body })).status).toBe(422);
  });
});
