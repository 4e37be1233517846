import { setTimeout } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { LoopLag } from '../../../src/gateway/watch/loop-lag.ts';

function block(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

test('measuring begins with the first reading, and what blocks the loop is seen', async () => {
  const lag = new LoopLag();
  onTestFinished(() => lag.close());
  expect(lag.read()).toBeNaN();
  let seen = Number.NaN;
  while (Number.isNaN(seen)) {
    block(50);
    await setTimeout(1);
    seen = lag.read();
  }
  expect(seen).toBeGreaterThan(0.04);
});
