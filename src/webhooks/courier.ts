import { toCloudEvent } from '../core/change-event.ts';
import type { WebhookProgress, WebhookRecord } from '../core/webhook.ts';
import type { WebhookAnswer } from '../registry/webhook-outlet.ts';
import type { RecordWrite } from '../storage/store.ts';
import { Agenda, CLOCKS_DIFFER_BY_MS, type Task } from './agenda.ts';
import { Alarm } from './alarm.ts';
import { recordDelivery, recordResend, type Consequence } from './consequence.ts';
import type { CourierSettings, Standing } from './settings.ts';

type Sendable = Extract<Task, { readonly kind: 'deliver' | 'resend' }>;

// A lease outlives the attempt: others' clocks may be ahead, and what became of it must be written.
const MAX_SLACK_MS = 5_000;
const AFTER_ERROR_MS = 5_000;

/**
 * Delivers for one webhook, in the order of the feed, one at a time. Only who has the lease sends; each write expects the
 * progress as it was read, so who has lost the lease changes nothing any more.
 */
export class Courier {
  readonly #id: string;
  readonly #settings: CourierSettings;
  readonly #agenda: Agenda;
  readonly #alarm: Alarm;
  readonly #ending = new AbortController();
  readonly #cutOff = new AbortController();
  readonly #done: Promise<void>;
  #filter = '';

  constructor(id: string, settings: CourierSettings) {
    this.#id = id;
    this.#settings = settings;
    this.#agenda = new Agenda(settings.store, settings.retry);
    this.#alarm = new Alarm(settings.clock);
    this.#done = this.#run();
  }

  /** Something was written. */
  readonly wake = (): void => this.#alarm.ring();

  /** What is under way may still end, for `graceMs`. */
  async end(graceMs: number): Promise<void> {
    this.#ending.abort();
    this.#alarm.ring();
    const cancel = this.#settings.clock.later(graceMs, () => this.#cutOff.abort());
    await this.#done;
    cancel();
  }

  async #run(): Promise<void> {
    while (!this.#ending.signal.aborted) {
      const next = await this.#work().catch((err: unknown) => {
        this.#settings.log.error({ webhook: this.#id, err }, 'webhook: cannot read or write the store; trying again');
        return this.#settings.clock.now() + AFTER_ERROR_MS;
      });
      if (!this.#ending.signal.aborted) await this.#alarm.wait(next);
    }
    await this.#letGo().catch(() => undefined); // The lease ends by itself.
  }

  /** Everything that is due; gives when to look again, in milliseconds since 1970, or undefined where only a write can change that. */
  async #work(): Promise<number | undefined> {
    while (!this.#ending.signal.aborted) {
      const standing = await this.#read();
      if (standing === undefined) return undefined;
      const { progress, webhook } = standing;
      const task: Task = webhook.state === 'active' ? await this.#plan(standing) : { kind: 'nothing' };
      const now = this.#settings.clock.now();
      const { lease } = progress;
      // One that lasts for longer than any was taken before the clock was set back.
      const isOver = lease === undefined || lease.until <= now || lease.until > this.#lease().until + CLOCKS_DIFFER_BY_MS;
      const isOthers = !isOver && lease.owner !== this.#settings.owner;
      switch (task.kind) {
        case 'nothing':
        case 'wait':
          await this.#release(standing);
          return task.kind === 'wait' ? task.until : undefined;
        case 'pass':
          if (!isOthers) await this.#write(standing, { ...withoutLease(progress), cursor: task.cursor });
          return undefined;
        case 'deliver':
        case 'resend':
          if (isOthers) return lease.until;
          await this.#attempt(standing, task);
      }
    }
    return undefined;
  }

  async #read(): Promise<Standing | undefined> {
    const { store } = this.#settings;
    const [webhook, progress] = await Promise.all([store.readRecord('webhook', this.#id), store.readRecord('webhook_progress', this.#id)]);
    if (webhook === undefined || progress === undefined) return undefined;
    return {
      webhook: webhook.value as WebhookRecord,
      webhookRevision: webhook.revision,
      progress: progress.value as WebhookProgress,
      revision: progress.revision,
    };
  }

  #plan({ webhook, progress }: Standing): Promise<Task> {
    const filter = JSON.stringify([webhook.types, webhook.prefix]);
    if (filter !== this.#filter) this.#agenda.forget(progress.cursor);
    this.#filter = filter;
    return this.#agenda.next(webhook, progress, this.#settings.clock.now());
  }

  async #attempt(read: Standing, task: Sendable): Promise<void> {
    const standing = await this.#hold(read);
    if (standing === undefined) return; // Somebody else was faster.
    const change = task.kind === 'deliver' ? task.change : task.delivery.change;
    const message = { id: change.historyId, event: toCloudEvent(change) };
    const startedAt = this.#settings.clock.now();
    const answer = await this.#settings.outlet.send(standing.webhook, message, this.#cutOff.signal);
    // Nobody knows whether it arrived; whoever goes on sends it again.
    if (this.#cutOff.signal.aborted && answer.status === undefined) return;
    await this.#keep(standing, task, { answer, startedAt });
  }

  async #keep(standing: Standing, task: Sendable, sent: { readonly answer: WebhookAnswer; readonly startedAt: number }): Promise<void> {
    const { store, log, onAttempt } = this.#settings;
    const occasion = { standing, ...sent, settings: this.#settings, lease: this.#lease() };
    const consequence: Consequence = task.kind === 'deliver' ? await recordDelivery(occasion, task.change) : recordResend(occasion, task.delivery);
    const { records, audit, outcome } = consequence;
    const isKept = audit === undefined ? await store.writeRecords(records) : await this.#commit(records, audit);
    if (!isKept) {
      log.warn({ webhook: this.#id, outcome }, 'webhook: changed while an attempt was under way; it may be sent again');
      return;
    }
    onAttempt?.(outcome);
    if (outcome !== 'delivered') {
      const fields = { webhook: this.#id, outcome, status: sent.answer.status, error: sent.answer.error };
      log.warn(
        fields,
        outcome === 'failed' ? 'webhook: an attempt failed' : `webhook: ${outcome === 'stopped' ? 'stopped' : 'a delivery was given up'}`,
      );
    }
  }

  async #commit(records: readonly RecordWrite[], audit: NonNullable<Consequence['audit']>): Promise<boolean> {
    const result = await this.#settings.store.commit({ expect: [], records, audit: () => [audit], changes: () => [] });
    return result.kind === 'committed';
  }

  #lease(): NonNullable<WebhookProgress['lease']> {
    const { owner, clock, timeoutMs } = this.#settings;
    return { owner, until: clock.now() + timeoutMs + Math.min(timeoutMs, MAX_SLACK_MS) };
  }

  /** Have the lease for as long as an attempt takes; undefined where the progress changed meanwhile. */
  async #hold(standing: Standing): Promise<Standing | undefined> {
    const { owner, clock, timeoutMs } = this.#settings;
    const { lease } = standing.progress;
    if (lease?.owner === owner && lease.until - clock.now() >= timeoutMs) return standing;
    const progress = { ...standing.progress, lease: this.#lease() };
    return (await this.#write(standing, progress)) ? { ...standing, progress, revision: standing.revision + 1 } : undefined;
  }

  async #release(standing: Standing): Promise<void> {
    if (standing.progress.lease?.owner === this.#settings.owner) await this.#write(standing, withoutLease(standing.progress));
  }

  async #letGo(): Promise<void> {
    const standing = await this.#read();
    if (standing !== undefined) await this.#release(standing);
  }

  #write({ revision }: Standing, progress: WebhookProgress): Promise<boolean> {
    return this.#settings.store.writeRecords([{ kind: 'webhook_progress', key: this.#id, expect: revision, value: progress }]);
  }
}

function withoutLease({ lease: _lease, ...progress }: WebhookProgress): WebhookProgress {
  return progress;
}
