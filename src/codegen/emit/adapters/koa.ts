import { header } from '../header.ts';
import { SourceFile } from '../source-file.ts';
import { adapterFunction, code, typePart } from './adapter-code.ts';
import { NODE_TYPES, READ_NODE } from './node-body.ts';

const TYPES = `/** What of Koa's context is used. */
export interface KoaContext {
  readonly method: string;
  readonly path: string;
  readonly req: NodeRequest;
  readonly request: object;
  status: number;
  body: unknown;
  set(name: string, value: string): void;
}

export interface KoaOptions extends HttpOptions {
  /** Matched exactly; requests to other paths go on. Default: every POST is to be an event. */
  readonly path?: string;
}
`;

/** Middleware for Koa. */
export function koaFile(): SourceFile {
  const file = new SourceFile('koa', header());
  file.useType('_runtime', 'Consumer');
  for (const name of ['HttpOptions', 'Reading']) file.useType('_binding', name);
  for (const name of ['answer', 'headersOf', 'malformed', 'readChunks', 'readHttp']) file.useValue('_binding', name);
  file.add(NODE_TYPES, typePart(TYPES), MIDDLEWARE, READ_NODE);
  return file;
}

const MIDDLEWARE = adapterFunction({
  name: 'koaHandler',
  params: ["consumer: Pick<Consumer, 'handle'>", 'options: KoaOptions = {}'],
  returns: '(context: KoaContext, next: () => Promise<unknown>) => Promise<void>',
  doc: "Middleware for Koa that answers requests with CloudEvents. Other methods and paths go on; what a handler throws is Koa's to answer.",
  body: code`
const { path, maxBytes = 1_048_576 } = options;
return async (context, next) => {
  if (context.method !== "POST" || (path !== undefined && context.path !== path)) {
    await next();
    return;
  }
  const { status, headers, body } = await answer(consumer, await readNode(context.req, context.request, maxBytes), options);
  context.status = status;
  // Before the headers, since Koa sets a type of its own.
  context.body = body === "" ? null : body;
  context.status = status;
  for (const [name, value] of Object.entries(headers)) context.set(name, value);
};
`,
});
