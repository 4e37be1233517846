import { fieldEnd, FIELD_SEPARATOR, matchesQuery } from '../search.ts';
import type { SubjectHistory, SubjectQuery } from '../store.ts';
import type { Parameter, Session } from '../../postgres/connect.ts';
import { historyOf, type HistoryRow } from './rows.ts';

const VERSIONS = `(SELECT string_agg(v.record, ',' ORDER BY v.version) FROM versions v WHERE v.subject = s.subject) AS versions`;

/** @internal */
export async function readHistory(session: Session, subject: string): Promise<SubjectHistory | undefined> {
  const [row] = await session.query<HistoryRow>(`SELECT s.record, ${VERSIONS} FROM subjects s WHERE s.subject = $1`, [subject]);
  return row === undefined ? undefined : historyOf(row);
}

interface FoundRow extends HistoryRow {
  readonly paths: string | null;
}

const MAX_PAGE = 250;

/**
 * @internal A statement gives a page of subjects, each with all its versions. What it finds is at least what is asked for (upper and
 * lower case are ours, not the database's), so the next page is read where too few are left. A search compares every subject of the prefix.
 */
export async function listHistories(session: Session, query: SubjectQuery): Promise<SubjectHistory[]> {
  const found: SubjectHistory[] = [];
  for await (const page of historyPages(session, query, MAX_PAGE)) found.push(...page);
  return found;
}

/** @internal The same, a page of at most `maxPage` at a time. */
export async function* historyPages(session: Session, query: SubjectQuery, maxPage: number): AsyncGenerator<readonly SubjectHistory[], undefined> {
  const { prefix = '', limit } = query;
  let [found, after] = [0, query.after ?? ''];
  while (found < limit) {
    const size = Math.min(limit - found, maxPage);
    const { sql, parameters } = pageStatement(query, { after, prefix, size });
    const rows = await session.query<FoundRow>(sql, parameters);
    const histories = rows.map((row) => ({ history: historyOf(row), paths: JSON.parse(row.paths ?? '[]') as string[] }));
    const matching = histories.filter(({ history, paths }) => matchesQuery(history.subject, paths, query)).map(({ history }) => history);
    yield matching;
    found += matching.length;
    after = histories.at(-1)?.history.subject.subject ?? after;
    if (rows.length < size) break;
  }
  return undefined;
}

interface Page {
  readonly after: string;
  readonly prefix: string;
  readonly size: number;
}

function pageStatement(query: SubjectQuery, { after, prefix, size }: Page): { readonly sql: string; readonly parameters: readonly Parameter[] } {
  const parts = partsOf(query);
  const conditions = parts.map(({ column }, index) => `position($${index + 4}::text IN t.${column}) > 0`);
  const sql = `SELECT s.record, ${query.field === undefined ? 'NULL' : 't.paths'} AS paths, ${VERSIONS}
    FROM subjects s JOIN search_texts t ON t.subject = s.subject
    WHERE ${['s.subject > $1 COLLATE "C"', 's.subject >= $2 COLLATE "C"', 's.subject ^@ $2::text', ...conditions].join(' AND ')}
    ORDER BY s.subject LIMIT $3`;
  return { sql, parameters: [after, prefix, size, ...parts.map(({ text }) => text)] };
}

interface Part {
  readonly column: 'texts' | 'fields';
  readonly text: string;
}

function partsOf({ search, field, owner, label }: SubjectQuery): Part[] {
  const texts = [search, owner, label?.name, label?.value].filter((text) => text !== undefined);
  return [
    ...texts.map((text): Part => ({ column: 'texts', text: text.toLowerCase() })),
    ...(field === undefined ? [] : [{ column: 'fields', text: `${fieldEnd(field)}${FIELD_SEPARATOR}` } as const]),
    // Half of a surrogate pair may be part of a whole one for us, and of none in UTF-8.
  ].filter(({ text }) => !/\p{Cs}/u.test(text));
}
