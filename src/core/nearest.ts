/** The name that `text` is probably a misspelling of: at most two edits away, and no more than a third of it. */
export function nearest(text: string, names: readonly string[]): string | undefined {
  const most = Math.min(2, Math.floor(text.length / 3));
  const near = names.map((name) => ({ name, edits: distance(text.toLowerCase(), name.toLowerCase()) })).filter(({ edits }) => edits <= most);
  return near.toSorted((a, b) => a.edits - b.edits || (a.name < b.name ? -1 : 1))[0]?.name;
}

/** Edits between two texts; two neighbours that changed places are one. */
function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return Infinity;
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? (before[j - 2] ?? 0) + 1 : Infinity;
      next.push(Math.min(replaced, swapped, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    [before, row] = [row, next];
  }
  return row[b.length] ?? 0;
}
