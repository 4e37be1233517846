import { header } from '../header.ts';
import { SourceFile } from '../source-file.ts';
import { adapterFunction, code, typePart } from './adapter-code.ts';

const TYPES = `/** What of a message is used. Those of JetStream can be acknowledged. */
export interface NatsMessage {
  readonly subject: string;
  readonly data: Uint8Array;
  readonly headers?: { keys(): Iterable<string>; get(name: string): string } | undefined;
  ack?(): void;
  nak?(): void;
  term?(reason?: string): void;
}

/** What of a connection is used. */
export interface NatsConnection {
  publish(subject: string, data: Uint8Array): unknown;
}

export interface NatsSendOptions {
  /** A connection, or JetStream's client, whose publish waits for the acknowledgement. */
  readonly connection: NatsConnection;
  /** Default: the type of the event. */
  readonly subject?: string | ((event: CloudEvent) => string);
}
`;

/** NATS and JetStream, by the CloudEvents binding. */
export function natsFile(): SourceFile {
  const file = new SourceFile('nats', header());
  for (const name of ['CloudEvent', 'Consumer', 'Outcome']) file.useType('_runtime', name);
  file.useType('_binding', 'MessageOptions');
  for (const name of ['MessageError', 'readMessage', 'receive', 'toBytes', 'write']) file.useValue('_binding', name);
  file.add(typePart(TYPES), HANDLER, SEND);
  return file;
}

const HANDLER = adapterFunction({
  name: 'natsHandler',
  params: ["consumer: Pick<Consumer, 'handle'>", 'options: MessageOptions = {}'],
  returns: "(message: NatsMessage) => Promise<Outcome | 'malformed'>",
  doc: `Handles a message. Of JetStream: what was taken is acknowledged, what counts as a failure is terminated, since it would fail again, and
 * what a handler threw on is sent again. Rejects with either.`,
  body: code`
return async (message) => {
  try {
    const headers = [...(message.headers?.keys() ?? [])].map((name) => [name.toLowerCase(), message.headers?.get(name) ?? ""]‹ as const›);
    const outcome = await receive(consumer, readMessage(headers, message.data), options, message);
    message.ack?.();
    return outcome;
  } catch (error) {
    if (error instanceof MessageError) message.term?.(error.message);
    else message.nak?.();
    throw error;
  }
};
`,
});

const SEND = adapterFunction({
  name: 'natsSend',
  params: ['options: NatsSendOptions'],
  returns: '(event: CloudEvent) => Promise<void>',
  doc: 'What createProducer takes as send: structured events.',
  body: code`
const { connection, subject } = options;
return async (event) => {
  const to = typeof subject === "function" ? subject(event) : (subject ?? event.type);
  await connection.publish(to, toBytes(write(event, "structured").body));
};
`,
});
