/** What a line is to those around it: `open` and `close` enclose what is between them. */
export interface Foldable {
  readonly kind: 'open' | 'close' | 'whole';
}

/** A run of lines, from `start` to before `end`. */
export interface Run {
  readonly kind: 'shown' | 'folded';
  readonly start: number;
  readonly end: number;
}

export interface FoldOptions {
  /** Lines that stay around each wanted one. */
  readonly context: number;
}

/** Fewer lines than this are not worth folding: the line that says so would take as much room. */
const LEAST = 3;

/** Fold what is far from the wanted lines. What encloses a wanted line stays, so that one sees where it is. Linear. */
export function foldLines(lines: readonly Foldable[], isWanted: (index: number) => boolean, { context }: FoldOptions): Run[] {
  return runsOf(keep(lines, isWanted, context));
}

function keep(lines: readonly Foldable[], isWanted: (index: number) => boolean, context: number): boolean[] {
  const kept = lines.map(() => false);
  const enclosing: number[] = [];
  for (const [index, { kind }] of lines.entries()) {
    if (isWanted(index)) {
      for (const outer of enclosing) kept[outer] = true;
      kept.fill(true, Math.max(0, index - context), index + context + 1);
    }
    if (kind === 'open') enclosing.push(index);
    if (kind === 'close') enclosing.pop();
  }
  return kept;
}

function runsOf(kept: readonly boolean[]): Run[] {
  const runs: Run[] = [];
  for (let start = 0; start < kept.length;) {
    const isShown = kept[start];
    const change = kept.indexOf(isShown !== true, start);
    const end = change === -1 ? kept.length : change;
    const kind = isShown === true || end - start < LEAST ? 'shown' : 'folded';
    const before = runs.at(-1);
    if (before?.kind === kind) runs[runs.length - 1] = { ...before, end };
    else runs.push({ kind, start, end });
    start = end;
  }
  return runs;
}
