import { createHmac } from 'node:crypto';

export interface Signable {
  /** Without full stops, since those divide what is signed. */
  readonly id: string;
  /** Unix seconds. */
  readonly timestamp: number;
  readonly body: string | Uint8Array;
}

/** What the headers of a signature are called, in lower case. */
export const SIGNATURE_HEADERS: readonly string[] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'];

/** The headers of Standard Webhooks 1.0: one signature for each secret, the newest first. */
export function signedHeaders({ id, timestamp, body }: Signable, secrets: readonly Uint8Array[]): Record<string, string> {
  const signatures = secrets.map((secret) => `v1,${createHmac('sha256', secret).update(`${id}.${timestamp}.`).update(body).digest('base64')}`);
  return { 'webhook-id': id, 'webhook-timestamp': String(timestamp), 'webhook-signature': signatures.join(' ') };
}
