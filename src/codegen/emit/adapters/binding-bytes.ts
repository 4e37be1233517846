import type { Part } from '../source-file.ts';
import { adapterFunction, code } from './adapter-code.ts';

/** Bodies as bytes, text and JSON, with what every platform has. */
export const BYTES: readonly Part[] = [
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
