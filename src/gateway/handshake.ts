import type { IncomingMessage, ServerResponse } from 'node:http';
import { RegistryError } from '../core/errors.ts';
import { REQUEST_ID_HEADER } from '../http/kit/request-id.ts';
import type { WebhookConfig } from './config/config.ts';
import { matchesPattern } from './targets/filter.ts';
import { singleHeader } from './headers.ts';
import { EVENT_METHODS } from './ingest.ts';

/** What a sender of webhooks asks for, and where the answer goes. */
export interface HandshakeExchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
}

/**
 * Answer a sender that asks by OPTIONS whether it may deliver here. An origin that the route allows gets
 * `WebHook-Allowed-Origin` and `-Rate`; any other a 200 without them, which is no consent. `WebHook-Request-Callback` is
 * never called: it is an address that a stranger chose. Throws `envelope_invalid` for a rate that is none.
 *
 * Source: HTTP 1.1 Web Hooks for Event Delivery 1.0, §4.
 */
export function answerHandshake({ allowedOrigins, rate }: WebhookConfig, { request, response, requestId }: HandshakeExchange): void {
  request.resume();
  requireRate(singleHeader(request.rawHeaders, 'webhook-request-rate'));
  const origin = singleHeader(request.rawHeaders, 'webhook-request-origin');
  const granted = origin === undefined ? undefined : grant(origin, allowedOrigins);
  const consent = granted === undefined ? {} : { 'WebHook-Allowed-Origin': granted, 'WebHook-Allowed-Rate': String(rate) };
  response.writeHead(200, { allow: [...EVENT_METHODS, 'OPTIONS'].join(', '), 'content-length': 0, [REQUEST_ID_HEADER]: requestId, ...consent }).end();
}

const DNS_NAME = /^[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?$/i;

/** The origin as it was given, or `*` where all are allowed. */
function grant(origin: string, allowed: readonly string[]): string | undefined {
  if (!DNS_NAME.test(origin) || origin.length > 253) return undefined;
  if (allowed.includes('*')) return '*';
  return allowed.some((pattern) => matchesPattern(pattern, origin.toLowerCase())) ? origin : undefined;
}

function requireRate(value: string | undefined): void {
  if (value === undefined || /^0*[1-9][0-9]*$/.test(value)) return;
  throw new RegistryError(
    'envelope_invalid',
    `header webhook-request-rate: expected requests per minute, a whole number above 0; found ${JSON.stringify(value)}`,
  );
}
