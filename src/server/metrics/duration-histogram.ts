import type { Metric, Registry as MetricRegistry } from 'prom-client';

export interface DurationHistogramOptions {
  readonly name: string;
  readonly help: string;
  /** Upper bounds in seconds, ascending. */
  readonly buckets: readonly number[];
}

/** What was seen under some labels. */
export interface Durations {
  observe(seconds: number): void;
}

/**
 * A histogram that gives out its series, so that to observe is to add: prom-client's own looks for the labels each time, which takes longer than
 * many a request. What is scraped is the same. Give the same labels once only.
 */
export function durationHistogram(register: MetricRegistry, { name, help, buckets }: DurationHistogramOptions): (labels: Labels) => Durations {
  const all: Series[] = [];
  // What a register asks of a metric.
  const metric = {
    name,
    help,
    type: 'histogram',
    aggregator: 'sum',
    get: async () => ({ ...metric, values: all.flatMap((one) => one.values(name)) }),
  };
  register.registerMetric(metric as unknown as Metric);
  return (labels) => {
    const series = new Series(labels, buckets);
    all.push(series);
    return series;
  };
}

type Labels = Readonly<Record<string, string>>;

class Series implements Durations {
  readonly #labels: Labels;
  readonly #bounds: readonly number[];
  /** How many fell into each bucket; the last has all beyond the last bound. */
  readonly #counts: number[];
  #sum = 0;

  constructor(labels: Labels, bounds: readonly number[]) {
    this.#labels = labels;
    this.#bounds = bounds;
    this.#counts = [...bounds.map(() => 0), 0];
  }

  observe(seconds: number): void {
    let bucket = 0;
    while (seconds > (this.#bounds[bucket] ?? Infinity)) bucket += 1;
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#sum += seconds;
  }

  values(name: string): object[] {
    const labels = this.#labels;
    let count = 0;
    const buckets = this.#counts.map((more, at) => {
      count += more;
      return { metricName: `${name}_bucket`, labels: { le: this.#bounds[at] ?? '+Inf', ...labels }, value: count };
    });
    return [...buckets, { metricName: `${name}_sum`, labels, value: this.#sum }, { metricName: `${name}_count`, labels, value: count }];
  }
}
