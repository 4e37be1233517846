import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { RegistryError } from '../../../src/core/errors.ts';
import { createMetrics, type Metrics } from '../../../src/server/metrics/metrics.ts';
import { createRegistry, type Registry } from '../../../src/registry/registry.ts';
import { createMemoryStore } from '../../../src/storage/memory/store.ts';
import type { Store } from '../../../src/storage/store.ts';
import { limitFormat } from '../../http/limit-format.ts';

const ACTOR = { actor: 'test' };

function open(metrics: Metrics, store: Store = createMemoryStore()): Registry {
  return metrics.ofRegistry(createRegistry({ store, formats: [metrics.ofFormat(limitFormat)], now: () => 0, random: randomBytes }));
}

async function lines(metrics: Metrics, name: string): Promise<readonly string[]> {
  return (await metrics.render()).text.split('\n').filter((line) => line.startsWith(name));
}

test('registrations are counted by outcome, and verdicts by kind', async () => {
  const metrics = createMetrics();
  const registry = open(metrics);
  const register = (schema: object, dryRun = false): Promise<unknown> =>
    registry.register('s', { schema: schema as never, dryRun }, ACTOR).catch(() => 'refused');
  await register({ max: 5 });
  await register({ max: 5 });
  await register({ max: 5, title: 't' }, true);
  await register({ max: 4 });
  await register({ max: 5, riddle: true });
  await register({});
  const counted = await lines(metrics, 'sluice_registrations_total');
  expect(counted.toSorted()).toEqual(
    ['created', 'dry_run', 'existing', 'incompatible', 'schema_invalid', 'undecided'].map(
      (outcome) => `sluice_registrations_total{outcome="${outcome}"} 1`,
    ),
  );
  const kinds = (await lines(metrics, 'sluice_engine_verdicts_total')).map((line) => /kind="(\w+)"/.exec(line)?.[1]);
  expect(new Set(kinds)).toEqual(new Set(['contained', 'not_contained', 'undecided', 'error']));
  expect(await lines(metrics, 'sluice_engine_verdicts_total{kind="error"}')).toEqual(['sluice_engine_verdicts_total{kind="error"} 0']);
  expect(await lines(metrics, 'sluice_engine_duration_seconds_count{kind="undecided"}')).toHaveLength(1);
});

test('followers and sizes are what they are at the scrape', async () => {
  const metrics = createMetrics();
  const registry = open(metrics);
  await registry.register('s', { schema: { max: 5 } }, ACTOR);
  const [stop] = [registry.subscribe(() => {}), registry.subscribe(() => {})];
  expect(await lines(metrics, 'sluice_feed_followers')).toEqual(['sluice_feed_followers 2']);
  stop();
  expect(await lines(metrics, 'sluice_feed_followers')).toEqual(['sluice_feed_followers 1']);
  expect(await lines(metrics, 'sluice_store_items')).toEqual(
    ['subjects', 'versions', 'schemas', 'changes'].map((kind) => `sluice_store_items{kind="${kind}"} 1`),
  );
});

test('a store that does not answer leaves its sizes out, and everything else in', async () => {
  const metrics = createMetrics();
  open(metrics, { ...createMemoryStore(), readSizes: async () => Promise.reject(new Error('gone')) });
  metrics.observe({ face: 'native', route: '/x', method: 'GET', status: 503, seconds: 0.2 });
  expect(await lines(metrics, 'sluice_store_items')).toEqual([]);
  expect(await lines(metrics, 'sluice_http_requests_total')).toEqual([
    'sluice_http_requests_total{face="native",route="/x",method="GET",status="503"} 1',
  ]);
  expect(await lines(metrics, 'sluice_http_request_duration_seconds_bucket{le="0.25"')).toEqual([
    'sluice_http_request_duration_seconds_bucket{le="0.25",face="native",route="/x",method="GET"} 1',
  ]);
  expect(await lines(metrics, 'process_cpu_seconds_total')).toHaveLength(1);
});

test('attempts to deliver are counted, and how far webhooks are behind is read at the scrape', async () => {
  const metrics = createMetrics();
  open(metrics);
  let changes = 3;
  let reads = 0;
  metrics.measureBacklogs(async () => {
    reads += 1;
    return changes === 0 ? [] : [{ webhook: 'w', changes, oldestSeconds: 1.5 }];
  });
  for (const outcome of ['delivered', 'delivered', 'gave_up'] as const) metrics.onWebhookAttempt(outcome);
  expect(await lines(metrics, 'sluice_webhook')).toEqual([
    'sluice_webhook_attempts_total{outcome="delivered"} 2',
    'sluice_webhook_attempts_total{outcome="failed"} 0',
    'sluice_webhook_attempts_total{outcome="gave_up"} 1',
    'sluice_webhook_attempts_total{outcome="stopped"} 0',
    'sluice_webhook_behind_changes{webhook="w"} 3',
    'sluice_webhook_oldest_undelivered_seconds{webhook="w"} 1.5',
  ]);
  expect(reads).toBe(1);
  changes = 0;
  expect(await lines(metrics, 'sluice_webhook_behind')).toEqual([]);
});

test('whether requests are wanted, and whether the store is damaged, are asked at the scrape', async () => {
  const metrics = createMetrics('1.2.3');
  const draining = new AbortController();
  let failure: RegistryError | undefined;
  const store = async (): Promise<void> => {
    if (failure !== undefined) throw failure;
  };
  metrics.measureHealth({ checks: { store, engine: async () => {} }, draining: draining.signal });
  const health = async (): Promise<readonly string[]> => [
    ...(await lines(metrics, 'sluice_ready')),
    ...(await lines(metrics, 'sluice_store_damaged')),
  ];
  expect(await health()).toEqual(['sluice_ready 1', 'sluice_store_damaged 0']);
  failure = new RegistryError('store_unavailable', 'busy');
  expect(await health()).toEqual(['sluice_ready 0', 'sluice_store_damaged 0']);
  failure = new RegistryError('store_damaged', 'a page is lost');
  expect(await health()).toEqual(['sluice_ready 0', 'sluice_store_damaged 1']);
  failure = undefined;
  draining.abort();
  expect(await health()).toEqual(['sluice_ready 0', 'sluice_store_damaged 0']);
  expect(await lines(metrics, 'sluice_build_info')).toEqual(['sluice_build_info{version="1.2.3"} 1']);
});

test('webhooks are counted by state, and left out where the store does not answer', async () => {
  const metrics = createMetrics();
  let isThere = true;
  metrics.measureWebhookStates(async () => (isThere ? ['active', 'stopped', 'active'] : Promise.reject(new Error('gone'))));
  expect(await lines(metrics, 'sluice_webhooks')).toEqual([
    'sluice_webhooks{state="active"} 2',
    'sluice_webhooks{state="paused"} 0',
    'sluice_webhooks{state="stopped"} 1',
  ]);
  isThere = false;
  expect(await lines(metrics, 'sluice_webhooks')).toEqual([]);
});
