import { printable } from './printable.ts';
import { table } from './table.ts';

/** What a gateway has seen of one version since it started. */
export interface SeenVersion {
  readonly subject: string;
  readonly version: number;
  readonly accepted: number;
  readonly invalid: number;
  readonly lastAccepted: string | null;
  /** Where one subject was asked for. */
  readonly producers?: readonly { readonly producer: string; readonly accepted: number; readonly lastAccepted: string }[];
}

export interface Seen {
  /** When the gateway began to count. */
  readonly since: string;
  readonly items: readonly SeenVersion[];
}

export function seenText({ since, items }: Seen): string {
  if (items.length === 0) return `nothing was seen since ${since}`;
  const rows = items.flatMap((item) => [
    [`${printable(item.subject)}@${item.version}`, String(item.accepted), item.lastAccepted ?? 'never', String(item.invalid)],
    ...(item.producers ?? []).map((one) => [`  ${printable(one.producer)}`, String(one.accepted), one.lastAccepted, '']),
  ]);
  return `since ${since}\n${table([['VERSION', 'ACCEPTED', 'LAST', 'REFUSED'], ...rows])}`;
}
