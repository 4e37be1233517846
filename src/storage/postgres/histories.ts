import { fieldEnd, FIELD_SEPARATOR, matchesQuery } from '../search.ts';
import type { LastChange, ListedSubject, SubjectHead, SubjectHistory, SubjectQuery } from '../store.ts';
import type { Parameter, Session } from '../../postgres/connect.ts';
import { historyOf, subjectOf, type HistoryRow } from './rows.ts';
import type { RequireWhole, RestoringRow } from './state.ts';

const VERSIONS = `(SELECT string_agg(v.record, ',' ORDER BY v.version) FROM versions v WHERE v.subject = s.subject) AS versions`;

interface WholeRow extends RestoringRow {
  /** Null where there is no such subject. */
  readonly record: string | null;
  readonly versions: string | null;
}

/** @internal `requireWhole` throws while an import is not at its end. */
export async function readHistory(session: Session, subject: string, requireWhole: RequireWhole): Promise<SubjectHistory | undefined> {
  const [row] = await session.query<WholeRow>(
    `SELECT g.restoring, s.record, ${VERSIONS} FROM registry_state g LEFT JOIN subjects s ON s.subject = $1`,
    [subject],
  );
  if (row === undefined) return undefined;
  requireWhole({ isRestoring: row.restoring });
  const { record, versions } = row;
  return record === null ? undefined : historyOf({ record, versions });
}

interface FoundRow extends HistoryRow, LastChange {
  readonly paths: string | null;
}

const MAX_PAGE = 250;

/**
 * @internal A statement gives a page of subjects, each with all its versions. What it finds is at least what is asked for (upper and
 * lower case are ours, not the database's), so the next page is read where too few are left. A search compares every subject of the prefix.
 */
export async function listHistories(session: Session, query: SubjectQuery): Promise<ListedSubject[]> {
  const found: ListedSubject[] = [];
  for await (const page of historyPages(session, query, MAX_PAGE)) found.push(...page);
  return found;
}

/** @internal The same without their versions. */
export async function listHeads(session: Session, query: SubjectQuery): Promise<SubjectHead[]> {
  const found: SubjectHead[] = [];
  for await (const page of pagesOf(session, query, HEADS)) found.push(...page);
  return found;
}

/** @internal As `listHistories`, a page of at most `maxPage` at a time. */
export function historyPages(session: Session, query: SubjectQuery, maxPage: number): AsyncGenerator<readonly ListedSubject[], undefined> {
  return pagesOf(session, query, { ...HISTORIES, maxPage });
}

/** What a statement reads of each subject, and how many at a time. */
interface Reading<Item extends SubjectHead> {
  readonly versions: string;
  readonly itemOf: (row: FoundRow) => Item;
  readonly maxPage: number;
}

const HEADS: Reading<SubjectHead> = {
  versions: 'NULL AS versions',
  itemOf: ({ record, sequence, time }) => ({ subject: subjectOf({ record }), lastChange: { sequence, time } }),
  maxPage: 1_000,
};

const HISTORIES: Reading<ListedSubject> = { versions: VERSIONS, itemOf: listedOf, maxPage: MAX_PAGE };

async function* pagesOf<Item extends SubjectHead>(
  session: Session,
  query: SubjectQuery,
  { versions, itemOf, maxPage }: Reading<Item>,
): AsyncGenerator<readonly Item[], undefined> {
  const { limit } = query;
  let [found, rest] = [0, query];
  while (found < limit) {
    const size = Math.min(limit - found, maxPage);
    const { sql, parameters } = pageStatement(rest, size, versions);
    const rows = await session.query<FoundRow>(sql, parameters);
    const listed = rows.map((row) => ({ item: itemOf(row), paths: JSON.parse(row.paths ?? '[]') as string[] }));
    const matching = listed.filter(({ item, paths }) => matchesQuery(item.subject, paths, query)).map(({ item }) => item);
    yield matching;
    found += matching.length;
    const last = listed.at(-1)?.item;
    if (last === undefined || rows.length < size) break;
    const { subject } = last.subject;
    rest = { ...query, after: subject, afterChange: { subject, sequence: last.lastChange.sequence } };
  }
  return undefined;
}

function listedOf({ sequence, time, ...row }: FoundRow): ListedSubject {
  return { ...historyOf(row), lastChange: { sequence, time } };
}

interface Statement {
  readonly sql: string;
  readonly parameters: readonly Parameter[];
}

function pageStatement(query: SubjectQuery, size: number, versions: string): Statement {
  const { prefix = '' } = query;
  const place = placeOf(query);
  const parts = partsOf(query);
  const first = place.parameters.length + 3;
  const conditions = parts.map(({ column }, index) => `position($${index + first}::text IN t.${column}) > 0`);
  const sql = `SELECT s.record, ${query.field === undefined ? 'NULL' : 't.paths'} AS paths, l.sequence, l.time, ${versions}
    FROM subjects s JOIN search_texts t ON t.subject = s.subject JOIN last_changes l ON l.subject = s.subject
    WHERE ${['s.subject >= $1 COLLATE "C"', 's.subject ^@ $1::text', place.condition, ...conditions].join(' AND ')}
    ORDER BY ${place.order} LIMIT $2`;
  return { sql, parameters: [prefix, size, ...place.parameters, ...parts.map(({ text }) => text)] };
}

/** What comes after the page before, from `$3` on. */
function placeOf({ order = 'name', after = '', afterChange }: SubjectQuery): { condition: string; order: string; parameters: readonly Parameter[] } {
  if (order === 'name') return { condition: 's.subject > $3 COLLATE "C"', order: 's.subject', parameters: [after] };
  const { sequence, subject } = afterChange ?? { sequence: Number.MAX_SAFE_INTEGER, subject: '' };
  return {
    condition: '(l.sequence, l.subject) < ($3::bigint, $4::text COLLATE "C")',
    order: 'l.sequence DESC, l.subject DESC',
    parameters: [sequence, subject],
  };
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
