import type { GatewaySightingsResource } from '../../src/core/gateway-resources.ts';
import { printable } from './printable.ts';
import { table } from './table.ts';

export function seenText({ since, items }: GatewaySightingsResource): string {
  if (items.length === 0) return `nothing was seen since ${since}`;
  const rows = items.flatMap((item) => [
    [`${printable(item.subject)}@${item.version}`, String(item.accepted), item.lastAccepted ?? 'never', String(item.invalid)],
    ...(item.producers ?? []).map((one) => [`  ${printable(one.producer)}`, String(one.accepted), one.lastAccepted, '']),
  ]);
  return `since ${since}\n${table([['VERSION', 'ACCEPTED', 'LAST', 'REFUSED'], ...rows])}`;
}
