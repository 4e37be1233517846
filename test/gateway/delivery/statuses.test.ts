import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { STATUS_TABLE, type Answer } from '../../../src/gateway/delivery/status-table.ts';
import { startDurableGateway, type DurableGateway } from '../durable/durable-gateway.ts';
import { startFunction, type FunctionServer } from '../function-server.ts';
import { binary } from '../gateway-server.ts';
import { startRegistry, type RegistryServer } from '../registry-server.ts';

/** Each of the classes stands for statuses that no other row names. */
const EXAMPLES: Readonly<Record<string, readonly (number | string)[]>> = {
  '2xx': [200, 204, 299],
  '3xx': [301, 307],
  '4xx': [400, 405, 422, 499],
  '5xx': [500, 507, 599],
};

const ROWS = STATUS_TABLE.flatMap((row) => row.answers.flatMap((answer) => (EXAMPLES[answer] ?? [answer]).map((example) => ({ example, row }))));

let registry: RegistryServer;
let fn: FunctionServer;
let gateway: DurableGateway;

/** The address says what the function does. */
beforeAll(async () => {
  registry = await startRegistry();
  await registry.client.register('t', { schema: {} });
  fn = await startFunction(({ url }, response) => {
    const what = url.slice(1);
    if (what === 'broken_off') response.destroy();
    else if (what !== 'timeout') response.writeHead(Number(what), { location: '/200' }).end();
  });
  const routes = ROWS.map(({ example }) => ({
    path: `/${example}`,
    source: { kind: 'cloudevents' },
    dispatch: 'durable',
    targets: [
      {
        name: 'fn',
        url: example === 'unreachable' ? 'http://127.0.0.1:1/unreachable' : `${fn.url}/${example}`,
        timeoutMs: example === 'timeout' ? 20 : 30_000,
        retry: { maxAttempts: 2 },
      },
    ],
  }));
  gateway = await startDurableGateway({ registryUrl: registry.url, config: { routes } });
});

afterAll(async () => {
  await gateway.close();
  await Promise.all([registry.close(), fn.close()]);
});

const ENDS = {
  delivered: { state: undefined, attempts: 1 },
  retry: { state: 'dead', attempts: 2 },
  dead: { state: 'dead', attempts: 1 },
  stop: { state: 'parked', attempts: 1 },
} as const;

for (const { example, row } of ROWS) {
  const { state, attempts } = ENDS[row.means];
  test(`${example} means ${row.means}`, async () => {
    fn.take();
    expect((await gateway.send({ path: `/${example}`, headers: binary({ type: 't' }), body: '{}' })).status).toBe(202);
    await gateway.holds(...(state === undefined ? [] : [`${state} fn`]));
    if (example !== 'unreachable') expect(fn.take()).toHaveLength(attempts);
    const [entry] = await gateway.entries();
    expect(entry?.state).toBe(state);
    await gateway.queue.discard(entry === undefined ? [] : [entry.id]);
  });
}

const DOCS = readFileSync(new URL('../../../docs/gateway.md', import.meta.url), 'utf8');

const MEANS = { delivered: 'delivered', retry: 'tried again', dead: 'dead', stop: 'the target is stopped' } as const;
const CIRCUITS = { alive: 'closes', failing: 'counts', down: 'counts; a try is free' } as const;

test('the documentation has the table, row by row', () => {
  for (const { answers, means, circuit, why } of STATUS_TABLE) {
    expect(DOCS).toContain(`| ${answers.map(named).join(', ')} | ${MEANS[means]} | ${CIRCUITS[circuit]} | ${why} |`);
  }
});

function named(answer: Answer): string {
  const NAMES: Readonly<Record<string, string>> = {
    '4xx': 'other 4xx',
    '5xx': 'other 5xx',
    unreachable: 'no connection',
    broken_off: 'broken off',
    timeout: 'none in time',
  };
  return NAMES[answer] ?? String(answer);
}
