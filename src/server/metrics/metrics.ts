import { collectDefaultMetrics, Counter, Gauge, Registry as MetricRegistry } from 'prom-client';
import type { RegistryError } from '../../core/errors.ts';
import type { RegisterResource } from '../../core/resources.ts';
import type { Format } from '../../formats/format.ts';
import type { RequestMetrics } from '../../http/kit/metrics.ts';
import type { Registry } from '../../registry/registry.ts';
import type { StoreSizes } from '../../storage/store.ts';
import { engineMetrics } from './engine-metrics.ts';
import { measureHealth, nameBuild, type Health } from './health-metrics.ts';
import { requestMetrics } from './request-metrics.ts';
import { webhookMetrics, type WebhookMetrics } from './webhook-metrics.ts';

/** What docs/operations.md lists. */
export interface Metrics extends RequestMetrics, WebhookMetrics {
  /** The same format, with its verdicts counted. */
  ofFormat<T extends Format>(format: T): T;
  /** The same registry, with registrations and followers counted, and its sizes read at each scrape. */
  ofRegistry(registry: Registry): Registry;
  /** What `/readyz` asks, asked at each scrape. */
  measureHealth(health: Health): void;
}

/** The metrics of one server, in Prometheus's text format. `version` is that of the program. */
export function createMetrics(version = '0.0.0'): Metrics {
  const register = new MetricRegistry();
  collectDefaultMetrics({ register });
  nameBuild(register, version);
  return {
    ...requestMetrics(register),
    ...webhookMetrics(register),
    ofFormat: engineMetrics(register),
    ofRegistry: registryMetrics(register),
    measureHealth: (health) => measureHealth(register, health),
  };
}

function registryMetrics(register: MetricRegistry): Metrics['ofRegistry'] {
  const registrations = new Counter({
    name: 'sluice_registrations_total',
    help: 'Registrations through any face, by outcome: created, existing, dry_run, or the code of the error.',
    labelNames: ['outcome'],
    registers: [register],
  });
  const followers = new Gauge({ name: 'sluice_feed_followers', help: 'Open change feeds.', registers: [register] });
  return (registry) => {
    measureSizes(register, () => registry.sizes());
    measureUnreadable(register, () => registry.unreadable());
    return {
      ...registry,
      register: async (...request) => {
        const answered = registry.register(...request);
        const outcome = await answered.then(outcomeOf, ({ code }: RegistryError) => code ?? 'internal');
        registrations.inc({ outcome });
        return answered;
      },
      subscribe: (wake) => {
        const stop = registry.subscribe(wake);
        followers.inc();
        return () => {
          followers.dec();
          stop();
        };
      },
    };
  };
}

function outcomeOf({ existing, version }: RegisterResource): string {
  if (existing === true) return 'existing';
  return version === undefined ? 'dry_run' : 'created';
}

function measureUnreadable(register: MetricRegistry, read: () => number): void {
  const unreadable: Gauge = new Gauge({
    name: 'sluice_unreadable_versions',
    help: 'Live versions that the snapshots so far had to leave out, since they cannot be read; the log names them.',
    registers: [register],
    collect(): void {
      unreadable.set(read());
    },
  });
}

function measureSizes(register: MetricRegistry, read: () => Promise<StoreSizes>): void {
  const items = new Gauge({
    name: 'sluice_store_items',
    help: 'What the store holds, soft-deleted versions included; read at each scrape.',
    labelNames: ['kind'],
    registers: [register],
    async collect() {
      // A store that does not answer is for /readyz to tell: the other metrics matter then above all.
      const sizes = await read().catch(() => ({}));
      items.reset();
      for (const [kind, count] of Object.entries(sizes)) items.set({ kind }, count);
    },
  });
}
