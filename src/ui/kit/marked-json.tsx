import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { JsonValue } from '../../core/json/value.ts';
import { foldLines } from './fold.ts';
import { JsonLineText } from './json-line.tsx';
import { linesOf, wholeDocument, type JsonLine } from './json-lines.ts';
import { nearestPointer } from './nearest-pointer.ts';
import { useOpened } from './use-opened.ts';
import { visibleProse } from './visible-text.ts';

/** A place to point out, by JSON Pointer; `what` is said beside it. */
export interface Mark {
  readonly pointer: string;
  readonly tone: 'bad' | 'good';
  readonly what: string;
}

interface MarkedJsonProps {
  readonly value: JsonValue;
  readonly label: string;
  /** A place that the document has not is pointed out at what would hold it. */
  readonly marks: readonly Mark[];
}

/** Documents of this many lines and fewer are shown whole. */
const SHORT = 16;

/** A document with places pointed out, each with a word beside it; what is far from them is folded. Cheap for large documents. */
export function MarkedJson({ value, label, marks }: MarkedJsonProps): JSX.Element {
  const lines = useMemo(() => linesOf(wholeDocument(value)), [value]);
  const byPointer = useMemo(() => gather(value, marks), [value, marks]);
  const markOf = (line: JsonLine | undefined): Mark | undefined =>
    line === undefined || line.kind === 'close' ? undefined : byPointer.get(line.pointer);
  const { opened, open } = useOpened(value);
  const context = lines.length <= SHORT ? SHORT : 2;
  const runs = foldLines(lines, (index) => markOf(lines[index]) !== undefined, { context });
  return (
    // Scrolls, so it can be reached by keyboard.
    <div class="code lines" tabIndex={0} role="region" aria-label={label}>
      {runs.map(({ kind, start, end }) =>
        kind === 'folded' && !opened.has(start) ? (
          <button key={start} type="button" class="fold" onClick={() => open(start)}>
            … {end - start} lines
          </button>
        ) : (
          lines.slice(start, end).map((line, at) => <MarkedLine key={start + at} line={line} mark={markOf(line)} />)
        ),
      )}
    </div>
  );
}

/** By the place where they are shown; several at one place become one. */
function gather(value: JsonValue, marks: readonly Mark[]): ReadonlyMap<string, Mark> {
  const byPointer = new Map<string, Mark>();
  for (const mark of marks) {
    const pointer = nearestPointer(value, mark.pointer);
    const before = byPointer.get(pointer);
    const isSaid = before === undefined || before.what.split('; ').includes(mark.what);
    byPointer.set(pointer, before === undefined ? mark : isSaid ? before : { ...before, what: `${before.what}; ${mark.what}` });
  }
  return byPointer;
}

function MarkedLine({ line, mark }: { readonly line: JsonLine; readonly mark: Mark | undefined }): JSX.Element {
  if (mark === undefined) {
    return (
      <div class="line">
        <JsonLineText line={line} />
      </div>
    );
  }
  return (
    <div class={`line marked ${mark.tone}`}>
      <JsonLineText line={line} marked />
      <span class="remark">{visibleProse(mark.what)}</span>
    </div>
  );
}
