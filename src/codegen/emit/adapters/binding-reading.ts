import type { Part } from '../source-file.ts';
import { adapterFunction, code } from './adapter-code.ts';

/** How CloudEvents are read from headers and bodies. */
export const READING: readonly Part[] = [
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
