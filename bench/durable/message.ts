import { createHmac } from 'node:crypto';
import type { JsonObject } from '../../src/core/json/value.ts';
import { messageOf, SECRET, type Message, type MessageName } from '../gateway/message.ts';

/** The message of the gateway's benches with a number that tells one from another, and an order key, both at a fixed place. */
export interface Template {
  readonly bytes: Buffer;
  /** Where the number stands, in `NUMBER_DIGITS` digits. */
  readonly numberAt: number;
}

export const NUMBER_DIGITS = 12;

/** One request for each sender: each has an order key of its own, as senders do who care for the order. */
export function templates(name: MessageName, port: number, senders: number): Template[] {
  return Array.from({ length: senders }, (_, sender) => templateOf(messageOf(name), port, sender));
}

function templateOf(message: Message, port: number, sender: number): Template {
  const { headers, body } = message.name === 'cloudevent' ? cloudEvent(message, sender) : webhook(message, sender);
  const all = { host: `127.0.0.1:${port}`, ...headers, 'content-length': String(Buffer.byteLength(body)) };
  const lines = Object.entries(all).map(([key, value]) => `${key}: ${value}`);
  const bytes = Buffer.from(`POST / HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`);
  return { bytes, numberAt: bytes.indexOf(NUMBER) };
}

const NUMBER = '0'.repeat(NUMBER_DIGITS);

type Sent = Pick<Message, 'headers' | 'body'>;

function cloudEvent({ headers, body }: Message, sender: number): Sent {
  const { data, ...envelope } = JSON.parse(body) as JsonObject;
  return { headers, body: JSON.stringify({ ...envelope, id: NUMBER, partitionkey: keyOf(sender), data }) };
}

function webhook({ headers, body }: Message, sender: number): Sent {
  const event = JSON.parse(body) as { readonly check_suite: JsonObject };
  const text = JSON.stringify({ ...event, check_suite: { ...event.check_suite, head_sha: keyOf(sender) } });
  const signature = `sha256=${createHmac('sha256', SECRET).update(text).digest('hex')}`;
  return { headers: { ...headers, 'x-hub-signature-256': signature, 'x-github-delivery': NUMBER }, body: text };
}

function keyOf(sender: number): string {
  return sender.toString(16).padStart(40, 'a');
}

/** What a route says for events of this message to be in order, and each accepted once. */
export function orderAndIdempotency(name: MessageName): JsonObject {
  return name === 'cloudevent'
    ? { order: { attribute: 'partitionkey' }, idempotency: {} }
    : { order: { pointer: '/check_suite/head_sha' }, idempotency: { header: 'x-github-delivery' } };
}
