import type { Part } from '../source-file.ts';
import { adapterFunction, code, typePart } from './adapter-code.ts';

/** What the adapters for Node's servers share, each in its own module: how a request is read. */
export const NODE_TYPES: Part = typePart(`/** What of Node's own request is used. */
export interface NodeRequest extends AsyncIterable<Uint8Array | string> {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly readableDidRead?: boolean;
  readonly readableEnded?: boolean;
}
`);

export const READ_NODE: Part = adapterFunction({
  name: 'readNode',
  isLocal: true,
  isAsync: true,
  params: ['request: NodeRequest', 'parsed: object', 'maxBytes: number'],
  returns: 'Promise<Reading>',
  doc: 'A request, or what a body parser that ran before left of it.',
  body: code`
const headers = headersOf(request.headers);
if (request.readableDidRead === true || request.readableEnded === true) {
  const { rawBody, body } = parsed‹ as { readonly rawBody?: unknown; readonly body?: unknown }›;
  return readHttp(headers, rawBody ?? body);
}
const body = await readChunks(request, maxBytes);
return body === undefined ? malformed(413, "the body has more than " + maxBytes + " bytes") : readHttp(headers, body);
`,
});
