import type { Taken, TakeQuery, TargetRef } from '../queue.ts';
import type { QueueFile } from './file.ts';
import { eventRowOf, type EventRow } from './rows.ts';

/** @internal Linear in what is taken and what is given, whatever else waits. Writes nothing: who has what is in memory. */
export function takeDue(file: QueueFile, query: TakeQuery): Taken[] {
  return query.targets.flatMap(({ route, target, room }) => {
    const id = file.names.knownTarget(route, target);
    return id === undefined || room <= 0 ? [] : takeOf(file, query, { id, target, room });
  });
}

interface Room {
  readonly id: number;
  readonly target: string;
  readonly room: number;
}

function takeOf(file: QueueFile, { owner, now, leaseUntil }: TakeQuery, { id: target, target: name, room }: Room): Taken[] {
  const taken: Taken[] = [];
  for (const ready of file.statements.nextDue.iterate(target) as Iterable<{ id: number; due: number }>) {
    if (ready.due > now || taken.length === room) break;
    const lease = file.leases.get(ready.id);
    if (lease !== undefined && lease.until > now) continue;
    taken.push(read(file, ready.id, name));
  }
  for (const { id, event } of taken) {
    const { type, request, receivedAt } = event;
    const known = file.names.type(type);
    file.leases.set(id, { owner, target, type: known, size: request.bytes.byteLength, receivedAt, until: leaseUntil });
  }
  return taken;
}

type DueRow = EventRow & { readonly attempts: number; readonly first_attempt: number | null };

function read(file: QueueFile, id: number, target: string): Taken {
  const row = file.statements.due.get(id) as DueRow;
  return {
    id,
    target,
    attempts: row.attempts,
    ...(row.first_attempt === null ? {} : { firstAttemptAt: row.first_attempt }),
    eventId: row.id,
    event: eventRowOf(file.names, row),
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
  for (const { id, due } of file.statements.nextDue.iterate(target) as Iterable<{ id: number; due: number }>) {
    const lease = file.leases.get(id);
    next = Math.min(next, Math.max(due, lease?.until ?? due));
    if (lease === undefined) break;
  }
  return next;
}
