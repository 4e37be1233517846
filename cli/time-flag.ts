import { RegistryError } from '../src/core/errors.ts';
import { parseTime } from '../src/core/timestamp.ts';

const UNIT_MS: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000 };

/** How long something lasts: `90s`, `15m`, `2h` or `1d`, in milliseconds. Throws `usage_invalid`, naming the flag. */
export function readDuration(flag: string, text: string): number {
  const [, count, unit = ''] = /^(\d{1,7})([dhms])$/.exec(text) ?? [];
  const ms = Number(count) * (UNIT_MS[unit] ?? Number.NaN);
  if (ms > 0) return ms;
  throw new RegistryError('usage_invalid', `${flag}: expected a time such as 90s, 15m, 2h or 1d; found ${JSON.stringify(text)}`);
}

/** How far away a moment is: `90d`, `12h` or `30m`, in milliseconds; undefined for what is none. */
function parseSpan(text: string): number | undefined {
  const [, count, unit = ''] = /^(\d{1,6})([dhm])$/.exec(text) ?? [];
  return count === undefined ? undefined : Number(count) * (UNIT_MS[unit] ?? 0);
}

/** Read `--expires`, as ISO 8601. `now` in milliseconds since 1970. Throws `usage_invalid` for what is neither a span nor a time to come. */
export function readExpiry(text: string, now: number): string {
  const span = parseSpan(text);
  const time = span === undefined ? millisecondsOf(text) : now + span;
  if (time !== undefined && time > now && time <= MAX_TIME) return new Date(time).toISOString();
  throw new RegistryError(
    'usage_invalid',
    `--expires: expected days, hours or minutes from now, such as 90d, 12h or 30m, or a time to come, such as 2030-01-31T00:00:00Z; found ${JSON.stringify(text)}`,
  );
}

/** Read `--since`, or a flag like it, as ISO 8601. `now` in milliseconds since 1970. Throws `usage_invalid`. */
export function readSince(text: string, now: number, flag: string = '--since'): string {
  const span = parseSpan(text);
  const time = span === undefined ? millisecondsOf(text) : Math.max(0, now - span);
  if (time !== undefined && time <= MAX_TIME) return new Date(time).toISOString();
  throw new RegistryError(
    'usage_invalid',
    `${flag}: expected days, hours or minutes back, such as 7d, 12h or 30m, or a time, such as 2027-01-31T00:00:00Z; found ${JSON.stringify(text)}`,
  );
}

function millisecondsOf(text: string): number | undefined {
  const time = parseTime(text);
  return time === undefined ? undefined : Date.parse(time);
}

// ISO 8601 has four digits for a year.
const MAX_TIME = Date.UTC(9999, 11, 31);
