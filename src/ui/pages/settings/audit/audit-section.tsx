import type { JSX } from 'preact';
import type { AuditRecord } from '../../../../core/audit.ts';
import type { PageProps } from '../../../app/pages.tsx';
import type { Pages } from '../../../data/use-pages.ts';
import { Empty } from '../../../kit/empty.tsx';
import { Problem } from '../../../kit/notice.tsx';
import { Waiting } from '../../../kit/waiting.tsx';
import { AuditFilters } from './audit-filters.tsx';
import { DownloadLog } from './download-log.tsx';
import { EntryTable } from './entry-table.tsx';
import { readFilter } from './filter.ts';
import { AT_ONCE, useEntries } from './use-entries.ts';

/** Who did what, newest first. */
export function AuditSection({ query }: PageProps): JSX.Element {
  const filter = readFilter(query);
  const pages = useEntries(filter);
  return (
    <div class="stack">
      <p class="soft measure">
        Every write: who, what, when, from where, with what was there before and after. Nothing is ever changed or removed here. What only reads is
        not in it.
      </p>
      <AuditFilters query={query} />
      <div class="row spread">
        <button type="button" class="button" onClick={pages.reload}>
          Look again
        </button>
        <DownloadLog filter={filter} />
      </div>
      {pages.problem !== undefined && <Problem problem={pages.problem} retry={pages.reload} />}
      {pages.items === undefined ? (
        pages.problem === undefined && <Waiting what="the audit log" />
      ) : (
        <Entries pages={pages} entries={pages.items} isFiltered={Object.keys(filter).length > 0} />
      )}
    </div>
  );
}

interface EntriesProps {
  readonly pages: Pages<AuditRecord>;
  readonly entries: readonly AuditRecord[];
  readonly isFiltered: boolean;
}

function Entries({ pages, entries, isFiltered }: EntriesProps): JSX.Element {
  if (entries.length === 0) {
    return (
      <Empty title={isFiltered ? 'No entry is like that' : 'Nobody has written anything yet'}>
        <p>
          {isFiltered
            ? 'Actors and names are looked for exactly as they are written.'
            : 'The first version that somebody registers is the first entry.'}
        </p>
      </Empty>
    );
  }
  return (
    <>
      <EntryTable entries={entries} />
      {pages.hasMore && pages.problem === undefined && (
        <div>
          <button type="button" class="button" disabled={pages.isPending} onClick={() => pages.more(AT_ONCE)}>
            {pages.isPending ? 'Reading …' : 'Older ones'}
          </button>
        </div>
      )}
    </>
  );
}
