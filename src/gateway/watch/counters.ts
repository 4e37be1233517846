import { escapeLabel } from './label.ts';
import type { Outcome } from '../outcome.ts';
import { SubjectCounts } from './subject-counts.ts';

/** What happened at the gate. Labels come from the configuration and the error catalogue only, so that no sender can add one. */
export class Counters {
  /** The same things by subject, for who looks every few seconds; not in `render`. */
  readonly subjects: SubjectCounts = new SubjectCounts();
  readonly #events = new Family('sluice_gateway_events_total', ['route', 'outcome', 'observed']);
  readonly #findings = new Family('sluice_gateway_findings_total', ['subject', 'code']);
  readonly #handling = new Histogram('sluice_gateway_handling_seconds');
  readonly #acceptances = new Family('sluice_gateway_durable_total', ['route', 'result']);
  readonly #unordered = new Family('sluice_gateway_unordered_total', ['route', 'subject']);
  readonly #attempts = new Family('sluice_gateway_delivery_attempts_total', ['route', 'target', 'answer']);
  readonly #deliveries = new Family('sluice_gateway_deliveries_total', ['route', 'target', 'result']);
  readonly #dispatches = new Family('sluice_gateway_dispatches_total', ['route', 'target', 'answer']);

  /** An event, or what was to be one, when all is over: once for each, so that the sum is the number of events. */
  countEvent(route: string, { name, observed }: Outcome): void {
    this.#events.count(route, name, observed ? 'true' : 'false');
  }

  /** An event on a durable route, by what the queue made of it. */
  countAcceptance(route: string, result: 'stored' | 'held' | 'duplicate' | 'other_bytes' | 'full'): void {
    this.#acceptances.count(route, result, '');
  }

  /** An event that was taken on a route with an order and says not what it is of. Subjects come from the registry; of others it is "". */
  countUnordered(route: string, subject: string): void {
    this.#unordered.count(route, subject, '');
  }

  /** An attempt to deliver; `answer` as of a dispatch. */
  countAttempt(route: string, target: string, answer: string): void {
    this.#attempts.count(route, target, answer);
  }

  /** How a delivery went on: lost is one that another process has taken meanwhile. */
  countDelivery(route: string, target: string, result: 'delivered' | 'retry' | 'dead' | 'parked' | 'lost'): void {
    this.#deliveries.count(route, target, result);
  }

  /** An event that was sent on; `answer` is the class of the function's status (2xx) or an error code. */
  countDispatch(route: string, target: string, answer: string): void {
    this.#dispatches.count(route, target, answer);
  }

  /** The first finding of an event that was refused or would have been. Subjects come from the registry. */
  countFinding(subject: string, code: string): void {
    this.#findings.count(subject, code, '');
  }

  /** From the head of a request to the end of the function's answer, in milliseconds. */
  countTime(durationMs: number): void {
    this.#handling.observe(durationMs / 1_000);
  }

  /** How many events there were, of all routes, by what became of them; those that were only observed apart. */
  outcomes(): { readonly all: ReadonlyMap<string, number>; readonly observed: ReadonlyMap<string, number> } {
    const [all, observed] = [new Map<string, number>(), new Map<string, number>()];
    for (const [[, name, isObserved], count] of this.#events.entries()) {
      const counts = isObserved === 'true' ? observed : all;
      counts.set(name, (counts.get(name) ?? 0) + count);
    }
    return { all, observed };
  }

  /** In the text format of Prometheus. */
  render(): string {
    return [this.#events, this.#findings, this.#dispatches, this.#acceptances, this.#unordered, this.#attempts, this.#deliveries, this.#handling]
      .map((family) => family.render())
      .join('');
  }
}

type Values = readonly [string, string, string];

/** Counts by three labels, or fewer: values without a label are empty. Counting is three look-ups: no text is made before somebody reads. */
class Family {
  readonly #name: string;
  readonly #labels: readonly string[];
  readonly #counts = new Map<string, Map<string, Map<string, { value: number }>>>();

  constructor(name: string, labels: readonly string[]) {
    this.#name = name;
    this.#labels = labels;
  }

  count(...values: Values): void {
    const [first, second, third] = values;
    const known = this.#counts.get(first)?.get(second)?.get(third);
    if (known === undefined) this.#add(values);
    else known.value += 1;
  }

  *entries(): Generator<readonly [Values, number]> {
    for (const [first, seconds] of this.#counts)
      for (const [second, thirds] of seconds) for (const [third, { value }] of thirds) yield [[first, second, third], value];
  }

  render(): string {
    const lines = [...this.entries()].map(([values, count]) => this.#line(values, count));
    return lines.length === 0 ? '' : `# TYPE ${this.#name} counter\n${lines.join('')}`;
  }

  #add([first, second, third]: Values): void {
    const seconds = this.#counts.get(first) ?? new Map<string, Map<string, { value: number }>>();
    const thirds = seconds.get(second) ?? new Map<string, { value: number }>();
    this.#counts.set(first, seconds.set(second, thirds.set(third, { value: 1 })));
  }

  #line(values: Values, count: number): string {
    const labels = this.#labels.map((label, index) => `${label}="${escapeLabel(values[index] ?? '')}"`);
    return `${this.#name}{${labels.join(',')}} ${count}\n`;
  }
}

const BOUNDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const;

class Histogram {
  readonly #name: string;
  readonly #counts: number[] = BOUNDS.map(() => 0);
  #sum = 0;
  #count = 0;

  constructor(name: string) {
    this.#name = name;
  }

  observe(seconds: number): void {
    this.#sum += seconds;
    this.#count += 1;
    for (let index = BOUNDS.length - 1; index >= 0 && seconds <= (BOUNDS[index] ?? 0); index -= 1)
      this.#counts[index] = (this.#counts[index] ?? 0) + 1;
  }

  render(): string {
    if (this.#count === 0) return '';
    const buckets = BOUNDS.map((bound, index) => `${this.#name}_bucket{le="${bound}"} ${this.#counts[index]}\n`);
    const tail = `${this.#name}_bucket{le="+Inf"} ${this.#count}\n${this.#name}_sum ${this.#sum}\n${this.#name}_count ${this.#count}\n`;
    return `# TYPE ${this.#name} histogram\n${buckets.join('')}${tail}`;
  }
}
