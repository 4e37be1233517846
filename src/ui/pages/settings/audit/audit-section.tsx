import type { JSX } from 'preact';
import type { PageProps } from '../../../app/pages.tsx';
import { Answered } from '../../../kit/answered.tsx';
import { Empty } from '../../../kit/empty.tsx';
import { Problem } from '../../../kit/notice.tsx';
import { AuditFilters } from './audit-filters.tsx';
import { DownloadLog } from './download-log.tsx';
import { EntryTable } from './entry-table.tsx';
import { readFilter } from './filter.ts';
import { useAuditPages } from './use-audit-pages.ts';

/** Who did what, newest first. */
export function AuditSection({ query }: PageProps): JSX.Element {
  const filter = readFilter(query);
  const pages = useAuditPages(filter);
  const isFiltered = Object.keys(filter).length > 0;
  return (
    <div class="stack">
      <p class="soft measure">
        Every write: who, what, when, from where, with what was there before and after. Nothing is ever changed or removed here. What only reads is
        not in it.
      </p>
      <AuditFilters query={query} />
      <Answered answer={pages.first} what="the audit log">
        {() => (
          <>
            <div class="row spread">
              <button type="button" class="button" onClick={pages.first.reload}>
                Look again
              </button>
              <DownloadLog filter={filter} />
            </div>
            {pages.entries.length === 0 ? (
              <Empty title={isFiltered ? 'No entry is like that' : 'Nobody has written anything yet'}>
                <p>
                  {isFiltered
                    ? 'Actors and names are looked for exactly as they are written.'
                    : 'The first version that somebody registers is the first entry.'}
                </p>
              </Empty>
            ) : (
              <EntryTable entries={pages.entries} />
            )}
            {pages.problem !== undefined && <Problem problem={pages.problem} retry={pages.more} />}
            {pages.hasMore && (
              <div>
                <button type="button" class="button" disabled={pages.isPending} onClick={pages.more}>
                  {pages.isPending ? 'Reading older ones …' : 'Older ones'}
                </button>
              </div>
            )}
          </>
        )}
      </Answered>
    </div>
  );
}
