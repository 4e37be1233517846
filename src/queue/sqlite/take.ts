import type { DeliveryId, Taken, TakeQuery, TargetRef } from '../queue.ts';
import { rowOf, type QueueFile } from './file.ts';
import { damaged } from './guard.ts';
import { eventOf } from '../delivery-ids.ts';
import { eventRowOf, type EventRow } from './rows.ts';

/** @internal Linear in what is taken and what is given, whatever else waits. Writes nothing: who has what is in memory. */
export function takeDue(file: QueueFile, query: TakeQuery): Taken[] {
  const underWay = new Set(query.underWay);
  return query.targets.flatMap(({ route, target, room }) => {
    const id = file.names.knownTarget(route, target);
    return id === undefined || room <= 0 ? [] : takeOf(file, query, { id, target, room, underWay });
  });
}

interface Room {
  readonly id: number;
  readonly target: string;
  readonly room: number;
  readonly underWay: ReadonlySet<DeliveryId>;
}

function takeOf(file: QueueFile, query: TakeQuery, room: Room): Taken[] {
  return dueOf(file, query.now, room).map((id) => takeOne(file, query, id, room.target));
}

function dueOf({ statements, leases }: QueueFile, now: number, { id: target, room, underWay }: Room): readonly DeliveryId[] {
  const ids: DeliveryId[] = [];
  for (const { id, due } of statements.nextDue.iterate(target) as Iterable<Ready>) {
    if (due > now) break;
    const lease = leases.get(id);
    if ((lease !== undefined && lease.until > now) || underWay.has(id)) continue;
    if (ids.push(id) === room) break;
  }
  return ids;
}

interface Ready {
  readonly id: number;
  readonly due: number;
}

function takeOne(file: QueueFile, { owner, leaseUntil }: TakeQuery, id: number, target: string): Taken {
  const row = rowOf(file, id);
  const event = file.statements.event.get(eventOf(id)) as EventRow | undefined;
  if (row === undefined || event === undefined) throw damaged(file.path, `delivery ${id} is of no event`);
  file.leases.set(id, { owner, row, receivedAt: event.received_at, until: leaseUntil });
  return {
    id,
    target,
    attempts: row.attempts,
    ...(row.first_attempt === null ? {} : { firstAttemptAt: row.first_attempt }),
    eventId: event.id,
    event: eventRowOf(file.names, event),
  };
}

/** @internal */
export function nextDue(file: QueueFile, targets: readonly TargetRef[]): number | undefined {
  const times = targets.map(({ route, target }) => nextOf(file, file.names.knownTarget(route, target)));
  const next = Math.min(...times);
  return next === Infinity ? undefined : next;
}

function nextOf(file: QueueFile, target: number | undefined): number {
  if (target === undefined) return Infinity;
  let next = Infinity;
  for (const { id, due } of file.statements.nextDue.iterate(target) as Iterable<Ready>) {
    const lease = file.leases.get(id);
    next = Math.min(next, Math.max(due, lease?.until ?? due));
    if (lease === undefined) break;
  }
  return next;
}
