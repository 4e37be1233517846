/** Columns padded to their widest cell, two spaces between; the first row is the header. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = widthsOf(rows);
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

// One by one: as arguments of one call, a hundred thousand rows would not fit on the stack.
function widthsOf(rows: readonly (readonly string[])[]): number[] {
  const widths: number[] = [];
  for (const row of rows) for (const [column, { length }] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, length);
  return widths;
}

/** `name  value` lines; what has no value is left out. */
export function facts(pairs: readonly (readonly [name: string, value: string | undefined])[]): string {
  const known = pairs.filter(([, value]) => value !== undefined);
  const width = Math.max(...known.map(([name]) => name.length));
  return known.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n');
}

/** What a column keeps at least. */
const MIN_WIDTH = 8;

/** The same in lines of at most `width` characters, as far as that can be: columns of `shrinking` are cut, the first of them first. */
export function fittingTable(rows: readonly (readonly string[])[], width: number | undefined, shrinking: readonly number[]): string {
  const widths = widthsOf(rows);
  let over = width === undefined ? 0 : widths.reduce((sum, own) => sum + own + 2, -2) - width;
  for (const column of shrinking) {
    const own = widths[column] ?? 0;
    const less = Math.max(0, Math.min(over, own - MIN_WIDTH));
    widths[column] = own - less;
    over -= less;
  }
  return table(rows.map((row) => row.map((cell, column) => cut(cell, widths[column] ?? cell.length))));
}

function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}
