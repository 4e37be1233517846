import type { RequestListener } from 'node:http';
import { Readable } from 'node:stream';
import Koa, { type Context } from 'koa';
import { RegistryError } from '../../core/errors.ts';
import { stringifyExact } from '../../core/json/stringify.ts';
import type { ExactObject } from '../../core/json/value.ts';
import { inLayers, type Layer } from '../../http/kit/layers.ts';
import { outerLayer } from '../../http/kit/outer-layer.ts';
import { decodeParameters, matchPath, parsePathTemplate } from '../../http/kit/path-template.ts';
import { toProblem } from '../../http/kit/problem.ts';
import type { Gateway } from '../gateway.ts';
import { adminRoutes, type AdminAnswer, type AdminRoute } from './routes.ts';
import { requireAdmin } from './token.ts';

/** What lies below it on the gateway's port is the gateway's own. */
export const ADMIN_PREFIX = '/-/';

/** The gateway's own pages and its admin API, off the way of events. */
export function createAdmin(gateway: Gateway): RequestListener {
  const rows = adminRoutes(gateway).map((route) => ({ route, template: parsePathTemplate(ADMIN_PREFIX + route.path) }));
  const app = new Koa();
  app.on('error', (err) => gateway.log.debug({ err }, 'an answer broke off'));
  const answerRoute: Layer = async (ctx) => {
    const matches = rows.flatMap(({ route, template }) => {
      const found = matchPath(template, ctx.path);
      return found === undefined ? [] : [{ route, found }];
    });
    const method = ctx.method === 'HEAD' ? 'GET' : ctx.method;
    const match =
      matches.find(({ route }) => route.method === method) ??
      refuse(
        ctx,
        matches.map(({ route }) => route),
        rows.map(({ route }) => route),
      );
    if (match.route.access !== 'open') requireAdmin(gateway, match.route.access, ctx.get('authorization'));
    const answer = await match.route.answer(decodeParameters(match.found), ctx.req, ctx.state['requestId'] as string);
    ctx.status = answer.status ?? 200;
    ctx.type = answer.type ?? (isLines(answer.body) ? 'application/x-ndjson' : 'application/json');
    ctx.body = bodyOf(gateway, answer.body);
  };
  app.use(inLayers([outerLayer({ log: gateway.log }), answerRoute]));
  const listener = app.callback();
  return (request, response) => void listener(request, response);
}

function isLines(body: AdminAnswer['body']): body is AsyncIterable<ExactObject> {
  return typeof body === 'object' && Symbol.asyncIterator in body;
}

function bodyOf(gateway: Gateway, body: AdminAnswer['body']): string | Readable {
  if (typeof body === 'string') return body;
  return isLines(body) ? Readable.from(linesOf(gateway, body)) : JSON.stringify(body);
}

/** What goes wrong after the first line is the last one. */
async function* linesOf({ log }: Gateway, items: AsyncIterable<ExactObject>): AsyncGenerator<string> {
  try {
    for await (const item of items) yield `${stringifyExact(item)}\n`;
  } catch (thrown) {
    const error = RegistryError.from(thrown);
    if (error.status >= 500) log.error({ code: error.code, err: error.cause ?? error }, error.message);
    yield `${JSON.stringify({ kind: 'error', problem: toProblem(error) })}\n`;
  }
}

function refuse(ctx: Context, matching: readonly AdminRoute[], all: readonly AdminRoute[]): never {
  if (matching.length === 0) {
    const known = [...new Set(all.map(({ path }) => ADMIN_PREFIX + path))];
    throw new RegistryError('route_not_found', `expected one of ${known.join(', ')}; found ${ctx.path}`);
  }
  const allow = [...new Set(matching.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method])))];
  throw new RegistryError('method_not_allowed', `${ctx.path}: expected ${allow.join(', ')}; found ${ctx.method}`, { data: { allow } });
}
