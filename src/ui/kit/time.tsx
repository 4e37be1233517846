import type { JSX } from 'preact';

const STEPS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** How long ago, with the exact time on it. `at` is ISO 8601. */
export function Time({ at }: { readonly at: string }): JSX.Element {
  return (
    <time dateTime={at} title={new Date(at).toLocaleString('en', { dateStyle: 'medium', timeStyle: 'long' })}>
      {ago(Date.parse(at), Date.now())}
    </time>
  );
}

/** "3 days ago", "in 2 hours", "just now" within a minute. */
export function ago(at: number, now: number): string {
  const seconds = (at - now) / 1_000;
  const [unit, length] = STEPS.find(([, size]) => Math.abs(seconds) >= size) ?? [];
  if (unit === undefined || length === undefined) return 'just now';
  return new Intl.RelativeTimeFormat('en', { numeric: 'auto' }).format(Math.trunc(seconds / length), unit);
}
