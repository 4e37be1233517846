import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { foldLines, type Run } from '../../kit/fold.ts';
import { JsonLineText } from '../../kit/json-line.tsx';
import { useOpened } from '../../kit/use-opened.ts';
import type { Row } from './align.ts';

interface SideBySideProps {
  readonly rows: readonly Row[];
  readonly before: string;
  readonly after: string;
}

/** Rows that are drawn at once; more on demand, so that a schema that changed in every line opens at once too. */
const BATCH = 500;

/** Two documents beside each other, in a narrow window below each other line by line; what is the same is folded. */
export function SideBySide({ rows, before, after }: SideBySideProps): JSX.Element {
  const { opened, open } = useOpened(rows);
  const [most, setMost] = useState(BATCH);
  const runs = useMemo(() => {
    const lines = rows.map((row) => ({ kind: (row.after ?? row.before).kind }));
    return foldLines(lines, (index) => rows[index]?.kind !== 'same', { context: 3 });
  }, [rows]);
  const { shown, isCut } = cut(runs, opened, most);
  return (
    <div class="beside" role="table" aria-label={`Schemas of ${before} and ${after}, side by side`} aria-rowcount={rows.length}>
      <div class="beside-row beside-head" role="row">
        <span role="columnheader">{before}</span>
        <span role="columnheader">{after}</span>
      </div>
      {shown.map(({ kind, start, end }) =>
        kind === 'folded' ? (
          <div key={start} role="row">
            <span role="cell" class="beside-fold">
              <button type="button" class="fold" onClick={() => open(start)}>
                … {end - start} unchanged lines
              </button>
            </span>
          </div>
        ) : (
          rows.slice(start, end).map((row, at) => <RowLine key={start + at} row={row} index={start + at} />)
        ),
      )}
      {isCut && (
        <div role="row">
          <span role="cell" class="beside-fold">
            <button type="button" class="fold" onClick={() => setMost(most + BATCH)}>
              Show {BATCH.toLocaleString('en')} lines more
            </button>
          </span>
        </div>
      )}
    </div>
  );
}

/** The runs up to `most` shown lines. */
function cut(runs: readonly Run[], opened: ReadonlySet<number>, most: number): { readonly shown: readonly Run[]; readonly isCut: boolean } {
  const shown: Run[] = [];
  let left = most;
  for (const run of runs) {
    if (left <= 0) return { shown, isCut: true };
    const isFolded = run.kind === 'folded' && !opened.has(run.start);
    const end = isFolded ? run.end : Math.min(run.end, run.start + left);
    shown.push({ kind: isFolded ? 'folded' : 'shown', start: run.start, end });
    left -= isFolded ? 1 : end - run.start;
    if (end < run.end) return { shown, isCut: true };
  }
  return { shown, isCut: false };
}

const SIGNS = { same: ['', ''], changed: ['~', '~'], removed: ['−', ''], added: ['', '+'] } as const;
const WORDS = { same: '', changed: 'changed: ', removed: 'removed: ', added: 'added: ' } as const;

function RowLine({ row, index }: { readonly row: Row; readonly index: number }): JSX.Element {
  const [left, right] = SIGNS[row.kind];
  return (
    <div class={`beside-row ${row.kind}`} role="row" aria-rowindex={index + 1}>
      <Cell row={row} line={row.before} sign={left} side="before" />
      <Cell row={row} line={row.after} sign={right} side="after" />
    </div>
  );
}

function Cell({
  row,
  line,
  sign,
  side,
}: {
  readonly row: Row;
  readonly line: Row['before'];
  readonly sign: string;
  readonly side: string;
}): JSX.Element {
  return (
    <span role="cell" class={`beside-cell ${side} ${line === undefined ? 'gap' : ''}`}>
      <span class="sign" aria-hidden="true">
        {sign}
      </span>
      {line !== undefined && (
        <span class="line">
          {row.kind !== 'same' && <span class="hidden-text">{WORDS[row.kind]}</span>}
          <JsonLineText line={line} marked={row.kind === 'changed'} />
        </span>
      )}
    </span>
  );
}
