import { unreachable } from '../../core/errors.ts';
import { retryAfterMs } from '../../http/kit/retry-after.ts';
import type { Reason, Settlement, Taken } from '../../queue/queue.ts';
import type { Outcome } from '../targets/target.ts';
import { backoffMs } from './backoff.ts';
import type { Run } from './lane.ts';
import { rowOf, type StatusRow } from './status-table.ts';

type Answered = Exclude<Outcome, { readonly kind: 'cut' }>;

export interface Decision {
  readonly row: StatusRow;
  readonly settlement: Settlement;
}

/** What becomes of a delivery after an attempt, by the table of statuses and the limits of its target. */
export function decide(run: Run, taken: Taken, outcome: Answered, clock: { readonly now: number; readonly random: () => number }): Decision {
  const row = rowOf(outcome);
  const { id } = taken;
  const at = clock.now;
  switch (row.means) {
    case 'delivered':
      return { row, settlement: { kind: 'delivered', id, at } };
    case 'stop':
      return { row, settlement: { kind: 'parked', id, at, reason: goneReason(run) } };
    case 'dead':
      return { row, settlement: { kind: 'dead', id, at, reason: reasonOf(run, outcome, 'which is not tried again') } };
    case 'retry':
      return { row, settlement: retry(run, taken, outcome, row, clock) };
  }
}

/** Why what waits for a target that wants no more is parked. */
export function goneReason({ lane: { config } }: Pick<Run, 'lane'>): Reason {
  return {
    code: 'target_gone',
    message: `target ${config.name} answered 410: it wants no more events. Resume it, and replay what was parked, or remove it from the route`,
  };
}

function retry(
  run: Run,
  taken: Taken,
  outcome: Answered,
  row: StatusRow,
  { now, random }: { readonly now: number; readonly random: () => number },
): Settlement {
  const { id } = taken;
  const { retry: limits, breaker } = run.lane.delivery;
  if (run.isTrying && row.circuit === 'down') {
    return { kind: 'retry', id, at: now, due: now + breaker.openMs, reason: reasonOf(run, outcome, 'while its circuit was open'), uncounted: true };
  }
  const attempts = taken.attempts + 1;
  const given = `attempt ${attempts} of ${limits.maxAttempts}`;
  if (attempts >= limits.maxAttempts) return { kind: 'dead', id, at: now, reason: reasonOf(run, outcome, `${given}; it was given up`) };
  const elapsed = now - (taken.firstAttemptAt ?? now);
  if (elapsed >= limits.maxElapsedMs) {
    return { kind: 'dead', id, at: now, reason: reasonOf(run, outcome, `${given}, ${elapsed} ms after the first; it was given up (maxElapsedMs)`) };
  }
  const asked = outcome.kind === 'answered' ? (retryAfterMs(outcome.retryAfter, now) ?? 0) : 0;
  const pause = Math.max(backoffMs(limits, attempts, random), Math.min(asked, limits.maxDelayMs));
  return { kind: 'retry', id, at: now, due: now + pause, reason: reasonOf(run, outcome, given) };
}

function reasonOf({ lane: { config } }: Run, outcome: Answered, when: string): Reason {
  switch (outcome.kind) {
    case 'answered':
      return { code: 'target_refused', message: `target ${config.name} ${outcome.words ?? `answered ${outcome.status}`}: ${when}` };
    case 'failed':
      return { code: outcome.error.code, message: `${outcome.error.message}: ${when}` };
    default:
      return unreachable('an attempt without an outcome');
  }
}
