import { header } from '../header.ts';
import { SourceFile } from '../source-file.ts';
import { adapterFunction, code, errorClass, typePart } from './adapter-code.ts';

const TYPES = `/** What of the Fetch standard's Request is used. */
export interface FetchRequest {
  readonly method: string;
  readonly headers: { forEach(each: (value: string, name: string) => void): void };
  readonly body: { getReader(): { read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>; cancel(): Promise<unknown> } } | null;
}

/** The platform's Response where its types are known. */
export type FetchResponse = typeof globalThis extends { Response: new (...args: never) => infer Known } ? Known : object;

export interface FetchInit {
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** What of the Fetch standard's fetch is used. */
export type Fetch = (url: string, init: FetchInit) => Promise<{ readonly ok: boolean; readonly status: number; text(): Promise<string> }>;

export interface SendOptions {
  readonly url: string;
  /** Default: 'structured'. */
  readonly mode?: Mode;
  /** Sent beside those of the event: an authorization. Called for each event where it is a function. */
  readonly headers?: Readonly<Record<string, string>> | (() => Readonly<Record<string, string>>);
  /** Default: the platform's. */
  readonly fetch?: Fetch;
  /** Default: 10 seconds. */
  readonly timeoutMs?: number;
}
`;

/** CloudEvents over the Fetch standard: a handler of requests, and what a producer needs to send. */
export function httpFile(): SourceFile {
  const file = new SourceFile('http', header());
  for (const name of ['CloudEvent', 'Consumer']) file.useType('_runtime', name);
  for (const name of ['HttpOptions', 'Mode']) file.useType('_binding', name);
  for (const name of ['answer', 'malformed', 'problem', 'readChunks', 'readHttp', 'write']) file.useValue('_binding', name);
  file.add(typePart(TYPES), SEND_ERROR, ...FUNCTIONS);
  return file;
}

const SEND_ERROR = errorClass('SendError', 'The other side did not take an event.', ['status: number', 'body: string']);

const FUNCTIONS = [
  adapterFunction({
    name: 'fetchHandler',
    params: ["consumer: Pick<Consumer, 'handle'>", 'options: HttpOptions = {}'],
    returns: '(request: FetchRequest) => Promise<FetchResponse>',
    doc: 'Handles requests with CloudEvents: structured, batched or binary. What a handler throws is thrown on, for the platform to answer.',
    body: code`
const { Response } = globalThis‹ as unknown as { readonly Response: new (body: string | null, init: object) => FetchResponse }›;
return async (request) => {
  const { status, headers, body } = await receive(consumer, request, options);
  return new Response(body === "" ? null : body, { status, headers });
};
`,
  }),
  adapterFunction({
    name: 'receive',
    isLocal: true,
    isAsync: true,
    params: ["consumer: Pick<Consumer, 'handle'>", 'request: FetchRequest', 'options: HttpOptions'],
    returns: 'ReturnType<typeof answer>',
    body: code`
if (request.method !== "POST") {
  const refusal = problem(405, "method_not_allowed", "expected POST; found " + request.method);
  return { ...refusal, headers: { ...refusal.headers, allow: "POST" } };
}
const headers‹: [string, string][]› = [];
request.headers.forEach((value, name) => headers.push([name.toLowerCase(), value]));
const maxBytes = options.maxBytes ?? 1_048_576;
const body = await readChunks(chunksOf(request), maxBytes);
const reading = body === undefined ? malformed(413, "the body has more than " + maxBytes + " bytes") : readHttp(headers, body);
return answer(consumer, reading, options);
`,
  }),
  {
    ts: chunksOf('request: FetchRequest', ': AsyncGenerator<Uint8Array, void, undefined>'),
    js: chunksOf('request', ''),
    dts: '',
  },
  adapterFunction({
    name: 'fetchSend',
    params: ['options: SendOptions'],
    returns: '(event: CloudEvent) => Promise<void>',
    doc: 'What createProducer takes as send: a POST for each event. Rejects with SendError for an answer that is no success.',
    body: code`
const { url, mode = "structured", headers = {}, timeoutMs = 10_000 } = options;
const { fetch, AbortSignal } = globalThis‹ as unknown as { readonly fetch: Fetch; readonly AbortSignal: { timeout(ms: number): unknown } }›;
const send = options.fetch ?? fetch;
return async (event) => {
  const message = write(event, mode);
  const own = typeof headers === "function" ? headers() : headers;
  const init = { method: "POST", headers: { ...own, ...message.headers }, body: message.body, signal: AbortSignal.timeout(timeoutMs) };
  const response = await send(url, init);
  const body = await response.text();
  if (!response.ok) throw new SendError(event.type + " " + event.id + ": expected a status of success; found " + response.status, response.status, body);
};
`,
  }),
];

function chunksOf(param: string, returns: string): string {
  return `async function* chunksOf(${param})${returns} {
  const reader = request.body?.getReader();
  if (reader === undefined) return;
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) if (next.value !== undefined) yield next.value;
  } finally {
    await reader.cancel();
  }
}
`;
}
