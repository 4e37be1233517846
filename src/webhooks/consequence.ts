import type { ChangeRecord } from '../core/change.ts';
import {
  deliveryKey,
  KEPT_ATTEMPTS,
  MAX_DEAD,
  type AttemptOutcome,
  type DeadDelivery,
  type WebhookAttempt,
  type WebhookProgress,
} from '../core/webhook.ts';
import type { WebhookAnswer } from '../registry/webhook-outlet.ts';
import type { AuditDraft, RecordWrite } from '../storage/store.ts';
import { pendingOf } from './agenda.ts';
import { meaningOf, nextAttemptAt } from './retry.ts';
import type { CourierSettings, Standing } from './settings.ts';

/** What an attempt leads to: one write, whole or absent. */
export interface Consequence {
  readonly outcome: AttemptOutcome;
  readonly records: readonly RecordWrite[];
  /** Where the webhook itself changes. */
  readonly audit?: AuditDraft;
}

/** An attempt and what it was made on. */
export interface Occasion {
  readonly standing: Standing;
  readonly answer: WebhookAnswer;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly lease: NonNullable<WebhookProgress['lease']>;
  readonly settings: Pick<CourierSettings, 'store' | 'clock' | 'random' | 'retry'>;
}

/** A change of the feed was sent: it is done, waits for its next attempt, or is given up; or the webhook stops before it. */
export async function recordDelivery(occasion: Occasion, change: ChangeRecord): Promise<Consequence> {
  const { standing, answer, lease, settings, startedAt } = occasion;
  const { pending: _pending, ...progress } = { ...standing.progress, lease };
  const log = { sequence: change.sequence, type: change.type };
  const past = pendingOf(standing.webhook, standing.progress, change.sequence) ?? { attempts: 0, firstAt: startedAt };
  const attempts = past.attempts + 1;
  switch (meaningOf(answer.status)) {
    case 'delivered':
      return conclude(occasion, { ...log, outcome: 'delivered' }, { ...progress, cursor: change.sequence });
    case 'stop':
      return stop(occasion, log, 'the receiver answered 410: it wants no more');
    case 'retry': {
      const error = answer.error ?? '';
      const now = settings.clock.now();
      const nextAt = nextAttemptAt(settings.retry, {
        ...past,
        attempts,
        now,
        retryAfterMs: answer.retryAfterMs,
        random: settings.random(),
      });
      if (nextAt !== undefined) {
        const pending = { sequence: change.sequence, attempts, firstAt: past.firstAt, nextAt, epoch: standing.webhook.epoch, error };
        return conclude(occasion, { ...log, outcome: 'failed', nextAttemptAt: isoOf(nextAt) }, { ...progress, pending });
      }
      const dead = await settings.store.listRecords({ kind: 'webhook_dead', prefix: `${standing.webhook.id}/`, limit: MAX_DEAD });
      if (dead.length >= MAX_DEAD) return stop(occasion, log, `${MAX_DEAD} deliveries were given up`);
      const delivery: DeadDelivery = { change, attempts, diedAt: isoOf(now), error };
      return conclude(occasion, { ...log, outcome: 'gave_up' }, { ...progress, cursor: change.sequence }, [putDead(standing, delivery)]);
    }
  }
}

/** A delivery that had been given up was sent once more: it is done, or given up again. */
export function recordResend(occasion: Occasion, { resend: _resend, ...delivery }: DeadDelivery): Consequence {
  const { standing, answer, lease, settings } = occasion;
  const { sequence, type } = delivery.change;
  const progress = { ...standing.progress, lease };
  switch (meaningOf(answer.status)) {
    case 'delivered':
      return conclude(occasion, { sequence, type, outcome: 'delivered' }, progress, [
        { kind: 'webhook_dead', key: deliveryKey(standing.webhook.id, sequence), value: null },
      ]);
    case 'stop':
      return stop(occasion, { sequence, type }, 'the receiver answered 410: it wants no more');
    case 'retry': {
      const again = { ...delivery, attempts: delivery.attempts + 1, diedAt: isoOf(settings.clock.now()), error: answer.error ?? '' };
      return conclude(occasion, { sequence, type, outcome: 'gave_up' }, progress, [putDead(standing, again)]);
    }
  }
}

type Entry = Pick<WebhookAttempt, 'sequence' | 'type' | 'outcome' | 'nextAttemptAt'>;

function conclude(occasion: Occasion, entry: Entry, progress: WebhookProgress, more: readonly RecordWrite[] = []): Consequence {
  const { standing, answer, startedAt } = occasion;
  const { id } = standing.webhook;
  const number = progress.attempts + 1;
  const { status, error, durationMs } = answer;
  const attempt: WebhookAttempt = {
    time: isoOf(startedAt),
    ...entry,
    durationMs,
    ...(status === undefined ? {} : { status }),
    ...(error === undefined ? {} : { error }),
  };
  const records: RecordWrite[] = [
    { kind: 'webhook_progress', key: id, expect: standing.revision, value: { ...progress, attempts: number } },
    { kind: 'webhook_attempt', key: deliveryKey(id, number), value: attempt },
    ...more,
  ];
  if (number > KEPT_ATTEMPTS) records.push({ kind: 'webhook_attempt', key: deliveryKey(id, number - KEPT_ATTEMPTS), value: null });
  return { outcome: entry.outcome, records };
}

// The cursor stays, so that nothing is missing when somebody makes the webhook active again.
function stop(occasion: Occasion, entry: Omit<Entry, 'outcome'>, reason: string): Consequence {
  const { standing, settings } = occasion;
  const { webhook, webhookRevision } = standing;
  const { lease: _lease, ...progress } = standing.progress;
  const stopped = { ...webhook, state: 'stopped', stateReason: reason, epoch: webhook.epoch + 1 };
  const { records } = conclude(occasion, { ...entry, outcome: 'stopped' }, progress, [
    { kind: 'webhook', key: webhook.id, expect: webhookRevision, value: stopped },
  ]);
  const audit: AuditDraft = {
    time: isoOf(settings.clock.now()),
    actor: 'registry',
    action: 'webhook.stop',
    name: webhook.id,
    before: { state: webhook.state },
    after: { state: 'stopped', reason },
  };
  return { outcome: 'stopped', records, audit };
}

function putDead({ webhook: { id } }: Standing, delivery: DeadDelivery): RecordWrite {
  return { kind: 'webhook_dead', key: deliveryKey(id, delivery.change.sequence), value: delivery };
}

function isoOf(ms: number): string {
  return new Date(ms).toISOString();
}
