/** What happened at the gate. Labels come from the configuration and the error catalogue only, so that no sender can add one. */
export class Counters {
  readonly #events = new Family('sluice_gateway_events_total', ['route', 'outcome', 'observed']);
  readonly #dispatches = new Family('sluice_gateway_dispatches_total', ['route', 'target', 'answer']);

  /** An event, or what was to be one; `outcome` is accepted, forwarded_unknown or an error code. `observed`: it would have been refused. */
  countEvent(route: string, outcome: string, { observed = false }: { readonly observed?: boolean } = {}): void {
    this.#events.count(route, outcome, observed ? 'true' : 'false');
  }

  /** An event that was sent on; `answer` is the class of the function's status (2xx) or an error code. */
  countDispatch(route: string, target: string, answer: string): void {
    this.#dispatches.count(route, target, answer);
  }

  /** In the text format of Prometheus. */
  render(): string {
    return this.#events.render() + this.#dispatches.render();
  }
}

type Labels = readonly [string, string, string];

/** Counts by three labels. Counting is three look-ups: no text is made before somebody reads. */
class Family {
  readonly #name: string;
  readonly #labels: Labels;
  readonly #counts = new Map<string, Map<string, Map<string, { value: number }>>>();

  constructor(name: string, labels: Labels) {
    this.#name = name;
    this.#labels = labels;
  }

  count(...values: Labels): void {
    const [first, second, third] = values;
    const known = this.#counts.get(first)?.get(second)?.get(third);
    if (known === undefined) this.#add(values);
    else known.value += 1;
  }

  render(): string {
    const lines = [...this.#counts].flatMap(([first, seconds]) =>
      [...seconds].flatMap(([second, thirds]) => [...thirds].map(([third, { value }]) => this.#line([first, second, third], value))),
    );
    return lines.length === 0 ? '' : `# TYPE ${this.#name} counter\n${lines.join('')}`;
  }

  #add([first, second, third]: Labels): void {
    const seconds = this.#counts.get(first) ?? new Map<string, Map<string, { value: number }>>();
    const thirds = seconds.get(second) ?? new Map<string, { value: number }>();
    this.#counts.set(first, seconds.set(second, thirds.set(third, { value: 1 })));
  }

  #line(values: Labels, count: number): string {
    const labels = this.#labels.map((label, index) => `${label}="${escape(values[index] ?? '')}"`);
    return `${this.#name}{${labels.join(',')}} ${count}\n`;
  }
}

function escape(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
