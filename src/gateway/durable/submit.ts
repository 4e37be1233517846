import { RegistryError } from '../../core/errors.ts';
import type { Acceptance, Accepted, EventId, Fate, Queue, QueuedEvent, Reason } from '../../queue/queue.ts';
import type { Arrival } from '../arrival.ts';
import type { RouteConfig } from '../config/config.ts';
import type { Gateway } from '../gateway.ts';
import type { Docket } from '../outcome.ts';
import { draftDeliveries } from './drafts.ts';
import { judgeOrHold, type Verdict } from './judge-or-hold.ts';
import { idempotencyOf, orderKeyOf } from './keys.ts';
import type { Contents } from './read-events.ts';
import { noteUnordered } from './unordered.ts';

/** A request on a durable route, read and not judged yet. */
export interface Submission {
  readonly route: RouteConfig;
  /** As it is to be delivered. */
  readonly arrival: Arrival;
  readonly requestId: string;
  readonly contents: Contents;
  /** Its place in the batch that it came in; absent where it came by itself. */
  readonly indexInBatch?: number;
}

/** What the sender is told with 202. */
export type Receipt =
  | { readonly id: EventId; readonly state: 'accepted' }
  | ({ readonly id: EventId; readonly state: 'held'; readonly see: string } & Pick<Reason, 'code' | 'findings'> & { readonly detail: string });

/**
 * Judge a request and keep it with a delivery for each target that wants it, or held; resolves when it is on disk. Undefined where no
 * target wants it: nothing is kept then. Throws what refuses it; `other_bytes`, `queue_full` and `queue_unavailable`.
 */
export async function submit(gateway: Gateway, submission: Submission, docket: Docket): Promise<Receipt | undefined> {
  const acceptance = await prepare(gateway, submission, docket);
  return acceptance === undefined ? undefined : keep(gateway, acceptance);
}

/** Judge a request, and say what is to be kept of it; undefined where no target wants it. Throws what refuses it. */
export async function prepare(gateway: Gateway, submission: Submission, docket: Docket): Promise<Acceptance | undefined> {
  const { route, contents } = submission;
  const verdict = await judgeOrHold(gateway, route, contents);
  docket.judged = verdict.outcome;
  const fate = await fateOf(gateway, submission, verdict);
  if (fate === undefined) return undefined;
  const now = gateway.timing.now();
  const idempotency = idempotencyOf(submission, now);
  return { event: queuedEvent(submission, verdict, now), fate, ...(idempotency === undefined ? {} : { idempotency }) };
}

/** Resolves when it is on disk. What was handed over first has its place before what comes later. */
export async function keep(gateway: Gateway, acceptance: Acceptance): Promise<Receipt> {
  const { event, fate } = acceptance;
  const accepted = await requireQueue(gateway).accept(acceptance);
  const isHeld = accepted.kind === 'stored' && fate.kind === 'hold';
  gateway.counters.countAcceptance(event.route, isHeld ? 'held' : accepted.kind);
  if (isHeld) gateway.counters.subjects.of(gateway.court, event.type).held += 1;
  if (accepted.kind === 'stored') noteUnordered(gateway, event);
  return receiptOf(requireKept(accepted, event.route), fate);
}

async function fateOf(gateway: Gateway, { route, contents }: Submission, { held }: Verdict): Promise<Fate | undefined> {
  if (held !== undefined) return { kind: 'hold', reason: held };
  const deliveries = await draftDeliveries(gateway, route, contents);
  return deliveries.length === 0 ? undefined : { kind: 'deliver', deliveries };
}

function queuedEvent({ route, arrival, requestId, contents: { events } }: Submission, { version }: Verdict, receivedAt: number): QueuedEvent {
  const [event] = events;
  const { source, id } = event.attributes;
  const orderKey = route.durable?.order === undefined ? undefined : orderKeyOf(route.durable.order, event);
  return {
    route: route.path,
    type: event.type,
    ...(version === undefined ? {} : { version }),
    ...(source === undefined ? {} : { source: String(source) }),
    ...(id === undefined ? {} : { eventId: String(id) }),
    ...(orderKey === undefined ? {} : { orderKey }),
    receivedAt,
    request: { method: arrival.method, query: arrival.query, headers: arrival.headers, bytes: arrival.bytes, requestId },
  };
}

/** The queue of a gateway with a durable route. */
export function requireQueue({ queue }: Pick<Gateway, 'queue'>): Queue {
  if (queue !== undefined) return queue;
  throw new RegistryError('queue_unavailable', 'this gateway was started without a queue');
}

function requireKept(accepted: Accepted, path: string): EventId {
  switch (accepted.kind) {
    case 'stored':
    case 'duplicate':
      return accepted.id;
    case 'other_bytes':
      throw new RegistryError(
        'other_bytes',
        `an event with the same key was accepted on ${path} within the window of the route, as number ${accepted.id}: expected the same bytes; found others`,
        { data: { id: accepted.id } },
      );
    case 'full':
      throw new RegistryError('queue_full', FULL[accepted.limit], { data: { limit: accepted.limit } });
  }
}

const FULL = {
  waiting: 'as many deliveries wait as the configuration allows (queue.maxWaiting); nothing was kept. Try again later',
  held: 'as many events are held, parked or dead as the configuration allows (queue.maxHeld); nothing was kept. Decide on some of them',
} as const;

function receiptOf(id: EventId, fate: Fate): Receipt {
  if (fate.kind === 'deliver') return { id, state: 'accepted' };
  const { code, message: detail, findings } = fate.reason;
  return { id, state: 'held', see: `/-/api/v1/events/${id}`, code, detail, ...(findings === undefined ? {} : { findings }) };
}
