import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ChangeEventResource } from '../../../core/resources.ts';
import { Link } from '../../app/link.tsx';
import type { PageProps } from '../../app/pages.tsx';
import { href } from '../../app/address.ts';
import { lastStep } from '../../app/router.ts';
import { registry } from '../../app/session.ts';
import { useChanges, useRereading } from '../../data/use-changes.ts';
import { usePages, type Pages } from '../../data/use-pages.ts';
import { useSettled } from '../../data/use-settled.ts';
import { Problem } from '../../kit/notice.tsx';
import { PageHead } from '../../kit/page-head.tsx';
import { Waiting } from '../../kit/waiting.tsx';
import { isNarrowed, readCatalogueQuery, type CatalogueQuery } from './catalogue-query.ts';
import { ChangesSince } from './changes-since.tsx';
import { FieldHint } from './field-hint.tsx';
import { Filters } from './filters.tsx';
import { NoMatch, NoSubjects } from './nothing-here.tsx';
import { SubjectTable } from './subject-table.tsx';
import type { Listed, Order } from './listed.ts';

/** Every subject that the caller may read. */
export function CataloguePage({ query: address }: PageProps): JSX.Element {
  const query = useSettled(readCatalogueQuery(address));
  const order: Order = address.get('sort') === 'changed' ? 'changed' : 'name';
  const pages = useSubjects(query, order);
  const changed = useChangedNames(pages);
  useReturn(pages.items !== undefined);
  return (
    <div class="stack">
      <PageHead title="Catalogue">
        <Link class="button" to={href(['try'])}>
          Try a schema
        </Link>
      </PageHead>
      <Filters address={address} />
      <div class="list-head">
        <p class="small soft" role="status">
          {countOf(pages, query)}
        </p>
        <ChangesSince count={changed.count} show={changed.show} />
      </div>
      {query.search !== undefined && query.field === undefined && <FieldHint text={query.search} />}
      {pages.problem !== undefined && <Problem problem={pages.problem} retry={pages.reload} />}
      <List pages={pages} query={query} order={order} />
    </div>
  );
}

function List({ pages, query, order }: { readonly pages: Pages<Listed>; readonly query: CatalogueQuery; readonly order: Order }): JSX.Element | null {
  if (pages.items === undefined) return pages.problem === undefined ? <Waiting what="the subjects" /> : null;
  if (pages.items.length > 0) return <SubjectTable pages={pages} items={pages.items} order={order} />;
  if (pages.isPending) return null;
  return isNarrowed(query) ? <NoMatch query={query} /> : <NoSubjects />;
}

function useSubjects(query: CatalogueQuery, order: Order): Pages<Listed> {
  const sorted = order === 'name' ? {} : { order };
  return usePages<Listed>(`subjects ${JSON.stringify({ ...query, ...sorted })}`, (place) =>
    registry().listSubjects({ ...query, ...sorted, ...place, ...(place.cursor === undefined ? { count: true } : {}) }),
  );
}

/** How long changes are gathered before the list is read again, in ms. */
const GATHER = 400;

/** Names that changed since the list was read. At its top it is read again by itself; further down that would move what is being read. */
function useChangedNames(pages: Pages<Listed>): { readonly count: number; readonly show: () => void } {
  const [names, setNames] = useState<ReadonlySet<string>>(new Set());
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const show = (): void => {
    setNames(new Set());
    pages.reload();
  };
  const latest = useRef(show);
  latest.current = show;
  const hear = (change: ChangeEventResource): void => {
    setNames((before) => new Set(before).add(change.subject ?? ''));
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      if (isAtTop()) latest.current();
    }, GATHER);
  };
  const reread = useRereading(pages);
  useChanges(hear, () => isAtTop() && reread());
  useEffect(() => () => clearTimeout(timer.current), []);
  const showAll = (): void => {
    window.scrollTo(0, 0);
    show();
  };
  return { count: names.size, show: showAll };
}

/** Nobody has gone down the list, by wheel or by keyboard. */
function isAtTop(): boolean {
  return window.scrollY < 100 && !(document.activeElement?.matches('[role="row"] *') ?? false);
}

function countOf({ items, count, hasMore, isStale, problem }: Pages<Listed>, query: CatalogueQuery): string {
  if (items === undefined) return '';
  // What is shown is of the question before, and stays so where this one was refused.
  if (isStale) return problem === undefined ? 'Looking …' : '';
  const known = hasMore && count !== undefined ? Math.max(count.matches, items.length) : items.length;
  const isExact = !hasMore || count?.isExact === true;
  const what = `${isExact ? '' : 'More than '}${known.toLocaleString('en')} ${known === 1 ? 'subject' : 'subjects'}`;
  if (!isNarrowed(query)) return what;
  return `${what} ${known === 1 ? 'matches' : 'match'}`;
}

let left: { readonly address: string; readonly scrolled: number } | undefined;

/** Who comes back by the browser's button finds the list where it was left. */
function useReturn(isFilled: boolean): void {
  useEffect(() => {
    if (!isFilled) return undefined;
    if (lastStep() === 'history' && left?.address === window.location.href) window.scrollTo(0, left.scrolled);
    const { pathname } = window.location;
    const keep = (): void => {
      // A page that takes the place of this one is short at first, and is scrolled before this one has gone.
      if (window.location.pathname === pathname) left = { address: window.location.href, scrolled: window.scrollY };
    };
    window.addEventListener('scroll', keep, { passive: true });
    return () => window.removeEventListener('scroll', keep);
  }, [isFilled]);
}
