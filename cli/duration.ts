import { RegistryError } from '../src/core/errors.ts';

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Read `90s`, `15m`, `2h` or `1d`, in milliseconds. Throws `usage_invalid`, naming the flag. */
export function parseDuration(flag: string, text: string): number {
  const [, count, unit = ''] = /^(\d{1,7})([smhd])$/.exec(text) ?? [];
  const ms = Number(count) * (UNITS[unit] ?? Number.NaN);
  if (ms > 0) return ms;
  throw new RegistryError('usage_invalid', `${flag}: expected a time such as 90s, 15m, 2h or 1d; found ${JSON.stringify(text)}`);
}
