import type { Entry, EntryQuery, EntryState, EventId, StoredEvent } from '../queue.ts';
import type { QueueFile } from './file.ts';
import { firstOf } from './first-of.ts';
import { eventOf, IDS, idsOf } from '../delivery-ids.ts';
import { optionalOf } from '../event-columns.ts';
import { eventRowOf, type DeliveryRow, type EventRow } from './rows.ts';
import { entryState, STATE } from '../states.ts';
import { textOf } from '../text.ts';

/**
 * @internal A page by id. What waits for a person is found by an index, and read as far as the page goes; what waits to be delivered is
 * looked through, in slices with others' work between them, so what changes meanwhile may be missing.
 */
export async function listEntries(file: QueueFile, query: EntryQuery): Promise<Entry[]> {
  const filter = filterOf(file, query);
  if (filter === undefined) return [];
  // Before the others, of which nobody may write while they are read.
  const onTheirWay = await rowsOnTheirWay(file, query, filter);
  const stuck = query.states.flatMap((state) => STUCK[state]).map((state) => stuckRows(file, query, state, filter));
  return firstOf([...stuck, onTheirWay], query.limit).map((row) => entryOf(file, row));
}

const STUCK: Readonly<Record<EntryState, readonly number[]>> = {
  waiting: [],
  taken: [],
  held: [STATE.held],
  parked: [STATE.parked],
  dead: [STATE.dead, STATE.deadBlocking, STATE.deadParking],
};

// SQL over `d`; undefined where a name was never seen.
function filterOf({ names }: QueueFile, { route, target, type, orderKey, code }: EntryQuery): string | undefined {
  const kind = type === undefined ? undefined : names.knownType(type);
  if (type !== undefined && kind === undefined) return undefined;
  const targets = names.targetIds((ref) => (route === undefined || ref.route === route) && (target === undefined || ref.target === target));
  // Nothing can be found, and SQLite refuses an index for what is false from the start.
  if (targets.length === 0) return undefined;
  return [
    'TRUE',
    ...(kind === undefined ? [] : [`d.type = ${kind}`]),
    ...(route === undefined && target === undefined ? [] : [`d.target IN (${targets.join()})`]),
    ...(orderKey === undefined ? [] : ['d.order_key = @orderKey']),
    ...(code === undefined ? [] : ["d.reason ->> '$.code' = @code"]),
  ].join(' AND ');
}

const COLUMNS = 'SELECT d.*, e.version, e.source, e.event_id, e.order_key AS event_key, e.received_at';

function* stuckRows(file: QueueFile, query: EntryQuery, state: number, filter: string): Generator<EntryRow, void> {
  const sql = `${COLUMNS} FROM deliveries d INDEXED BY stuck JOIN events e ON e.id = d.id / ${IDS}
    WHERE d.state >= 2 AND d.state = ${state} AND d.id > @after AND ${filter} ORDER BY d.id LIMIT @limit`;
  yield* file.database.prepare(sql).iterate(valuesOf(query)) as Iterable<EntryRow>;
}

async function rowsOnTheirWay(file: QueueFile, query: EntryQuery, filter: string): Promise<readonly EntryRow[]> {
  if (query.states.includes('waiting')) return waitingRows(file, query, filter);
  return query.states.includes('taken') ? takenRows(file, query, filter) : [];
}

// As many as the targets have under way.
function takenRows(file: QueueFile, query: EntryQuery, filter: string): EntryRow[] {
  const sql = `${COLUMNS} FROM deliveries d JOIN events e ON e.id = d.id / ${IDS}
    WHERE d.id IN (${[...file.leases.keys()].join()}) AND d.id > @after AND ${filter} ORDER BY d.id LIMIT @limit`;
  return file.database.prepare(sql).all(valuesOf(query)) as EntryRow[];
}

const SLICE = 20_000;

/** With those that are taken, where they are asked for as well. */
async function waitingRows(file: QueueFile, query: EntryQuery, others: string): Promise<EntryRow[]> {
  const filter = `${others}${waitingFor(file, query)}`;
  const end = file.database.prepare('SELECT max(id) FROM (SELECT id FROM deliveries WHERE id > ? ORDER BY id LIMIT ?)').pluck();
  const sql = `${COLUMNS} FROM deliveries d NOT INDEXED JOIN events e ON e.id = d.id / ${IDS}
    WHERE d.id > @after AND d.id <= @last AND d.state < 2 AND ${filter} ORDER BY d.id`;
  const isAsked = (id: number): boolean => query.states.includes('taken') || !file.leases.has(id);
  const found: EntryRow[] = [];
  for (let { after } = valuesOf(query); ;) {
    const last = end.get(after, SLICE) as number | null;
    if (last === null) return found;
    for (const row of file.database.prepare(sql).iterate({ ...valuesOf(query), after, last }) as Iterable<EntryRow>) {
      if (isAsked(row.id) && found.push(row) === query.limit) return found;
    }
    after = last;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

// What is taken only looks as if it waited.
function waitingFor({ names, leases }: QueueFile, { waitingFor: refs, states }: EntryQuery): string {
  if (refs === undefined) return '';
  const targets = refs.flatMap(({ route, target }) => names.knownTarget(route, target) ?? []);
  const taken = states.includes('taken') ? [...leases.keys()] : [];
  return ` AND (d.target IN (${targets.join()}) OR d.id IN (${taken.join()}))`;
}

interface Values {
  readonly orderKey: string | undefined;
  readonly code: string | undefined;
  readonly after: number;
  readonly limit: number;
}

function valuesOf({ orderKey, code, after = -1, limit }: EntryQuery): Values {
  return { orderKey: orderKey === undefined ? undefined : textOf(orderKey), code, after, limit };
}

type EntryRow = DeliveryRow & Pick<EventRow, 'version' | 'source' | 'event_id' | 'received_at'> & { readonly event_key: string | null };

function entryOf(file: QueueFile, row: EntryRow): Entry {
  const { eventId, ...others } = optionalOf({ ...row, order_key: row.event_key });
  return {
    id: row.id,
    ...file.names.targetRef(row.target),
    state: file.leases.has(row.id) ? 'taken' : entryState(row.state),
    eventId: eventOf(row.id),
    type: file.names.typeName(row.type),
    ...others,
    ...(eventId === undefined ? {} : { cloudEventId: eventId }),
    receivedAt: row.received_at,
    since: row.since,
    attempts: row.attempts,
    ...(row.state < STATE.held ? { due: row.due } : {}),
    ...(row.reason === null ? {} : { reason: JSON.parse(row.reason) as NonNullable<Entry['reason']> }),
    bytes: row.size,
  };
}

/** @internal */
export function readEvent(file: QueueFile, id: EventId): StoredEvent | undefined {
  const row = file.statements.event.get(id) as EventRow | undefined;
  if (row === undefined) return undefined;
  const deliveries = file.statements.deliveriesOf.all(...idsOf(id)) as DeliveryRow[];
  const { version, source, event_id, received_at, order_key: event_key } = row;
  return {
    id,
    event: eventRowOf(file.names, row),
    entries: deliveries.map((delivery) => entryOf(file, { ...delivery, version, source, event_id, received_at, event_key })),
  };
}
