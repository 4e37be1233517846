import type { Cell, Table } from './report.ts';

/** A figure that has to stay on one side of a limit. */
export interface Bar {
  /** What was measured, with its unit. */
  readonly what: string;
  readonly figure: number;
  readonly side: 'at most' | 'at least';
  readonly limit: number;
}

export function atMost(what: string, figure: number, limit: number): Bar {
  return { what, figure, side: 'at most', limit };
}

export function atLeast(what: string, figure: number, limit: number): Bar {
  return { what, figure, side: 'at least', limit };
}

/** A figure that is no number, as of a row that is missing, meets nothing. */
export function isMet({ figure, side, limit }: Bar): boolean {
  return side === 'at most' ? figure <= limit : figure >= limit;
}

export function barsTable(bars: readonly Bar[]): Table {
  return { title: 'bars', columns: ['what', 'figure', 'bar', ''], rows: bars.map(barCells) };
}

/** What a case found, or that it was not run. */
export interface CaseBars {
  readonly name: string;
  readonly bars: readonly Bar[] | 'not run';
}

/** Every bar of every case, with the command that prints it. */
export function allBarsTable(cases: readonly CaseBars[]): Table {
  const rows = cases.flatMap(({ name, bars }): Cell[][] => {
    const command = `npm run bench -- ${name}`;
    if (bars === 'not run') return [[name, '', '', 'not run: takes long', command]];
    return bars.map((bar, at) => {
      const [what = '', figure = '', limit = '', verdict = ''] = barCells(bar);
      return [at === 0 ? name : '', what, figure, `${limit} ${verdict}`, at === 0 ? command : ''];
    });
  });
  return { title: 'every bar', columns: ['case', 'what', 'figure', 'bar', 'command'], rows };
}

function barCells(bar: Bar): Cell[] {
  return [bar.what, bar.figure, `${bar.side} ${bar.limit}:`, isMet(bar) ? 'met' : 'missed'];
}
