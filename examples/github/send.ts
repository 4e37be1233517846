import { createHmac } from 'node:crypto';

export interface Answer {
  readonly status: number;
  readonly body: {
    readonly code?: string;
    readonly detail?: string;
    readonly findings?: readonly { readonly instancePointer: string; readonly message: string }[];
  };
}

/** `body`, as the event of this name, signed with the secret. */
export type Send = (event: string, body: string, secret?: string) => Promise<Answer>;

/** Send a webhook as GitHub does: the event's name in a header, the body signed. */
export async function sendWebhook(url: string, secret: string, event: string, body: string): Promise<Answer> {
  const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
  const headers = { 'content-type': 'application/json', 'x-github-event': event, 'x-hub-signature-256': signature };
  const response = await fetch(url, { method: 'POST', headers, body });
  const text = await response.text();
  return { status: response.status, body: text.startsWith('{') ? (JSON.parse(text) as Answer['body']) : {} };
}
