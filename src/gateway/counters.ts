/** What happened at the gate, by outcome; label sets are bounded. */
export interface Counters {
  count(outcome: string, subject: string): void;
  /** In the text format of Prometheus. */
  render(): string;
}

const MAX_LABEL_SETS = 5_000;

export function createCounters(): Counters {
  const counts = new Map<string, number>();
  return {
    count(outcome, subject) {
      const labels = `outcome="${escape(outcome)}",subject="${escape(subject)}"`;
      // Made-up types must not grow the table for ever.
      const key = counts.has(labels) || counts.size < MAX_LABEL_SETS ? labels : `outcome="${escape(outcome)}",subject=""`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    },
    render() {
      const lines = [...counts].map(([labels, count]) => `sluice_gateway_events_total{${labels}} ${count}\n`);
      return `# HELP sluice_gateway_events_total Events by outcome and subject.\n# TYPE sluice_gateway_events_total counter\n${lines.join('')}`;
    },
  };
}

function escape(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
