import { Counter, Gauge, type Registry as MetricRegistry } from 'prom-client';
import { ATTEMPT_OUTCOMES, WEBHOOK_STATES, type AttemptOutcome, type WebhookState } from '../../core/webhook.ts';
import type { Backlog } from '../../webhooks/deliverer.ts';
import { sharedRead } from './shared-read.ts';

/** How deliveries to webhooks go. */
export interface WebhookMetrics {
  /** Counts what became of an attempt to deliver to a webhook. */
  readonly onWebhookAttempt: (outcome: AttemptOutcome) => void;
  /** How far webhooks are behind, read at each scrape. */
  measureBacklogs(read: () => Promise<readonly Backlog[]>): void;
  /** The state of each webhook, read at each scrape. */
  measureWebhookStates(read: () => Promise<readonly WebhookState[]>): void;
}

export function webhookMetrics(register: MetricRegistry): WebhookMetrics {
  const attempts = new Counter({
    name: 'sluice_webhook_attempts_total',
    help: 'Attempts to deliver to webhooks, by outcome: delivered, failed (tried again), gave_up, stopped.',
    labelNames: ['outcome'],
    registers: [register],
  });
  for (const outcome of ATTEMPT_OUTCOMES) attempts.inc({ outcome }, 0);
  return {
    onWebhookAttempt: (outcome) => attempts.inc({ outcome }),
    measureBacklogs: (read) => measureBacklogs(register, read),
    measureWebhookStates: (read) => measureWebhookStates(register, read),
  };
}

function measureBacklogs(register: MetricRegistry, read: () => Promise<readonly Backlog[]>): void {
  const gauges: readonly { readonly name: string; readonly help: string; readonly value: (backlog: Backlog) => number }[] = [
    {
      name: 'sluice_webhook_behind_changes',
      help: 'Changes that a webhook wants and did not get yet, of the next 1,000; paused webhooks are left out.',
      value: ({ changes }) => changes,
    },
    {
      name: 'sluice_webhook_oldest_undelivered_seconds',
      help: 'Age of the first change that a webhook wants and did not get yet; paused webhooks are left out.',
      value: ({ oldestSeconds }) => oldestSeconds,
    },
  ];
  const readOnce = sharedRead(read);
  for (const { name, help, value } of gauges) {
    const gauge: Gauge = new Gauge({
      name,
      help,
      labelNames: ['webhook'],
      registers: [register],
      async collect() {
        const backlogs = await readOnce().catch(() => []);
        gauge.reset();
        for (const backlog of backlogs) gauge.set({ webhook: backlog.webhook }, value(backlog));
      },
    });
  }
}

/** How many webhooks there are in each state, read from the store at each scrape. */
function measureWebhookStates(register: MetricRegistry, read: () => Promise<readonly WebhookState[]>): void {
  const webhooks: Gauge = new Gauge({
    name: 'sluice_webhooks',
    help: 'Webhooks by state: active, paused, stopped.',
    labelNames: ['state'],
    registers: [register],
    async collect() {
      const states = await read().catch(() => undefined);
      webhooks.reset();
      if (states === undefined) return;
      for (const state of WEBHOOK_STATES) webhooks.set({ state }, states.filter((found) => found === state).length);
    },
  });
}
