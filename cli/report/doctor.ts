import type { Diagnosis } from '../doctor/diagnosis.ts';
import { createPaint } from './paint.ts';

/** A line for each look, with what to do below it, and how many there are of each kind. */
export function doctorText(found: readonly Diagnosis[], style: { readonly color: boolean }): string {
  const paint = createPaint(style);
  const color: Readonly<Record<Diagnosis['status'], (text: string) => string>> = {
    ok: (text) => paint.good(text),
    warn: (text) => paint.unsure(text),
    fail: (text) => paint.bad(text),
  };
  const width = Math.max(...found.map(({ check }) => check.length));
  const lines = found.flatMap(({ check, status, message, remedy }) => [
    `${color[status](status.padEnd(4))}  ${check.padEnd(width)}  ${message}`,
    ...(remedy === undefined ? [] : [`${' '.repeat(width + 8)}→ ${remedy}`]),
  ]);
  const count = (wanted: Diagnosis['status']): number => found.filter(({ status }) => status === wanted).length;
  return `${lines.join('\n')}\n\n${count('ok')} ok, ${count('warn')} to look at, ${count('fail')} failed`;
}
