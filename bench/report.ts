import { barsTable, type Bar } from './bar.ts';

/** What a case found out: tables for people, and the same rows for machines. */
export interface Report {
  readonly tables: readonly Table[];
  /** What it is held to; none where a case only looks. */
  readonly bars?: readonly Bar[];
}

export interface Table {
  readonly title: string;
  /** Said above the table: what was left out, and how it was measured. */
  readonly note?: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

export type Cell = string | number;

/** Tables and bars of a case, for people. */
export function reportText({ tables, bars = [] }: Report): string {
  return [...tables, ...(bars.length === 0 ? [] : [barsTable(bars)])].map(tableText).join('\n\n');
}

export function tableText({ title, note, columns, rows }: Table): string {
  const cells = [columns, ...rows.map((row) => row.map(cellText))];
  const widths = columns.map((_, column) => Math.max(...cells.map((row) => (row[column] ?? '').length)));
  const isNumeric = columns.map((_, column) => rows.length > 0 && rows.every((row) => typeof row[column] === 'number'));
  const line = (row: readonly string[]): string =>
    row
      .map((text, column) => (isNumeric[column] === true ? text.padStart(widths[column] ?? 0) : text.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd();
  const body = rows.length === 0 ? ['none'] : cells.map(line);
  return [title, ...(note === undefined ? [] : [`(${note})`]), ...body].join('\n');
}

// Three digits say all that a run is good for.
export function cellText(cell: Cell): string {
  if (typeof cell === 'string') return cell;
  return Number.isInteger(cell) || cell >= 100 ? String(Math.round(cell)) : String(Number(cell.toPrecision(3)));
}

/** Rows as objects by column. */
export function tableData({ title, note, columns, rows }: Table): unknown {
  return {
    title,
    ...(note === undefined ? {} : { note }),
    rows: rows.map((row) => Object.fromEntries(columns.map((column, at) => [column, row[at]]))),
  };
}

/** The value that `share` of all are not above, by nearest rank; 0 of none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}
