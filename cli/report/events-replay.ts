import { countedDeeds } from './counted.ts';
import { createPaint } from './paint.ts';
import { printable } from './printable.ts';

/** What became of one event or delivery that was to be replayed. */
export interface ReplayItem {
  readonly id: number;
  readonly target?: string;
  readonly was: string;
  readonly outcome: string;
  readonly code?: string;
  readonly detail?: string;
}

export interface ReplayReport {
  readonly looked: number;
  readonly counts: Readonly<Record<string, number>>;
  /** All but those that were replayed; at most 1,000. */
  readonly others: readonly ReplayItem[];
  /** The limit left some out. */
  readonly isCut: boolean;
  /** Where they begin. */
  readonly cursor?: number;
}

const MAX_LINES = 20;

const SAID: Readonly<Record<string, string>> = {
  replayed: 'wait for delivery',
  parked: 'parked: their order key has moved on',
  moved_on: 'left as they are: their order key has moved on (--force)',
  still_invalid: 'still held: they are not valid',
  unreadable: 'cannot be read',
  no_target: 'left as they are: their route has no such target',
  gone: 'gone meanwhile',
};

const SAID_OF_ONE: Readonly<Record<string, string>> = {
  replayed: 'waits for delivery',
  parked: 'parked: its order key has moved on',
  moved_on: 'left as it is: its order key has moved on (--force)',
  still_invalid: 'still held: it is not valid',
  no_target: 'left as it is: its route has no such target',
};

export function replayText({ looked, counts, others, cursor }: ReplayReport, style: { readonly color: boolean }): string {
  const paint = createPaint(style);
  if (looked === 0) return 'nothing matches';
  const lines = others.slice(0, MAX_LINES).map(({ id, target, outcome, code, detail }) => {
    const to = target === undefined ? '' : ` for ${printable(target)}`;
    return `${paint.unsure(String(id))}${to}: ${outcome}${code === undefined ? '' : ` (${code}: ${printable(detail ?? '')})`}`;
  });
  const more = others.length > MAX_LINES ? [`and ${others.length - MAX_LINES} more; all of them with --format ndjson`] : [];
  const totals = Object.entries(counts).map(
    ([outcome, count]) => `${count} ${(count === 1 ? SAID_OF_ONE[outcome] : undefined) ?? SAID[outcome] ?? outcome}`,
  );
  return [
    ...lines,
    ...more,
    `${countedDeeds(looked)}: ${totals.join(', ')}`,
    ...(cursor === undefined ? [] : [`there are more: --cursor ${cursor} goes on behind these`]),
  ].join('\n');
}
