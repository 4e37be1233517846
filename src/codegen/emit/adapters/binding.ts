import { header } from '../header.ts';
import { SourceFile } from '../source-file.ts';
import { adapterFunction, code, errorClass, typePart } from './adapter-code.ts';

const TYPES = `/** Names in lower case, and values. */
export type Headers = readonly (readonly [name: string, value: string])[];

/** What came in, before anybody judged it. */
export type Reading =
  | { readonly kind: 'events'; readonly events: readonly unknown[] }
  | { readonly kind: 'malformed'; readonly status: 400 | 413 | 415; readonly message: string };

/** What is sent of an event: one that carries itself, or its data with the attributes beside it. */
export interface Message {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** How an event is written: 'structured', all of it in the body, or 'binary', its attributes in headers. */
export type Mode = 'structured' | 'binary';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface HttpOptions {
  /** The answer to each outcome. Default: 204 to what was handled, 404 to unknown types, 422 with the findings to what is invalid. */
  readonly status?: Partial<Record<Outcome, number>>;
  /** Of a body; what is larger is answered with 413. Default: 1 MiB. */
  readonly maxBytes?: number;
}

export type Refusal = 'malformed' | 'invalid' | 'unknown';

export interface MessageOptions {
  /** What counts as a failure, so that the message comes again, or goes to a dead-letter queue in the end. Default: 'malformed' and 'invalid'. */
  readonly failOn?: readonly Refusal[];
  /** Called with a message that holds no event. */
  readonly onMalformed?: (message: string, record: unknown) => unknown;
}
`;

/** What adapters share: how CloudEvents are read from and written to headers and bodies. It imports only types. */
export function bindingFile(): SourceFile {
  const file = new SourceFile('_binding', header());
  for (const name of ['CloudEvent', 'Consumer', 'Finding', 'Outcome']) file.useType('_runtime', name);
  file.add(typePart(TYPES), MESSAGE_ERROR, ...READING, ...WRITING, ...ANSWERING, ...BYTES);
  return file;
}

const MESSAGE_ERROR = errorClass('MessageError', 'A message that was refused; its queue may send it again.', [
  'kind: Refusal',
  'findings: readonly Finding[]',
]);

const READING = [
  adapterFunction({
    name: 'readHttp',
    params: ['headers: Headers', 'body: unknown'],
    returns: 'Reading',
    doc: 'The CloudEvents of a request: structured, batched or binary. The body is bytes, text, or what a parser made of them.',
    body: code`
const contentType = valueOf(headers, "content-type");
const mediaType = (contentType ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
if (mediaType === "application/cloudevents+json") return readJson(body, (value) => [value]);
if (mediaType === "application/cloudevents-batch+json") {
  return readJson(body, (value) => (Array.isArray(value) ? value : undefined));
}
if (mediaType.startsWith("application/cloudevents")) {
  return malformed(415, "content-type: expected a CloudEvent in JSON; found " + mediaType);
}
if (valueOf(headers, "ce-type") !== undefined) return readBinary(headers, contentType, mediaType, body);
return malformed(415, "expected a CloudEvent: the content-type application/cloudevents+json, or ce- headers; found neither");
`,
  }),
  adapterFunction({
    name: 'readMessage',
    params: ['headers: Headers', 'body: unknown'],
    returns: 'Reading',
    doc: 'The CloudEvent of a message; without headers that say otherwise it is a structured one.',
    body: code`
const isHttp = headers.some(([name]) => name === "ce-type") || /^application\/cloudevents/i.test(valueOf(headers, "content-type") ?? "");
return isHttp ? readHttp(headers, body) : readJson(body, (value) => [value]);
`,
  }),
  adapterFunction({
    name: 'readEvent',
    params: ['value: unknown'],
    returns: 'Reading',
    doc: 'An event that was parsed already.',
    body: ['return checkEvents([value]);'],
  }),
  adapterFunction({
    name: 'readJson',
    isLocal: true,
    params: ['body: unknown', 'listOf: (value: unknown) => readonly unknown[] | undefined'],
    returns: 'Reading',
    body: code`
const { value, problem } = parse(body);
if (problem !== undefined) return malformed(400, "the body: " + problem);
const events = listOf(value);
return events === undefined ? malformed(400, "the body: expected a list of CloudEvents; found none") : checkEvents(events);
`,
  }),
  adapterFunction({
    name: 'readBinary',
    isLocal: true,
    params: ['headers: Headers', 'contentType: string | undefined', 'mediaType: string', 'body: unknown'],
    returns: 'Reading',
    body: code`
const attributes‹: Record<string, unknown>› = {};
for (const [name, value] of headers) {
  const attribute = name.slice(3);
  if (!name.startsWith("ce-") || !/^[a-z0-9]+$/.test(attribute)) continue;
  if (Object.prototype.hasOwnProperty.call(attributes, attribute)) return malformed(400, "header " + name + ": expected it once; found it twice");
  const decoded = decodeHeader(value);
  if (decoded === undefined) return malformed(400, "header " + name + ": expected percent-encoded UTF-8; found something else");
  attributes[attribute] = decoded;
}
if (contentType !== undefined) attributes["datacontenttype"] = contentType;
if (isEmpty(body)) return checkEvents([attributes]);
if (mediaType !== "" && !/^(application|text)\/json$|\+json$/.test(mediaType)) {
  return malformed(415, "content-type: expected JSON; found " + mediaType);
}
const { value, problem } = parse(body);
return problem === undefined ? checkEvents([{ ...attributes, data: value }]) : malformed(400, "the body: " + problem);
`,
  }),
  adapterFunction({
    name: 'checkEvents',
    isLocal: true,
    params: ['values: readonly unknown[]'],
    returns: 'Reading',
    body: code`
const events‹: unknown[]› = [];
for (const value of values) {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return malformed(400, "expected a CloudEvent: an object; found something else");
  const event‹: Record<string, unknown>› = { ...value };
  if (event["specversion"] !== "1.0") return malformed(400, "specversion: expected \"1.0\"; found something else");
  const missing = ["id", "source", "type"].find((name) => typeof event[name] !== "string" || event[name] === "");
  if (missing !== undefined) return malformed(400, missing + ": expected text that is not empty; found something else");
  const { data_base64: encoded, ...rest } = event;
  if (encoded === undefined) {
    events.push(event);
    continue;
  }
  const { value: data, problem } = typeof encoded === "string" ? parse(fromBase64(encoded)) : { value: undefined, problem: "expected text" };
  if (problem !== undefined) return malformed(400, "data_base64: " + problem);
  events.push({ ...rest, data });
}
return { kind: "events", events };
`,
  }),
  adapterFunction({
    name: 'malformed',
    params: ['status: 400 | 413 | 415', 'message: string'],
    returns: 'Reading',
    body: ['return { kind: "malformed", status, message };'],
  }),
  adapterFunction({
    name: 'headersOf',
    params: ['headers: object | null | undefined'],
    returns: 'Headers',
    doc: 'Of an object with texts, or lists of them.',
    body: code`
return Object.entries(headers ?? {}).flatMap(([name, value]) => {
  const text = Array.isArray(value) ? value.join(", ") : value;
  return typeof text === "string" ? [[name.toLowerCase(), text]‹ as const›] : [];
});
`,
  }),
  adapterFunction({
    name: 'valueOf',
    isLocal: true,
    params: ['headers: Headers', 'wanted: string'],
    returns: 'string | undefined',
    body: ['return headers.find(([name]) => name === wanted)?.[1];'],
  }),
];

const WRITING = [
  adapterFunction({
    name: 'write',
    params: ['event: CloudEvent', 'mode: Mode'],
    returns: 'Message',
    doc: 'An event as headers and a body.',
    body: code`
if (mode === "structured") {
  return { headers: { "content-type": "application/cloudevents+json" }, body: JSON.stringify(event) };
}
const { data, datacontenttype = "application/json", ...attributes } = event;
const named = Object.entries(attributes).filter(([, value]) => value !== undefined).map(([name, value]) => ["ce-" + name, encodeHeader(String(value))]);
return { headers: { "content-type": datacontenttype, ...Object.fromEntries(named) }, body: JSON.stringify(data) ?? "" };
`,
  }),
  adapterFunction({
    name: 'encodeHeader',
    isLocal: true,
    params: ['text: string'],
    returns: 'string',
    doc: 'CloudEvents HTTP binding 3.1.3.2: what is no printable ASCII, spaces, quotes and percent signs.',
    body: ['return text.replace(/\\p{Surrogate}/gu, "\\ufffd").replace(/[^\\x21\\x23\\x24\\x26-\\x7e]/gu, (unit) => encodeURIComponent(unit));'],
  }),
  adapterFunction({
    name: 'decodeHeader',
    isLocal: true,
    params: ['text: string'],
    returns: 'string | undefined',
    body: code`
try {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (encoded) => decodeURIComponent(encoded));
} catch {
  return undefined;
}
`,
  }),
];

const ANSWERING = [
  adapterFunction({
    name: 'answer',
    isAsync: true,
    params: ["consumer: Pick<Consumer, 'handle'>", 'reading: Reading', 'options: HttpOptions'],
    returns: 'Promise<Answer>',
    doc: 'Give the events to the consumer, one after the other, and say what became of them. What a handler throws is thrown on.',
    body: code`
if (reading.kind === "malformed") {
  const code = reading.status === 413 ? "body_too_large" : "envelope_invalid";
  return problem(reading.status, code, reading.message);
}
const all‹: object[]› = [];
const outcomes‹: Outcome[]› = [];
for (const [index, event] of reading.events.entries()) {
  const told = (findings‹: readonly Finding[]›)‹: void› => {
    for (const finding of findings) all.push(reading.events.length === 1 ? finding : { ...finding, event: index });
  };
  outcomes.push(await consumer.handle(event, told));
}
const { handled = 204, unknown = 404, invalid = 422 } = options.status ?? {};
if (outcomes.includes("invalid")) return problem(invalid, "event_invalid", "The event does not fit its contract", all);
if (outcomes.length > 0 && outcomes.every((outcome) => outcome === "unknown")) return problem(unknown, "unknown_subject", "Nothing here handles events of this type");
return { status: handled, headers: {}, body: "" };
`,
  }),
  adapterFunction({
    name: 'problem',
    params: ['status: number', 'code: string', 'detail: string', 'findings?: readonly object[]'],
    returns: 'Answer',
    doc: 'RFC 9457. A status of success gets no body.',
    body: code`
if (status < 300) return { status, headers: {}, body: "" };
const body = JSON.stringify({ type: "about:blank", status, code, detail, ...(findings === undefined ? {} : { findings }) });
return { status, headers: { "content-type": "application/problem+json" }, body };
`,
  }),
  adapterFunction({
    name: 'receive',
    isAsync: true,
    params: ["consumer: Pick<Consumer, 'handle'>", 'reading: Reading', 'options: MessageOptions', 'record: unknown'],
    returns: "Promise<Outcome | 'malformed'>",
    doc: 'Give the events of a message to the consumer. Throws MessageError for what counts as a failure, and what a handler throws.',
    body: code`
const { failOn = ["malformed", "invalid"], onMalformed } = options;
if (reading.kind === "malformed") {
  await onMalformed?.(reading.message, record);
  if (failOn.includes("malformed")) throw new MessageError("the message holds no event: " + reading.message, "malformed", []);
  return "malformed";
}
let last‹: Outcome› = "unknown";
for (const event of reading.events) {
  let found‹: readonly Finding[]› = [];
  last = await consumer.handle(event, (findings) => {
    found = findings;
  });
  if (last === "handled" || !failOn.includes(last)) continue;
  const why = last === "unknown" ? "nothing here handles events of its type" : (found[0]?.message ?? "");
  const { id, type } = Object(event);
  throw new MessageError("event " + id + " of " + type + " is " + last + ": " + why, last, found);
}
return last;
`,
  }),
];

const BYTES = [
  adapterFunction({
    name: 'readChunks',
    isAsync: true,
    params: ['chunks: AsyncIterable<Uint8Array | string>', 'maxBytes: number'],
    returns: 'Promise<Uint8Array | undefined>',
    doc: 'All of a body; undefined where it is too large.',
    body: code`
const parts‹: Uint8Array[]› = [];
let length = 0;
for await (const chunk of chunks) {
  const part = typeof chunk === "string" ? toBytes(chunk) : chunk;
  length += part.length;
  if (length > maxBytes) return undefined;
  parts.push(part);
}
const whole = new Uint8Array(length);
let offset = 0;
for (const part of parts) {
  whole.set(part, offset);
  offset += part.length;
}
return whole;
`,
  }),
  adapterFunction({
    name: 'toBytes',
    params: ['text: string'],
    returns: 'Uint8Array',
    body: code`
const { TextEncoder } = globalThis‹ as unknown as { readonly TextEncoder: new () => { encode(text: string): Uint8Array } }›;
return new TextEncoder().encode(text);
`,
  }),
  adapterFunction({
    name: 'toText',
    params: ['bytes: Uint8Array'],
    returns: 'string | undefined',
    doc: 'Undefined where it is no UTF-8.',
    body: code`
const { TextDecoder } = globalThis‹ as unknown as { readonly TextDecoder: new (label: string, options: { fatal: boolean }) => { decode(bytes: Uint8Array): string } }›;
try {
  return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
} catch {
  return undefined;
}
`,
  }),
  adapterFunction({
    name: 'fromBase64',
    params: ['text: string'],
    returns: 'Uint8Array',
    doc: 'What is no Base64 gives no UTF-8.',
    body: code`
const { atob } = globalThis‹ as unknown as { readonly atob: (text: string) => string }›;
try {
  return Uint8Array.from(atob(text), (unit) => unit.charCodeAt(0));
} catch {
  return new Uint8Array([0xff]);
}
`,
  }),
  adapterFunction({
    name: 'isEmpty',
    isLocal: true,
    params: ['body: unknown'],
    returns: 'boolean',
    body: ['return body === undefined || body === "" || (body instanceof Uint8Array && body.length === 0);'],
  }),
  adapterFunction({
    name: 'parse',
    isLocal: true,
    params: ['body: unknown'],
    returns: '{ readonly value?: unknown; readonly problem?: string }',
    doc: 'What is neither bytes nor text was parsed before.',
    body: code`
const text = body instanceof Uint8Array ? toText(body) : body;
if (text === undefined) return { problem: "expected UTF-8; found something else" };
if (typeof text !== "string") return { value: text };
try {
  return { value: JSON.parse(text) };
} catch {
  return { problem: "expected JSON; found something else" };
}
`,
  }),
];
