import fc from 'fast-check';
import { expect, test } from 'vitest';
import { acceptedBy, ACTOR, compatibility, emptyRegistry, event, play, step } from '../random-histories.ts';

test('registering never narrows what a gate accepts, of events that name a version and of those that name none', async () => {
  let registered = 0;
  let kept = 0;
  const history = { steps: fc.array(step, { minLength: 3, maxLength: 8 }), events: fc.array(event, { minLength: 6, maxLength: 12 }), compatibility };
  await fc.assert(
    fc.asyncProperty(fc.record(history), async ({ steps, events, compatibility: settings }) => {
      const registry = emptyRegistry();
      await registry.putConfig('', settings, ACTOR);
      for (const next of steps) {
        const before = next.kind === 'register' ? await acceptedBy(await registry.snapshot(), events) : [];
        const isDone = await play(registry, next);
        if (next.kind !== 'register' || !isDone) continue;
        registered += 1;
        kept += before.length;
        const after = await acceptedBy(await registry.snapshot(), events);
        expect(before.filter((accepted) => !after.includes(accepted))).toEqual([]);
      }
    }),
    { numRuns: Number(process.env['LAW_RUNS'] ?? 30) },
  );
  // Else the property would hold of nothing.
  expect(registered).toBeGreaterThan(30);
  expect(kept).toBeGreaterThan(30);
});
