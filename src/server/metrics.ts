import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry as MetricRegistry } from 'prom-client';
import type { RegistryError } from '../core/errors.ts';
import type { RegisterResource } from '../core/resources.ts';
import { ATTEMPT_OUTCOMES, type AttemptOutcome, type WebhookState } from '../core/webhook.ts';
import type { Verdict } from '../core/verdict.ts';
import type { Format } from '../formats/format.ts';
import type { ObservedRequest, RequestMetrics } from '../http/kit/metrics.ts';
import type { Registry } from '../registry/registry.ts';
import type { StoreSizes } from '../storage/store.ts';
import type { Backlog } from '../webhooks/deliverer.ts';
import { measureHealth, measureWebhookStates, nameBuild, type Health } from './health-metrics.ts';
import { sharedRead } from './shared-read.ts';

/** What docs/operations.md lists. */
export interface Metrics extends RequestMetrics {
  /** The same format, with its verdicts counted. */
  ofFormat<T extends Format>(format: T): T;
  /** The same registry, with registrations and followers counted, and its sizes read at each scrape. */
  ofRegistry(registry: Registry): Registry;
  /** Counts what became of an attempt to deliver to a webhook. */
  readonly onWebhookAttempt: (outcome: AttemptOutcome) => void;
  /** How far webhooks are behind, read at each scrape. */
  measureBacklogs(read: () => Promise<readonly Backlog[]>): void;
  /** The state of each webhook, read at each scrape. */
  measureWebhookStates(read: () => Promise<readonly WebhookState[]>): void;
  /** What `/readyz` asks, asked at each scrape. */
  measureHealth(health: Health): void;
}

// From a read that hits a cache to the engine's time limit.
const REQUEST_SECONDS = [0.000_5, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const ENGINE_SECONDS = [0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 2.5, 5];

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

/** What happened since the last scrape. */
interface Waiting {
  count: number;
  readonly labels: Omit<ObservedRequest, 'seconds'>;
  readonly time: (seconds: number) => void;
}

function below<K, V>(map: Map<string, Map<K, V>>, key: string): Map<K, V> {
  let found = map.get(key);
  if (found === undefined) map.set(key, (found = new Map()));
  return found;
}

function requestMetrics(register: MetricRegistry): RequestMetrics {
  const requests = new Counter({
    name: 'sluice_http_requests_total',
    help: 'Requests, by face, route template, method and status.',
    labelNames: ['face', 'route', 'method', 'status'],
    registers: [register],
  });
  const durations = new Histogram({
    name: 'sluice_http_request_duration_seconds',
    help: 'Time from the request until its answer began.',
    labelNames: ['face', 'route', 'method'],
    buckets: REQUEST_SECONDS,
    registers: [register],
  });
  // Finding a child by its labels takes longer than counting, so counts wait here for the next scrape; there are as many as routes have statuses.
  const waiting: Waiting[] = [];
  const addWaiting = ({ face, route, method, status }: ObservedRequest): Waiting => {
    const time = durations.labels({ face, route, method });
    const added = { count: 0, labels: { face, route, method, status }, time: (seconds: number) => time.observe(seconds) };
    waiting.push(added);
    return added;
  };
  // Nested, since to make one key of all four takes longer than to look up each.
  const byRoute = new Map<string, Map<string, Map<string, Map<number, Waiting>>>>();
  const waitingOf = (request: ObservedRequest): Waiting => {
    const byStatus = below(below(below(byRoute, request.route), request.face), request.method);
    let found = byStatus.get(request.status);
    if (found === undefined) byStatus.set(request.status, (found = addWaiting(request)));
    return found;
  };
  return {
    observe(request) {
      const found = waitingOf(request);
      found.count += 1;
      found.time(request.seconds);
    },
    async render() {
      for (const one of waiting) {
        requests.inc(one.labels, one.count);
        one.count = 0;
      }
      return { type: register.contentType, text: await register.metrics() };
    },
  };
}

function engineMetrics(register: MetricRegistry): Metrics['ofFormat'] {
  const verdicts = new Counter({
    name: 'sluice_engine_verdicts_total',
    help: 'Questions that the engine was asked, by the kind of its verdict; error: it could not be asked.',
    labelNames: ['kind'],
    registers: [register],
  });
  const durations = new Histogram({
    name: 'sluice_engine_duration_seconds',
    help: 'Time from a question to its verdict, waiting for its turn included.',
    labelNames: ['kind'],
    buckets: ENGINE_SECONDS,
    registers: [register],
  });
  // A series that begins with its first event has no increase then, and whoever watches for one misses it.
  for (const kind of ['contained', 'not_contained', 'undecided', 'error'] satisfies (Verdict['kind'] | 'error')[]) verdicts.inc({ kind }, 0);
  return (format) => ({
    ...format,
    compare: async (writer, reader, options): Promise<Verdict> => {
      const start = performance.now();
      let kind: Verdict['kind'] | 'error' = 'error';
      try {
        const verdict = await format.compare(writer, reader, options);
        kind = verdict.kind;
        return verdict;
      } finally {
        verdicts.inc({ kind });
        durations.observe({ kind }, (performance.now() - start) / 1_000);
      }
    },
  });
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

function webhookMetrics(register: MetricRegistry): Pick<Metrics, 'onWebhookAttempt' | 'measureBacklogs' | 'measureWebhookStates'> {
  const attempts = new Counter({
    name: 'sluice_webhook_attempts_total',
    help: 'Attempts to deliver to webhooks, by outcome: delivered, failed (tried again), gave_up, stopped.',
    labelNames: ['outcome'],
    registers: [register],
  });
  for (const outcome of ATTEMPT_OUTCOMES) attempts.inc({ outcome }, 0);
  return {
    onWebhookAttempt: (outcome) => attempts.inc({ outcome }),
    measureBacklogs: (read) => measureBacklogs(register, read),
    measureWebhookStates: (read) => measureWebhookStates(register, read),
  };
}

function measureBacklogs(register: MetricRegistry, read: () => Promise<readonly Backlog[]>): void {
  const gauges: readonly { readonly name: string; readonly help: string; readonly value: (backlog: Backlog) => number }[] = [
    {
      name: 'sluice_webhook_behind_changes',
      help: 'Changes that a webhook wants and did not get yet, of the next 1,000; paused webhooks are left out.',
      value: ({ changes }) => changes,
    },
    {
      name: 'sluice_webhook_oldest_undelivered_seconds',
      help: 'Age of the first change that a webhook wants and did not get yet; paused webhooks are left out.',
      value: ({ oldestSeconds }) => oldestSeconds,
    },
  ];
  const readOnce = sharedRead(read);
  for (const { name, help, value } of gauges) {
    const gauge: Gauge = new Gauge({
      name,
      help,
      labelNames: ['webhook'],
      registers: [register],
      async collect() {
        const backlogs = await readOnce().catch(() => []);
        gauge.reset();
        for (const backlog of backlogs) gauge.set({ webhook: backlog.webhook }, value(backlog));
      },
    });
  }
}
