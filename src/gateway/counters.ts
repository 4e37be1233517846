/** What happened at the gate. Labels come from the configuration and the error catalogue only, so that no sender can add one. */
export class Counters {
  readonly #families = new Map<string, Map<string, number>>();

  /** An event, or what was to be one; `outcome` is accepted, forwarded_unknown or an error code. `observed`: it would have been refused. */
  countEvent(route: string, outcome: string, { observed = false }: { readonly observed?: boolean } = {}): void {
    this.#count('sluice_gateway_events_total', { route, outcome, observed: String(observed) });
  }

  /** An event that was sent on; `answer` is the class of the function's status (2xx) or an error code. */
  countDispatch(route: string, target: string, answer: string): void {
    this.#count('sluice_gateway_dispatches_total', { route, target, answer });
  }

  /** In the text format of Prometheus. */
  render(): string {
    return [...this.#families]
      .map(([name, counts]) => `# TYPE ${name} counter\n${[...counts].map(([labels, count]) => `${name}{${labels}} ${count}\n`).join('')}`)
      .join('');
  }

  #count(family: string, labels: Readonly<Record<string, string>>): void {
    const key = Object.entries(labels)
      .map(([name, value]) => `${name}="${escape(value)}"`)
      .join(',');
    const counts = this.#families.get(family) ?? new Map<string, number>();
    this.#families.set(family, counts.set(key, (counts.get(key) ?? 0) + 1));
  }
}

function escape(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
