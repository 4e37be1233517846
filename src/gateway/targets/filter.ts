import type { TargetConfig } from '../config/config.ts';
import type { IncomingEvent } from '../event.ts';

/** The first target whose filter the event matches; undefined if none does. */
export function chooseTarget(targets: readonly TargetConfig[], event: IncomingEvent): TargetConfig | undefined {
  return targets.find((target) => matchesFilter(target, event));
}

/** Whether a target wants an event, as far as its filter says. */
export function matchesFilter({ filter }: TargetConfig, { attributes }: IncomingEvent): boolean {
  return Object.entries(filter).every(([name, pattern]) => {
    const value = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
    return value !== undefined && matchesPattern(pattern, String(value));
  });
}

/** Whether `text` is `pattern`, in which `*` stands for any characters. Linear: pieces are found from left to right. */
export function matchesPattern(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return text === pattern;
  if (!text.startsWith(first) || !text.endsWith(last)) return false;
  let at = first.length;
  for (const piece of rest) {
    const found = text.indexOf(piece, at);
    if (found === -1) return false;
    at = found + piece.length;
  }
  return at <= text.length - last.length;
}
