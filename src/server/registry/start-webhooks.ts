import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { Store } from '../../storage/store.ts';
import { systemClock } from '../../webhooks/alarm.ts';
import { startDeliverer, type Deliverer } from '../../webhooks/deliverer.ts';
import { createOutlet, type RunningOutlet } from '../../webhooks/outlet.ts';
import { DEFAULT_RETRY } from '../../webhooks/retry.ts';
import type { WebhookConfig } from './registry-config.ts';
import type { WebhookMetrics } from '../metrics/webhook-metrics.ts';

// Between 15 and 30 s (Standard Webhooks, "Request timeouts").
const TIMEOUT_MS = 15_000;

/** The way out for messages to webhooks. Connects to nothing yet. */
export function createWebhookOutlet({ timeoutMs = TIMEOUT_MS, allowPrivate = false, key }: WebhookConfig, version: string): RunningOutlet {
  return createOutlet({ timeoutMs, allowPrivate, key, now: systemClock.now, version });
}

export interface WebhookDelivery {
  readonly store: Store;
  readonly outlet: RunningOutlet;
  readonly config: WebhookConfig;
  readonly log: Logger;
  readonly metrics: WebhookMetrics;
}

/** Deliver from now on, and say how far webhooks are behind. */
export function startDelivery({ store, outlet, config, log, metrics }: WebhookDelivery): Deliverer {
  const { timeoutMs = TIMEOUT_MS, deliver: _deliver, allowPrivate: _allowPrivate, key: _key, ...retry } = config;
  const deliverer = startDeliverer({
    store,
    outlet,
    clock: systemClock,
    random: Math.random,
    retry: { ...DEFAULT_RETRY, ...retry },
    timeoutMs,
    owner: randomUUID(),
    onAttempt: metrics.onWebhookAttempt,
    log,
  });
  metrics.measureBacklogs(() => deliverer.backlogs());
  metrics.measureWebhookStates(() => deliverer.states());
  return deliverer;
}
