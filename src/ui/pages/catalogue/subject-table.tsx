import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { setQuery } from '../../app/router.ts';
import type { Pages } from '../../data/use-pages.ts';
import { useMedia } from '../../kit/use-media.ts';
import { useRowWindow } from '../../kit/use-row-window.ts';
import type { Listed, Order } from './listed.ts';
import { EmptyRow, SubjectRow } from './subject-row.tsx';

interface SubjectTableProps {
  readonly pages: Pages<Listed>;
  readonly items: readonly Listed[];
  readonly order: Order;
}

/** Height of a row in rem: of columns side by side, and one below the other. */
const [WIDE, NARROW] = [3.5, 6.25];

/**
 * A table of which only the rows that are seen exist. Rows have one height, so that the length of the page says how many there are; the arrow
 * keys go from row to row, and the row that has the focus stays.
 */
export function SubjectTable({ pages, items, order }: SubjectTableProps): JSX.Element {
  const body = useRef<HTMLDivElement>(null);
  const isWide = useMedia('(min-width: 64rem)');
  const rowHeight = (isWide ? WIDE : NARROW) * parseFloat(getComputedStyle(document.documentElement).fontSize);
  const count = Math.max(pages.hasMore && !pages.isStale ? (pages.count?.matches ?? 0) : 0, items.length);
  const isCounted = !pages.hasMore || pages.count?.isExact === true;
  const { first, last } = useRowWindow(body, { count, rowHeight });
  const { focused, onKeyDown, onFocusIn, onFocusOut } = useRowKeys(body, { count: items.length, rowHeight });
  useEffect(() => {
    if (pages.hasMore && last >= items.length - 40) pages.more(last - items.length + 100);
  }, [last, items.length, pages.hasMore]);
  const rows = Array.from({ length: Math.max(last - first, 0) }, (_, at) => first + at);
  if (focused !== undefined && focused < count && !rows.includes(focused)) rows.push(focused);
  return (
    <div
      class={`subjects ${isWide ? 'columns' : 'cards'} ${pages.isStale ? 'stale' : ''}`}
      role="table"
      aria-label="Subjects"
      aria-rowcount={isCounted ? count + 1 : -1}
      aria-busy={pages.isPending}
    >
      <div role="rowgroup" class="subjects-head">
        <div role="row" aria-rowindex={1} class="subject-row">
          <SortableHead name="name" order={order} label="Subject" direction="ascending" />
          <span role="columnheader">Latest</span>
          <span role="columnheader">State</span>
          <span role="columnheader">Compatibility</span>
          <span role="columnheader">Owner</span>
          <SortableHead name="changed" order={order} label="Last change" direction="descending" />
        </div>
      </div>
      <div role="rowgroup" class="subjects-body" ref={body} style={{ height: `${count * rowHeight}px` }} {...{ onKeyDown, onFocusIn, onFocusOut }}>
        {rows.map((at) => {
          const item = items[at];
          const place = { at, top: at * rowHeight, height: rowHeight };
          return item === undefined ? <EmptyRow key={at} {...place} /> : <SubjectRow key={item.subject} item={item} {...place} />;
        })}
      </div>
    </div>
  );
}

interface SortableHeadProps {
  readonly name: Order;
  readonly order: Order;
  readonly label: string;
  readonly direction: 'ascending' | 'descending';
}

function SortableHead({ name, order, label, direction }: SortableHeadProps): JSX.Element {
  const isChosen = name === order;
  return (
    <span role="columnheader" aria-sort={isChosen ? direction : 'none'}>
      <button type="button" class="sort" onClick={() => setQuery({ sort: name === 'name' ? undefined : name })}>
        {label}
        <span class={`arrow ${isChosen ? direction : ''}`} aria-hidden="true" />
      </button>
    </span>
  );
}

interface RowKeys {
  readonly focused: number | undefined;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly onFocusIn: (event: FocusEvent) => void;
  readonly onFocusOut: () => void;
}

function useRowKeys(
  body: { readonly current: HTMLDivElement | null },
  { count, rowHeight }: { readonly count: number; readonly rowHeight: number },
): RowKeys {
  const [focused, setFocused] = useState<number>();
  const wanted = useRef<number | undefined>(undefined);
  useLayoutEffect(() => {
    if (wanted.current === undefined) return;
    const link = body.current?.querySelector<HTMLElement>(`[data-at="${wanted.current}"] a`);
    if (link === null || link === undefined) return;
    wanted.current = undefined;
    link.focus({ preventScroll: true });
  });
  const onKeyDown = (event: KeyboardEvent): void => {
    const at = rowOf(event.target);
    if (at === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: count - 1, PageDown: at + 10, PageUp: at - 10 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    const to = Math.min(Math.max(next, 0), count - 1);
    wanted.current = to;
    setFocused(to);
    bringIntoView(body.current, to * rowHeight, rowHeight);
  };
  return {
    focused,
    onKeyDown,
    onFocusIn: ({ target }) => setFocused(rowOf(target)),
    onFocusOut: () => setFocused((now) => (wanted.current === undefined ? undefined : now)),
  };
}

function rowOf(target: EventTarget | null): number | undefined {
  const row = target instanceof Element ? target.closest<HTMLElement>('[data-at]') : null;
  return row === null ? undefined : Number(row.dataset['at']);
}

/** The head of the table stays at the top of the window, so a row below it is hidden. */
function bringIntoView(body: HTMLElement | null, top: number, height: number): void {
  const inWindow = (body?.getBoundingClientRect().top ?? 0) + top;
  const margin = height * 1.5;
  if (inWindow < margin) window.scrollBy(0, inWindow - margin);
  else if (inWindow + height > window.innerHeight - margin / 3) window.scrollBy(0, inWindow + height - window.innerHeight + margin / 3);
}
