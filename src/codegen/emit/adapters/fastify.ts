import { header } from '../header.ts';
import { SourceFile } from '../source-file.ts';
import { adapterFunction, code, typePart } from './adapter-code.ts';

const TYPES = `export interface FastifyOptions extends HttpOptions {
  /** Of the route, below the prefix that the plugin is registered with. Default: '/'. */
  readonly path?: string;
}

interface Scope {
  removeAllContentTypeParsers(): void;
  addContentTypeParser(type: string, options: object, parser: (request: unknown, body: unknown, done: (error: null, body: unknown) => void) => void): unknown;
  post(path: string, options: object, handler: (request: { readonly headers: object; readonly body: unknown }, reply: Reply) => Promise<unknown>): unknown;
}

interface Reply {
  code(status: number): Reply;
  headers(headers: object): Reply;
  send(body: unknown): Reply;
}
`;

/** A plugin for Fastify. */
export function fastifyFile(): SourceFile {
  const file = new SourceFile('fastify', header());
  file.useType('_runtime', 'Consumer');
  file.useType('_binding', 'HttpOptions');
  for (const name of ['answer', 'headersOf', 'readHttp', 'toBytes']) file.useValue('_binding', name);
  file.add(typePart(TYPES), PLUGIN);
  return file;
}

const PLUGIN = adapterFunction({
  name: 'fastifyPlugin',
  params: ["consumer: Pick<Consumer, 'handle'>", 'options: FastifyOptions = {}'],
  // Fastify's own instance has many type parameters, and fits Scope.
  returns: '(scope: any) => Promise<void>',
  doc: 'A plugin for Fastify with one route that takes CloudEvents: await app.register(fastifyPlugin(consumer, { path: "/events" })). Parsers of other routes are left alone.',
  body: code`
const { path = "/", maxBytes = 1_048_576 } = options;
return async (given) => {
  const scope‹: Scope› = given;
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser("*", { parseAs: "buffer", bodyLimit: maxBytes }, (_, body, done) => done(null, body));
  scope.post(path, { bodyLimit: maxBytes }, async (request, reply) => {
    const { status, headers, body } = await answer(consumer, readHttp(headersOf(request.headers), request.body), options);
    // As bytes: to a text Fastify would add a charset, which JSON types do not have.
    return reply.code(status).headers(headers).send(body === "" ? undefined : toBytes(body));
  });
};
`,
});
