import type { Parameter } from '../../postgres/connect.ts';
import { IDS } from '../delivery-ids.ts';
import type { DeliveryId, Entry, EntryQuery, EntryState, EventId, StoredEvent } from '../queue.ts';
import { STATE } from '../states.ts';
import type { Database } from './database.ts';
import { ENTRY_COLUMNS, entryOf, EVENT_COLUMNS, eventRowOf, type EntryRow, type EventRow } from './rows.ts';
import { textOf } from '../text.ts';
import { keyOf } from './key-of.ts';

/**
 * @internal A page by id. What waits for a person, or is taken, is found by an index; what waits to be delivered is looked through, in
 * slices with others' work between them. What is accepted while somebody pages may come to stand before a page that was read.
 */
export async function listEntries(database: Database, query: EntryQuery): Promise<readonly Entry[]> {
  const { names } = database;
  const pages = await Promise.all(
    KINDS.filter(({ states }) => query.states.some((state) => states.includes(state))).map((kind) =>
      kind === WAITING ? lookThrough(database, query) : pageOf(database, query, kind),
    ),
  );
  const rows = pages
    .flat()
    .toSorted((a, b) => a.id - b.id)
    .slice(0, query.limit);
  if (rows.some(({ target }) => !names.has(target))) await names.refresh();
  return rows.map((row) => entryOf(names, row));
}

interface Kind {
  readonly states: readonly EntryState[];
  readonly condition: string;
}

const WAITING: Kind = { states: ['waiting'], condition: `d.state < ${STATE.held} AND d.owner IS NULL` };

const KINDS: readonly Kind[] = [
  WAITING,
  { states: ['taken'], condition: 'd.owner IS NOT NULL' },
  { states: ['held', 'parked', 'dead'], condition: 'd.state >= 2 AND least(d.state, 4) = ANY($3::int[])' },
];

const NUMBERS: Readonly<Record<EntryState, number>> = { waiting: 0, taken: 0, held: STATE.held, parked: STATE.parked, dead: STATE.dead };

// So many deliveries are looked at in one statement, which the server ends when it takes too long.
const SLICE = 20_000;

async function lookThrough(database: Database, query: EntryQuery): Promise<EntryRow[]> {
  const found: EntryRow[] = [];
  for (let after = query.after ?? -1; ;) {
    const [row] = await database.connections.query<{ readonly last: number | null }>(
      `SELECT max(id) AS last FROM (SELECT id FROM deliveries WHERE id > $1 ORDER BY id LIMIT ${SLICE}) AS slice`,
      [after],
    );
    const last = row?.last ?? undefined;
    if (last === undefined) return found;
    found.push(...(await pageOf(database, { ...query, after, limit: query.limit - found.length }, WAITING, last)));
    if (found.length >= query.limit) return found;
    after = last;
  }
}

function pageOf({ connections }: Database, query: EntryQuery, kind: Kind, last?: DeliveryId): Promise<EntryRow[]> {
  const { after = -1, limit, states, route, target, type, orderKey, code, waitingFor } = query;
  const parameters: Parameter[] = [after, limit, states.map((state) => NUMBERS[state])];
  const end = last === undefined ? '' : ` AND d.id <= $${parameters.push(last)}`;
  const is = (column: string, value: string | undefined): string => {
    if (value === undefined) return '';
    parameters.push(value);
    return ` AND ${column} = $${parameters.length}`;
  };
  const targets =
    route === undefined && target === undefined
      ? ''
      : ` AND d.target IN (SELECT t.id FROM targets t WHERE true${is('t.route', route)}${is('t.target', target)})`;
  const only =
    waitingFor === undefined || kind !== WAITING
      ? ''
      : ` AND d.target IN (SELECT t.id FROM targets t JOIN unnest($${parameters.push(waitingFor.map((ref) => ref.route))}::text[], $${parameters.push(waitingFor.map((ref) => ref.target))}::text[]) AS w (route, target) ON t.route = w.route AND t.target = w.target)`;
  const key = orderKey === undefined ? '' : is('d.key', keyOf(orderKey));
  const others = `${is('d.type', type === undefined ? undefined : textOf(type))}${is('d.code', code)}`;
  return connections.query<EntryRow>(
    `SELECT ${ENTRY_COLUMNS} FROM deliveries d JOIN events e ON e.id = d.id / ${IDS}
      WHERE d.id > $1${end} AND ${kind.condition}${targets}${only}${key}${others} AND $3::int[] IS NOT NULL ORDER BY d.id LIMIT $2`,
    parameters,
  );
}

/** @internal */
export async function readEvent({ connections, names }: Database, id: EventId): Promise<StoredEvent | undefined> {
  const [[event], entries] = await Promise.all([
    connections.query<EventRow>(`SELECT ${EVENT_COLUMNS}, e.head, e.body FROM events e WHERE e.id = $1`, [id]),
    connections.query<EntryRow>(
      `SELECT ${ENTRY_COLUMNS} FROM deliveries d JOIN events e ON e.id = d.id / ${IDS} WHERE d.id >= $1::bigint * ${IDS} AND d.id < ($1::bigint + 1) * ${IDS} ORDER BY d.id`,
      [id],
    ),
  ]);
  if (event === undefined || entries.length === 0) return undefined;
  if (!names.has(event.route) || entries.some(({ target }) => !names.has(target))) await names.refresh();
  return { id, event: eventRowOf(names, event), entries: entries.map((entry) => entryOf(names, entry)) };
}
