import fc from 'fast-check';
import { expect, test } from 'vitest';
import { backoffMs } from '../../../src/gateway/delivery/backoff.ts';
import { Breaker } from '../../../src/gateway/delivery/breaker.ts';
import { TokenBucket } from '../../../src/gateway/delivery/token-bucket.ts';
import { REAL_TIMING } from '../../../src/gateway/timing.ts';

test('a pause is below the longest, which doubles up to maxDelayMs', () => {
  const retry = { maxAttempts: 30, maxElapsedMs: 1, minDelayMs: 100, maxDelayMs: 1_000 };
  expect([1, 2, 3, 4, 5, 1_000].map((failures) => backoffMs(retry, failures, () => 0.999_999))).toEqual([99, 199, 399, 799, 999, 999]);
  expect(backoffMs(retry, 5, () => 0)).toBe(0);
});

test('over any time no more begin than the rate allows, and one that waits as long as it is told may begin', () => {
  const steps = fc.array(fc.nat({ max: 5_000 }), { minLength: 1, maxLength: 50 });
  fc.assert(
    fc.property(steps, fc.double({ min: 0.1, max: 50, noNaN: true }), fc.integer({ min: 1, max: 20 }), (pauses, perSecond, burst) => {
      const bucket = new TokenBucket({ perSecond, burst }, 0);
      let now = 0;
      let begun = 0;
      for (const pause of pauses) {
        now += pause;
        const room = bucket.room(now);
        for (let taken = 0; taken < room; taken += 1) bucket.take();
        begun += room;
        expect(begun).toBeLessThanOrEqual(burst + (now / 1_000) * perSecond + 1e-6);
      }
      bucket.room(now);
      expect(bucket.room(bucket.nextAt() + 1)).toBeGreaterThanOrEqual(1);
    }),
  );
});

test('a circuit opens when different deliveries fail in a row, lets one try after openMs, and closes when that goes well', () => {
  const breaker = new Breaker({ failures: 3, openMs: 100 });
  expect([1, 1, 1, 2].map((id) => breaker.fail(id, 0, false))).toEqual([false, false, false, false]);
  expect(breaker.succeed()).toBe(false);
  expect([1, 2, 3, 4].map((id) => breaker.fail(id, 0, false))).toEqual([false, false, true, false]);
  expect([breaker.room(99), breaker.room(100)]).toEqual([0, 1]);
  expect(breaker.begin()).toBe(true);
  expect(breaker.room(100)).toBe(0);
  expect(breaker.fail(5, 100, true)).toBe(false);
  expect([breaker.room(199), breaker.room(200), breaker.opensAt()]).toEqual([0, 1, 200]);
  expect(breaker.begin()).toBe(true);
  breaker.leave(true);
  expect(breaker.room(200)).toBe(1);
  expect(breaker.begin()).toBe(true);
  expect(breaker.succeed()).toBe(true);
  expect([breaker.isOpen, breaker.room(200)]).toEqual([false, Infinity]);
});

test('a pause that is longer than a timer takes does not end at once', async () => {
  const over = new AbortController();
  const paused = REAL_TIMING.pause(2 ** 31, over.signal).then(() => 'over');
  expect(await Promise.race([paused, new Promise((resolve) => setTimeout(resolve, 20, 'still'))])).toBe('still');
  over.abort();
  expect(await paused).toBe('over');
});
