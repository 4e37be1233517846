import { Counter, Histogram, type Registry as MetricRegistry } from 'prom-client';
import type { Verdict } from '../../core/verdict.ts';
import type { Format } from '../../formats/format.ts';

// Up to the engine's time limit.
const ENGINE_SECONDS = [0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 2.5, 5];

/** Makes of a format the same one, with its verdicts counted. */
export function engineMetrics(register: MetricRegistry): <T extends Format>(format: T) => T {
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
