import type { Cell, Table } from '../report.ts';

/** A figure that has to stay below a limit. */
export interface Bar {
  readonly what: string;
  readonly figure: number;
  readonly limit: number;
}

export function barsTable(bars: readonly Bar[]): Table {
  const rows = bars.map(({ what, figure, limit }): Cell[] => [what, figure, limit, figure <= limit ? 'met' : 'missed']);
  return { title: 'bars', columns: ['what', 'figure', 'at most', 'bar'], rows };
}
