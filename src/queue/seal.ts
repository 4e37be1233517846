import { Buffer } from 'node:buffer';
import { RegistryError } from '../core/errors.ts';
import type { DeliveryDraft, Fate, Queue, QueuedEvent, QueuedRequest, Reason, Settlement, Taken, TakeQuery } from './queue.ts';
import type { SealKeys } from './seal-keys.ts';
import { createSealer, type Sealer } from './sealer.ts';

/**
 * A queue that encrypts what a sender sent (method, query, headers, bytes) and the words of reasons before a driver sees them. In the clear
 * remain what a queue orders, finds and erases by: route, type, version, source, id, order key, times, sizes, codes, request id. They
 * are associated data, so an event's bytes cannot be given to another one.
 *
 * Without `keys` nothing new is encrypted, and what was encrypted before is never taken for a request: as with a missing key, `take`
 * parks it (`queue_key_missing`) and `read` throws. What was kept in the clear before is read as it is. Costs 47 bytes and the head in JSON, and some 4 µs for
 * 0.5 KB, 9 for 10 KB, at each end.
 */
export function sealed(queue: Queue, keys?: SealKeys): Queue {
  const sealer = createSealer(keys);
  const close = keys === undefined ? <T>(value: T): T => value : (reason: Reason): Reason => sealReason(sealer, reason);
  return {
    extend: (owner, deliveries, leaseUntil) => queue.extend(owner, deliveries, leaseUntil),
    release: (owner) => queue.release(owner),
    nextDue: (targets) => queue.nextDue(targets),
    count: () => queue.count(),
    discard: (ids, options) => queue.discard(ids, options),
    erase: (query) => queue.erase(query),
    expire: (query) => queue.expire(query),
    attend: (targets) => queue.attend(targets),
    attended: () => queue.attended(),
    subscribe: (wake) => queue.subscribe(wake),
    ping: () => queue.ping(),
    close: () => queue.close(),
    accept: (acceptance) => {
      if (keys === undefined) return queue.accept(acceptance);
      const { event, fate } = acceptance;
      return queue.accept({ ...acceptance, event: sealEvent(sealer, event), fate: sealFate(fate, close) });
    },
    take: async (query) => openTaken(queue, sealer, query, await queue.take(query)),
    settle: (owner, outcomes) =>
      queue.settle(
        owner,
        outcomes.map((outcome) => sealOutcome(outcome, close)),
      ),
    list: async (query) => (await queue.list(query)).map((entry) => openEntry(sealer, entry)),
    async read(id) {
      const found = await queue.read(id);
      if (found === undefined) return undefined;
      return { ...found, event: openEvent(sealer, found.event), entries: found.entries.map((entry) => openEntry(sealer, entry)) };
    },
    readmit: (readmission) =>
      queue.readmit(
        readmission.kind === 'event' ? { ...readmission, deliveries: readmission.deliveries.map((draft) => sealDraft(draft, close)) } : readmission,
      ),
  };
}

// No method of HTTP is written in small letters.
const SEALED = 'sealed';

function sealEvent(sealer: Sealer, event: QueuedEvent): QueuedEvent {
  const { method, query, headers, bytes, requestId } = event.request;
  const head = Buffer.from(JSON.stringify([method, query, headers]));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(head.length);
  const record = sealer.seal(Buffer.concat([length, head, bytes]), associatedOf(event));
  return { ...event, request: { method: SEALED, query: '', headers: [], bytes: record, requestId } };
}

function openEvent(sealer: Sealer, event: QueuedEvent): QueuedEvent {
  if (event.request.method !== SEALED) return event;
  const plain = sealer.open(event.request.bytes, associatedOf(event));
  const end = 4 + plain.readUInt32BE(0);
  const [method, query, headers] = JSON.parse(plain.toString('utf8', 4, end)) as [string, string, string[]];
  const request: QueuedRequest = { method, query, headers, bytes: plain.subarray(end), requestId: event.request.requestId };
  return { ...event, request };
}

// Not the version: an event that is let in later gets another one.
function associatedOf({ route, type, source, eventId, orderKey, receivedAt, request }: QueuedEvent): string {
  return JSON.stringify([route, type, source ?? null, eventId ?? null, orderKey ?? null, receivedAt, request.requestId]);
}

type Close = (reason: Reason) => Reason;

function sealReason(sealer: Sealer, { code, message, findings }: Reason): Reason {
  const record = sealer.seal(Buffer.from(JSON.stringify([message, findings ?? null])), `reason ${code}`);
  return { code, message: `${SEALED}:${record.toString('base64')}` };
}

function openReason(sealer: Sealer, reason: Reason): Reason {
  if (!reason.message.startsWith(`${SEALED}:`)) return reason;
  const { code } = reason;
  try {
    const plain = sealer.open(Buffer.from(reason.message.slice(SEALED.length + 1), 'base64'), `reason ${code}`).toString('utf8');
    const [message, findings] = JSON.parse(plain) as [string, Reason['findings'] | null];
    return { code, message, ...(findings === null || findings === undefined ? {} : { findings }) };
  } catch (thrown) {
    return { code, message: RegistryError.from(thrown).message };
  }
}

function sealFate(fate: Fate, close: Close): Fate {
  if (fate.kind === 'hold') return { kind: 'hold', reason: close(fate.reason) };
  return { kind: 'deliver', deliveries: fate.deliveries.map((draft) => sealDraft(draft, close)) };
}

function sealDraft(draft: DeliveryDraft, close: Close): DeliveryDraft {
  return draft.parked === undefined ? draft : { ...draft, parked: close(draft.parked) };
}

function sealOutcome(outcome: Settlement, close: Close): Settlement {
  return outcome.kind === 'delivered' ? outcome : { ...outcome, reason: close(outcome.reason) };
}

function openEntry<T extends { readonly reason?: Reason }>(sealer: Sealer, entry: T): T {
  return entry.reason === undefined ? entry : { ...entry, reason: openReason(sealer, entry.reason) };
}

// One that cannot be read waits for a person and holds up no other.
async function openTaken(queue: Queue, sealer: Sealer, { owner, now }: TakeQuery, taken: readonly Taken[]): Promise<readonly Taken[]> {
  const opened: Taken[] = [];
  const parked: Settlement[] = [];
  for (const one of taken) {
    try {
      opened.push({ ...one, event: openEvent(sealer, one.event) });
    } catch (thrown) {
      const { code, message } = RegistryError.from(thrown);
      parked.push({ kind: 'parked', id: one.id, at: now, reason: { code, message } });
    }
  }
  if (parked.length > 0) await queue.settle(owner, parked);
  return opened;
}
