import type { DeliveryId, EraseQuery, EventId, ExpireQuery } from '../queue.ts';
import { dropLease, rowOf, type QueueFile } from './file.ts';
import type { GroupCommit } from './group-commit.ts';
import { guard } from './guard.ts';
import { settleKey } from './order.ts';
import { eventOf, idsOf } from '../delivery-ids.ts';
import { keptSince } from '../keep.ts';
import { type DeliveryRow } from './rows.ts';
import { hasten } from './set-back.ts';
import { removeDelivery } from './settle.ts';
import { FIRST_STUCK, STATE } from '../states.ts';
import { textOf } from '../text.ts';

/** @internal Runs inside a transaction. Gives how many there were. */
export function discard(file: QueueFile, ids: readonly DeliveryId[], { alsoWaiting = false }: { readonly alsoWaiting?: boolean } = {}): number {
  const isMeant = (row: DeliveryRow): boolean => row.state >= FIRST_STUCK || (alsoWaiting && !file.leases.has(row.id));
  const rows = ids.map((id) => rowOf(file, id)).filter((row) => row !== undefined && isMeant(row)) as DeliveryRow[];
  removeStuck(file, rows);
  return rows.length;
}

function removeStuck(file: QueueFile, rows: readonly DeliveryRow[]): void {
  for (const row of rows) removeDelivery(file, row);
  for (const row of rows) if (row.order_key !== null) settleKey(file, row.target, row.order_key);
}

// So many events are looked at in one transaction, that nobody waits for long.
const SLICE = 2_000;

/**
 * @internal Linear in what the queue holds, in slices with others' work between them. What was removed is overwritten in the file, and
 * the -wal is emptied.
 */
export async function erase(file: QueueFile, group: GroupCommit, query: EraseQuery): Promise<number> {
  if (query.kind === 'event') {
    const erased = await group.write(() => eraseEvents(file, [query.id]));
    await group.write(() => file.statements.removeSeen.run(query.id));
    emptyWal(file);
    return erased;
  }
  const find = file.database.prepare(`SELECT id FROM events WHERE id > @after AND id <= @after + ${SLICE} AND ${conditionOf(query)}`).pluck();
  const last = (file.statements.lastEvent.get() as { id: number }).id;
  const values = Object.fromEntries(Object.entries(query).map(([name, value]) => [name, textOf(value)]));
  let erased = 0;
  for (let after = 0; after < last; after += SLICE) {
    erased += await group.write(() => eraseEvents(file, find.all({ ...values, after }) as EventId[]));
  }
  emptyWal(file);
  return erased;
}

function conditionOf(query: Exclude<EraseQuery, { kind: 'event' }>): string {
  const ofType = 'type = (SELECT t.id FROM types t WHERE t.name = @type)';
  switch (query.kind) {
    case 'type':
      return ofType;
    case 'order_key':
      return `order_key = @orderKey${query.type === undefined ? '' : ` AND ${ofType}`}`;
    case 'cloud_event':
      return `event_id = @id${query.source === undefined ? '' : ' AND source = @source'}`;
  }
}

function eraseEvents(file: QueueFile, events: readonly EventId[]): number {
  if (events.length === 0) return 0;
  file.database.pragma('secure_delete = ON');
  try {
    return events.filter((event) => eraseEvent(file, event)).length;
  } finally {
    file.database.pragma('secure_delete = FAST');
  }
}

function eraseEvent(file: QueueFile, event: EventId): boolean {
  const { statements } = file;
  statements.removeSeen.run(event);
  const rows = statements.deliveriesOf.all(...idsOf(event)) as DeliveryRow[];
  for (const row of rows) {
    dropLease(file, row.id);
    removeDelivery(file, row);
  }
  for (const row of rows) if (row.order_key !== null) settleKey(file, row.target, row.order_key);
  return rows.length > 0;
}

function emptyWal({ database, path }: QueueFile): void {
  guard(path, () => database.pragma('wal_checkpoint(TRUNCATE)'));
}

/** @internal */
export async function expire(file: QueueFile, group: GroupCommit, query: ExpireQuery): Promise<number> {
  await hasten(file, group, query.now);
  let expired = 0;
  for (const state of [STATE.held, STATE.parked, STATE.dead, STATE.deadBlocking, STATE.deadParking]) {
    let after = query.keep.length > 0 ? -1 : Infinity;
    while (after < Infinity && expired < query.limit) {
      const page = await group.write(() => expireStuck(file, query, { state, after, limit: query.limit - expired }));
      expired += page.expired;
      after = page.after;
    }
  }
  return expired + (await expireSeen(file, group, query.now, query.limit - expired));
}

interface Page {
  readonly state: number;
  readonly after: number;
  readonly limit: number;
}

function expireStuck(file: QueueFile, { keep }: ExpireQuery, { state, after, limit }: Page): { expired: number; after: number } {
  const rows = file.statements.stuckPage.all(state, after, SLICE) as DeliveryRow[];
  const old = rows.filter((row) => isTooOld(file, row, keep)).slice(0, limit);
  removeStuck(file, old);
  return { expired: old.length, after: rows.length < SLICE ? Infinity : (rows.at(-1)?.id ?? Infinity) };
}

function isTooOld({ names, statements }: QueueFile, row: DeliveryRow, keep: ExpireQuery['keep']): boolean {
  const since = keptSince(names.typeName(row.type), keep);
  if (since === undefined) return false;
  const event = statements.receivedAt.get(eventOf(row.id)) as { received_at: number };
  return event.received_at < since;
}

const SEEN_SLICES = 20;

// Goes on where the last call ended, and begins anew after the end: windows differ from route to route.
async function expireSeen(file: QueueFile, group: GroupCommit, now: number, limit: number): Promise<number> {
  let expired = 0;
  for (let slice = 0; slice < SEEN_SLICES && expired < limit; slice += 1) {
    const found = await group.write(() => expireSeenSlice(file, now));
    expired += found.expired;
    if (found.isEnd) break;
  }
  return expired;
}

function expireSeenSlice(file: QueueFile, now: number): { expired: number; isEnd: boolean } {
  const { statements } = file;
  const rows = statements.seenSlice.all(file.expiredUpTo, SLICE) as { event: number; until: number }[];
  const old = rows.filter(({ until }) => until <= now);
  for (const { event } of old) statements.removeSeen.run(event);
  const isEnd = rows.length < SLICE;
  file.expiredUpTo = isEnd ? 0 : (rows.at(-1)?.event ?? 0);
  return { expired: old.length, isEnd };
}
