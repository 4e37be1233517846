import { RegistryError } from '../../core/errors.ts';
import { retryAfterMs } from '../../http/kit/retry-after.ts';
import type { Reason, Settlement, Taken } from '../../queue/queue.ts';
import { reasonOf } from '../durable/reason.ts';
import type { Gateway } from '../gateway.ts';
import type { Attempt, Outcome } from '../targets/target.ts';
import { decide, goneReason, type Decision } from './decide.ts';
import type { Run } from './lane.ts';
import { whyUnreadableNow } from './still-readable.ts';

export interface DeliveringOptions extends Pick<Gateway, 'court' | 'counters' | 'tracing' | 'timing' | 'log'> {
  /** Aborts when nothing is waited for any more. */
  readonly signal: AbortSignal;
}

/** What keeps an event from being judged just now. */
const MAY_PASS: ReadonlySet<string> = new Set(['snapshot_missing', 'overloaded']);
/** Between two looks at whether it can be. */
const NO_SCHEMAS_MS = 1_000;

/** One attempt: judge again by what the target reads now, send, decide. Undefined where it was cut off, which settles nothing. */
export async function deliverOnce(options: DeliveringOptions, run: Run, taken: Taken): Promise<Settlement | undefined> {
  const { timing, log } = options;
  const { lane } = run;
  const before = await withoutSending(options, run, taken);
  if (before !== undefined) {
    lane.breaker.leave(run.isTrying);
    return before;
  }
  const outcome = await attempt(options, run, { id: taken.id, number: taken.attempts + 1, event: taken.event });
  if (outcome.kind === 'cut') return undefined;
  const decision = decide(run, taken, outcome, { now: timing.now(), random: timing.random });
  options.counters.countAttempt(lane.ref.route, lane.ref.target, answerOf(outcome));
  steer(options, run, outcome, decision);
  const { settlement } = decision;
  const told = { ...lane.ref, delivery: taken.id, event: taken.eventId, attempt: taken.attempts + 1 };
  if (settlement.kind === 'dead') log.warn({ ...told, code: settlement.reason.code }, `a delivery is dead: ${settlement.reason.message}`);
  else if (settlement.kind !== 'delivered') log.debug({ ...told, code: settlement.reason.code }, settlement.reason.message);
  return settlement;
}

async function attempt({ tracing, signal }: DeliveringOptions, { lane }: Run, plain: Attempt): Promise<Outcome> {
  if (tracing === undefined) return lane.target.send(plain, signal);
  const span = tracing.startAttempt(lane.ref, plain);
  const { event } = plain;
  const headers = span.outgoing(event.request.headers);
  const outcome = await lane.target.send({ ...plain, event: { ...event, request: { ...event.request, headers } } }, signal);
  span.end(outcome);
  return outcome;
}

async function withoutSending(
  { court, timing, log }: DeliveringOptions,
  { lane }: Run,
  { id, event, eventId }: Taken,
): Promise<Settlement | undefined> {
  const at = timing.now();
  if (lane.stopped !== undefined) return { kind: 'parked', id, at, reason: lane.stopped };
  try {
    const reason = await whyUnreadableNow({ court }, lane, event);
    return reason === undefined ? undefined : park(reason);
  } catch (thrown) {
    const error = RegistryError.from(thrown);
    const { code, message } = error;
    if (MAY_PASS.has(code)) return { kind: 'retry', id, at, due: at + NO_SCHEMAS_MS, reason: { code, message }, uncounted: true };
    // The route is another one than when the event was accepted, and cannot read it any more.
    return park(reasonOf(error));
  }

  function park(reason: Reason): Settlement {
    log.warn({ ...lane.ref, delivery: id, event: eventId, code: reason.code }, `a delivery is parked: ${reason.message}`);
    return { kind: 'parked', id, at, reason };
  }
}

/** What an answer means for the deliveries after this one. */
function steer({ timing, log }: DeliveringOptions, run: Run, outcome: Outcome, { row }: Decision): void {
  const { lane, id, isTrying } = run;
  const now = timing.monotonic();
  if (row.circuit === 'alive') {
    if (lane.breaker.succeed()) log.info(lane.ref, 'the target answers again; its circuit is closed');
  } else if (lane.breaker.fail(id, now, isTrying)) {
    log.warn({ ...lane.ref, openMs: lane.delivery.breaker.openMs }, 'deliveries to the target fail one after the other; its circuit is open');
  }
  if (row.means === 'stop' && lane.stopped === undefined) {
    lane.stopped = goneReason(run);
    log.error(lane.ref, 'the target answered 410: it gets no more events, and what waits for it is parked');
  }
  if (row.circuit === 'down' && outcome.kind === 'answered') {
    const asked = retryAfterMs(outcome.retryAfter, timing.now());
    if (asked !== undefined) lane.keepQuiet(now + Math.min(asked, lane.delivery.retry.maxDelayMs));
  }
}

function answerOf(outcome: Exclude<Outcome, { readonly kind: 'cut' }>): string {
  return outcome.kind === 'answered' ? `${Math.trunc(outcome.status / 100)}xx` : outcome.how;
}
