import { header } from '../header.ts';
import { SourceFile } from '../source-file.ts';
import { adapterFunction, code, typePart } from './adapter-code.ts';
import { NODE_TYPES, READ_NODE } from './node-body.ts';

const TYPES = `/** What of Express's request is used; Node's own does as well. */
export interface ExpressRequest extends NodeRequest {
  readonly method?: string | undefined;
}

/** What of Express's response is used. */
export interface ExpressResponse {
  statusCode: number;
  setHeader(name: string, value: string): unknown;
  end(body: string): unknown;
}
`;

/** Middleware for Express, Connect and their like. */
export function expressFile(): SourceFile {
  const file = new SourceFile('express', header());
  file.useType('_runtime', 'Consumer');
  for (const name of ['HttpOptions', 'Reading']) file.useType('_binding', name);
  for (const name of ['answer', 'headersOf', 'malformed', 'readChunks', 'readHttp']) file.useValue('_binding', name);
  file.add(NODE_TYPES, typePart(TYPES), MIDDLEWARE, RESPOND, READ_NODE);
  return file;
}

const MIDDLEWARE = adapterFunction({
  name: 'expressHandler',
  params: ["consumer: Pick<Consumer, 'handle'>", 'options: HttpOptions = {}'],
  returns: '(request: ExpressRequest, response: ExpressResponse, next: (error?: unknown) => void) => void',
  doc: 'A handler for Express that answers requests with CloudEvents. Other methods go on, and so does what a handler throws.',
  body: code`
return (request, response, next) => {
  if (request.method === "POST") respond(consumer, options, request, response).catch(next);
  else next();
};
`,
});

const RESPOND = adapterFunction({
  name: 'respond',
  isLocal: true,
  isAsync: true,
  params: ["consumer: Pick<Consumer, 'handle'>", 'options: HttpOptions', 'request: ExpressRequest', 'response: ExpressResponse'],
  returns: 'Promise<void>',
  body: code`
const reading = await readNode(request, request, options.maxBytes ?? 1_048_576);
const { status, headers, body } = await answer(consumer, reading, options);
response.statusCode = status;
for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
response.end(body);
`,
});
