import { header } from '../header.ts';
import { SourceFile } from '../source-file.ts';
import { adapterFunction, code, typePart } from './adapter-code.ts';
import { ANSWERING, MESSAGE_ERROR } from './binding-answering.ts';
import { BYTES } from './binding-bytes.ts';
import { READING } from './binding-reading.ts';

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
