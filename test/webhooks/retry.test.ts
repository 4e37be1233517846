import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { DEFAULT_RETRY, meaningOf, nextAttemptAt } from '../../src/webhooks/retry.ts';

// The table of docs/webhooks.md: what it says is what is so.
const page = await readFile(new URL('../../docs/webhooks.md', import.meta.url), 'utf8');
const rows = page
  .slice(page.indexOf('## What an answer means'))
  .split('\n')
  .flatMap((line) => {
    const [, codes, meaning] = /^\| ([\d, –]+|no answer)[^|]*\| (\w+)/.exec(line) ?? [];
    return codes === undefined || meaning === undefined ? [] : [{ codes: codes.trim(), meaning }];
  });

function statusesOf(codes: string): readonly (number | undefined)[] {
  if (codes === 'no answer') return [undefined];
  return codes.split(',').flatMap((part) => {
    const [from = 0, to = from] = part.split('–').map(Number);
    return Array.from({ length: to - from + 1 }, (_, index) => from + index);
  });
}

const WORDS: Readonly<Record<string, string>> = { delivered: 'delivered', retried: 'retry', stops: 'stop' };

for (const { codes, meaning } of rows) {
  test(`docs/webhooks.md: ${codes} is ${meaning}`, () => {
    expect(new Set(statusesOf(codes).map(meaningOf))).toEqual(new Set([WORDS[meaning]]));
  });
}

test('docs/webhooks.md has every status, each once', () => {
  const said = rows.flatMap(({ codes }) => statusesOf(codes)).toSorted((a = 0, b = 0) => a - b);
  expect(said).toEqual([...Array.from({ length: 400 }, (_, index) => 200 + index), undefined]);
});

const rules = { firstDelayMs: 100, maxDelayMs: 1_000, maxAttempts: 5, giveUpAfterMs: 10_000 };
const failures = [
  { title: 'the first delay', after: { attempts: 1, random: 0.5 }, next: 100 },
  { title: 'the second is twice as long', after: { attempts: 2, random: 0.5 }, next: 200 },
  { title: 'chance takes a fifth away', after: { attempts: 1, random: 0 }, next: 80 },
  { title: 'or adds one', after: { attempts: 3, random: 1 }, next: 480 },
  { title: 'no delay is longer than the longest, but for chance', after: { attempts: 4, random: 0.5 }, rules: { maxDelayMs: 300 }, next: 300 },
  { title: 'Retry-After goes before a shorter delay', after: { attempts: 1, random: 0.5, retryAfterMs: 700 }, next: 700 },
  { title: 'not before a longer one', after: { attempts: 3, random: 0.5, retryAfterMs: 50 }, next: 400 },
  { title: 'and counts up to the longest delay', after: { attempts: 1, random: 0.5, retryAfterMs: 9_000 }, next: 1_000 },
  { title: 'the last attempt', after: { attempts: 5, random: 0.5 }, next: undefined },
  { title: 'an attempt that would come too late', after: { attempts: 1, random: 0.5, firstAt: -9_950 }, next: undefined },
];

for (const { title, after, next, ...other } of failures) {
  test(`when to try again: ${title}`, () => {
    expect(nextAttemptAt({ ...rules, ...other.rules }, { firstAt: 0, now: 0, ...after })).toBe(next);
  });
}

test('by default a delivery is tried for most of a day', () => {
  let [now, attempts] = [0, 0];
  for (let next: number | undefined = 0; next !== undefined; attempts += 1) {
    now = next;
    next = nextAttemptAt(DEFAULT_RETRY, { attempts: attempts + 1, firstAt: 0, now, random: 0.5 });
  }
  expect(attempts).toBe(30);
  expect(now / 3_600_000).toBeGreaterThan(20);
  expect(now).toBeLessThan(DEFAULT_RETRY.giveUpAfterMs);
});
