import { afterAll, beforeAll, expect, test } from 'vitest';
import { chooseTarget, matchesPattern } from '../../src/gateway/targets/filter.ts';
import { startFunction, type FunctionServer } from './function-server.ts';
import { problemOf, startTestGateway, structured, STRUCTURED, type GatewayServer } from './gateway-server.ts';
import { objectSchema, startRegistry, type RegistryServer } from './registry-server.ts';

const PATTERNS = [
  ['', '', true],
  ['', 'a', false],
  ['*', '', true],
  ['*', 'anything', true],
  ['com.shop.*', 'com.shop.order', true],
  ['com.shop.*', 'com.shop.', true],
  ['com.shop.*', 'com.shop', false],
  ['*.placed', 'com.placed', true],
  ['*.placed', 'com.placed.late', false],
  ['a*a', 'a', false],
  ['a*a', 'aa', true],
  ['a*b*c', 'a-b-b-c', true],
  ['a*b*c', 'a-c-b', false],
  ['ab*ba', 'aba', false],
  ['a**b', 'ab', true],
  ['a.c', 'abc', false],
  ['(*', '(', true],
] as const;

for (const [pattern, text, matches] of PATTERNS) {
  test(`the pattern ${JSON.stringify(pattern)} ${matches ? 'matches' : 'does not match'} ${JSON.stringify(text)}`, () => {
    expect(matchesPattern(pattern, text)).toBe(matches);
  });
}

const FILTERS = [
  { filter: {}, found: true },
  { filter: { type: 't' }, found: true },
  { filter: { type: 't', source: '/s*' }, found: true },
  { filter: { type: 't', source: '/x' }, found: false },
  { filter: { priority: '5' }, found: true },
  { filter: { urgent: 'true' }, found: true },
  { filter: { absent: '*' }, found: false },
  { filter: { constructor: '*' }, found: false },
] as const;

for (const { filter, found } of FILTERS) {
  test(`the filter ${JSON.stringify(filter)} ${found ? 'takes' : 'leaves'} the event`, () => {
    const target = { kind: 'http', name: 'fn', url: new URL('http://fn.test'), timeoutMs: 1, filter } as const;
    const attributes = { type: 't', source: '/s/1', priority: 5, urgent: true };
    expect(chooseTarget([target], { type: 't', attributes, data: null })).toBe(found ? target : undefined);
  });
}

const ORDER = 'com.shop.order';
const reason = 'for this test';
let registry: RegistryServer;
let first: FunctionServer;
let second: FunctionServer;
let gateway: GatewayServer;

// 1.0.0 (version 1) wants a, 2.0.0 (version 2) wants b, 3.0.0 (version 3) is retired.
beforeAll(async () => {
  [registry, first, second] = await Promise.all([startRegistry(), startFunction(), startFunction()]);
  const { client } = registry;
  for (const name of ['a', 'b', 'c']) {
    await client.register(ORDER, { schema: objectSchema({ [name]: { type: 'integer' }, z: {} }, [name]), allowBreaking: { reason } });
  }
  await client.setState(ORDER, 3, { state: 'retired', reason });
  const source = { kind: 'cloudevents' };
  const reading = (path: string, reads: string, more: object = {}): object => ({
    path,
    source,
    targets: [{ kind: 'http', name: 'fn', url: first.url, reads }],
    ...more,
  });
  gateway = await startTestGateway({
    registryUrl: registry.url,
    config: {
      routes: [
        reading('/caret-1', '^1'),
        reading('/caret-2', '^2', { undeclared: 'allow' }),
        reading('/exactly-1', '@1'),
        reading('/any', '*'),
        reading('/retired', '@3'),
        reading('/future', '^7'),
        reading('/observe', '^2', { mode: 'observe' }),
        reading('/unknown', '^1', { onUnknown: 'forward' }),
        {
          path: '/filters',
          source,
          targets: [
            { name: 'one', url: first.url, filter: { source: '/one' } },
            { name: 'two', url: second.url, filter: { type: 'com.shop.*', source: '/t*' } },
            { name: 'also two', url: first.url, filter: { source: '/two' } },
          ],
        },
        { path: '/nobody', source, targets: [] },
      ],
    },
  });
});

afterAll(async () => {
  await gateway.close();
  await Promise.all([registry.close(), first.close(), second.close()]);
});

const READS = [
  { path: '/caret-1', data: { a: 1 }, answer: { status: 200 } },
  { path: '/caret-1', data: { b: 1 }, answer: { status: 502, code: 'target_unreadable', version: 1 } },
  { path: '/caret-2', data: { b: 1 }, answer: { status: 200 } },
  { path: '/caret-2', data: { b: 1, undeclared: 1 }, answer: { status: 200 } },
  { path: '/caret-2', data: { a: 1 }, answer: { status: 502, code: 'target_unreadable', version: 2 } },
  { path: '/exactly-1', data: { a: 1 }, answer: { status: 200 } },
  { path: '/exactly-1', data: { b: 1 }, answer: { status: 502, code: 'target_unreadable', version: 1 } },
  { path: '/any', data: { b: 1 }, answer: { status: 200 } },
  { path: '/any', data: { a: 1 }, answer: { status: 502, code: 'target_unreadable', version: 2 } },
  { path: '/retired', data: { b: 1 }, answer: { status: 503, code: 'target_version_missing' } },
  { path: '/future', data: { b: 1 }, answer: { status: 503, code: 'target_version_missing' } },
  { path: '/observe', data: { z: 1 }, answer: { status: 502, code: 'target_unreadable', version: 2 } },
  { path: '/unknown', type: 'com.shop.none', data: {}, answer: { status: 503, code: 'target_version_missing' } },
] as const;

for (const { path, data, answer, ...rest } of READS) {
  test(`reads ${path} with ${JSON.stringify(data)}: ${JSON.stringify(answer)}`, async () => {
    const got = await gateway.send({ path, headers: STRUCTURED, body: structured({ type: 'type' in rest ? rest.type : ORDER, data }) });
    expect({ status: got.status, ...(got.status === 200 ? {} : pick(problemOf(got))) }).toEqual(answer);
    expect(first.take()).toHaveLength(answer.status === 200 ? 1 : 0);
  });
}

function pick({ code, version }: Record<string, unknown>): object {
  return { code, ...(version === undefined ? {} : { version }) };
}

test('a target that cannot read is told with the findings', async () => {
  const problem = problemOf(await gateway.send({ path: '/caret-1', headers: STRUCTURED, body: structured({ type: ORDER, data: { b: 1 } }) }));
  expect(problem['findings']).toEqual([expect.objectContaining({ keyword: 'required', instancePointer: '' })]);
});

const ROUTED = [
  { source: '/one', first: 1, second: 0, status: 200 },
  { source: '/two', first: 0, second: 1, status: 200 },
  { source: '/none', first: 0, second: 0, status: 204 },
] as const;

for (const row of ROUTED) {
  test(`an event from ${row.source} goes to the first target whose filter it matches: ${row.status}`, async () => {
    const body = structured({ type: ORDER, source: row.source, data: { a: 1 } });
    const { status } = await gateway.send({ path: '/filters', headers: STRUCTURED, body });
    expect({ source: row.source, status, first: first.take().length, second: second.take().length }).toEqual(row);
  });
}

const UNWANTED = [
  { data: { a: 1 }, status: 204 },
  { data: { a: 'x' }, status: 422 },
] as const;

for (const { data, status } of UNWANTED) {
  test(`an event that no target wants is judged all the same: ${JSON.stringify(data)} is ${status}`, async () => {
    expect((await gateway.send({ path: '/nobody', headers: STRUCTURED, body: structured({ type: ORDER, data }) })).status).toBe(status);
  });
}

test('readyz names the targets that read no live version', async () => {
  const { status, body } = await gateway.readiness();
  expect(status).toBe(200);
  expect(body).toMatchObject({ status: 'ready', registry: 'following' });
  expect(body['unreadable']).toEqual([
    { route: '/retired', target: 'fn', reads: '@3', subjects: [ORDER] },
    { route: '/future', target: 'fn', reads: '^7', subjects: [ORDER] },
  ]);
});
