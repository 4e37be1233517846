import { expect, test } from 'vitest';
import { Span } from '../../src/gateway/span.ts';

const HOUR_MS = 3_600_000;

const rows = [
  { title: 'is not over before its time', now: 999, tick: 999, isOver: false },
  { title: 'is over when its time has come', now: 1_000, tick: 1_000, isOver: true },
  { title: 'is over in its time though the clock was set back', now: 1_000 - HOUR_MS, tick: 1_000, isOver: true },
  { title: 'is over though the machine slept through its end', now: HOUR_MS, tick: 10, isOver: true },
];
for (const { title, now, tick, isOver } of rows) {
  test(`a span ${title}`, () => {
    const clocks = { ms: 0, ticks: 0 };
    const span = new Span({ now: () => clocks.ms, monotonic: () => clocks.ticks }, 1_000);
    Object.assign(clocks, { ms: now, ticks: tick });
    expect([span.until, span.isOver]).toEqual([1_000, isOver]);
  });
}
