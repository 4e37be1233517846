import * as fc from 'fast-check';
import { Histogram, Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { durationHistogram, type Durations } from '../../../src/server/metrics/duration-histogram.ts';

const ABOUT = { name: 'seconds', help: 'How long.' };
const BUCKETS = [0.01, 0.1, 1];

test("what is scraped is what prom-client's own histogram would say, at the bounds and beyond them too", async () => {
  const seconds = fc.double({ min: 0, max: 2, noNaN: true });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.record({ route: fc.constantFrom('/a', '/b'), seconds }), { maxLength: 30 }), async (observed) => {
      const [ours, theirs] = [new Registry(), new Registry()];
      const series = durationHistogram(ours, { ...ABOUT, buckets: BUCKETS });
      const histogram = new Histogram({ ...ABOUT, buckets: BUCKETS, labelNames: ['route', 'method'], registers: [theirs] });
      const known = new Map<string, Durations>();
      for (const one of [...observed, ...BUCKETS.map((bound) => ({ route: '/a', seconds: bound }))]) {
        const labels = { route: one.route, method: 'GET' };
        const durations = known.get(one.route) ?? series(labels);
        known.set(one.route, durations);
        durations.observe(one.seconds);
        histogram.observe(labels, one.seconds);
      }
      expect(await ours.metrics()).toBe(await theirs.metrics());
    }),
  );
});
