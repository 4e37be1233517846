import type { Entry, EntryQuery, EntryState, EventId, StoredEvent } from '../queue.ts';
import type { QueueFile } from './file.ts';
import { eventOf, eventRowOf, idsOf, type DeliveryRow, type EventRow } from './rows.ts';
import { entryState, STATE } from './states.ts';

/** @internal A page by id. What waits for a person is found by an index; what waits to be delivered by a look at each. */
export function listEntries(file: QueueFile, query: EntryQuery): Entry[] {
  const entries = query.states.flatMap((state) => page(file, query, state));
  return entries.toSorted((a, b) => a.id - b.id).slice(0, query.limit);
}

const CONDITIONS: Readonly<Record<EntryState, string>> = {
  waiting: 'd.state < 2',
  taken: 'd.state < 2',
  held: 'd.state = 2',
  parked: 'd.state = 3',
  dead: 'd.state >= 4',
};

function page(file: QueueFile, query: EntryQuery, state: EntryState): Entry[] {
  const { route, target, type, orderKey, code, after = -1, limit } = query;
  const conditions = [
    `d.id > @after AND ${CONDITIONS[state]}`,
    ...(route === undefined ? [] : ['t.route = @route']),
    ...(target === undefined ? [] : ['t.target = @target']),
    ...(type === undefined ? [] : ['y.name = @type']),
    ...(orderKey === undefined ? [] : ['d.order_key = @orderKey']),
    ...(code === undefined ? [] : ["d.reason ->> '$.code' = @code"]),
  ];
  const statement = file.database.prepare(
    `SELECT d.*, e.version, e.source, e.event_id, e.order_key AS event_key, e.received_at FROM deliveries d
      JOIN targets t ON t.id = d.target JOIN types y ON y.id = d.type JOIN events e ON e.id = d.id / 256
      WHERE ${conditions.join(' AND ')} ORDER BY d.id`,
  );
  const found: Entry[] = [];
  for (const row of statement.iterate({ after, route, target, type, orderKey, code }) as Iterable<EntryRow>) {
    if (found.length === limit) break;
    if (state === 'waiting' || state === 'taken' ? file.leases.has(row.id) === (state === 'taken') : true) found.push(entryOf(file, row));
  }
  return found;
}

type EntryRow = DeliveryRow & Pick<EventRow, 'version' | 'source' | 'event_id' | 'received_at'> & { readonly event_key: string | null };

function entryOf(file: QueueFile, row: EntryRow): Entry {
  return {
    id: row.id,
    ...file.names.targetRef(row.target),
    state: file.leases.has(row.id) ? 'taken' : entryState(row.state),
    eventId: eventOf(row.id),
    type: file.names.typeName(row.type),
    ...(row.version === null ? {} : { version: row.version }),
    ...(row.source === null ? {} : { source: row.source }),
    ...(row.event_id === null ? {} : { cloudEventId: row.event_id }),
    ...(row.event_key === null ? {} : { orderKey: row.event_key }),
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
