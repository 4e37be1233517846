import { countedEntries } from './counted.ts';
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

/** Of one and of several. */
const SAID: Readonly<Record<string, readonly [ofOne: string, ofMany: string]>> = {
  replayed: ['waits for delivery', 'wait for delivery'],
  parked: ['parked: its order key has moved on', 'parked: their order key has moved on'],
  moved_on: ['left as it is: its order key has moved on (--force)', 'left as they are: their order key has moved on (--force)'],
  still_invalid: ['still held: it is not valid', 'still held: they are not valid'],
  unreadable: ['cannot be read', 'cannot be read'],
  no_target: ['left as it is: its route has no such target', 'left as they are: their route has no such target'],
  gone: ['gone meanwhile', 'gone meanwhile'],
};

export function replayText({ looked, counts, others, cursor }: ReplayReport, style: { readonly color: boolean }): string {
  const paint = createPaint(style);
  if (looked === 0) return 'nothing matches';
  const lines = others.slice(0, MAX_LINES).map(({ id, target, outcome, code, detail }) => {
    const to = target === undefined ? '' : ` for ${printable(target)}`;
    return `${paint.unsure(String(id))}${to}: ${outcome}${code === undefined ? '' : ` (${code}: ${printable(detail ?? '')})`}`;
  });
  const more = others.length > MAX_LINES ? [`and ${others.length - MAX_LINES} more; all of them with --format ndjson`] : [];
  const totals = Object.entries(counts).map(([outcome, count]) => `${count} ${SAID[outcome]?.[count === 1 ? 0 : 1] ?? outcome}`);
  return [
    ...lines,
    ...more,
    `${countedEntries(looked)}: ${totals.join(', ')}`,
    ...(cursor === undefined ? [] : [`there are more: --cursor ${cursor} goes on behind these`]),
  ].join('\n');
}
