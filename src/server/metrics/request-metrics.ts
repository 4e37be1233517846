import { Counter, type Registry as MetricRegistry } from 'prom-client';
import type { ObservedRequest, RequestMetrics } from '../../http/kit/metrics.ts';
import { durationHistogram, type Durations } from './duration-histogram.ts';

// From a read that hits a cache to the engine's time limit.
const REQUEST_SECONDS = [0.000_5, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** What happened since the last scrape. */
interface Waiting {
  count: number;
  readonly labels: Omit<ObservedRequest, 'seconds'>;
}

/** Of one route and method. */
interface Observed {
  readonly durations: Durations;
  readonly byStatus: Map<number, Waiting>;
}

function below<K, V>(map: Map<string, Map<K, V>>, key: string): Map<K, V> {
  let found = map.get(key);
  if (found === undefined) map.set(key, (found = new Map()));
  return found;
}

/** Requests, counted as they end; `render` gives all metrics of the register. */
export function requestMetrics(register: MetricRegistry): RequestMetrics {
  const requests = new Counter({
    name: 'sluice_http_requests_total',
    help: 'Requests, by face, route template, method and status.',
    labelNames: ['face', 'route', 'method', 'status'],
    registers: [register],
  });
  const newDurations = durationHistogram(register, {
    name: 'sluice_http_request_duration_seconds',
    help: 'Time from the request until its answer began.',
    buckets: REQUEST_SECONDS,
  });
  // Finding a child by its labels takes longer than counting, so counts wait here for the next scrape; there are as many as routes have statuses.
  const waiting: Waiting[] = [];
  const addWaiting = ({ face, route, method, status }: ObservedRequest): Waiting => {
    const added = { count: 0, labels: { face, route, method, status } };
    waiting.push(added);
    return added;
  };
  // Nested, since to make one key of all takes longer than to look up each.
  const byRoute = new Map<string, Map<string, Map<string, Observed>>>();
  const observedOf = ({ face, route, method }: ObservedRequest): Observed => {
    const byMethod = below(below(byRoute, route), face);
    let found = byMethod.get(method);
    if (found === undefined) byMethod.set(method, (found = { durations: newDurations({ face, route, method }), byStatus: new Map() }));
    return found;
  };
  return {
    observe(request) {
      const { durations, byStatus } = observedOf(request);
      let found = byStatus.get(request.status);
      if (found === undefined) byStatus.set(request.status, (found = addWaiting(request)));
      found.count += 1;
      durations.observe(request.seconds);
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
