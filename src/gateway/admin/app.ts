import type { RequestListener } from 'node:http';
import Koa, { type Context } from 'koa';
import { RegistryError } from '../../core/errors.ts';
import { problems } from '../../http/kit/errors.ts';
import { decodeParameters, matchPath, parsePathTemplate } from '../../http/kit/path-template.ts';
import { requestIds } from '../../http/kit/request-id.ts';
import type { Gateway } from '../gateway.ts';
import { adminRoutes, type AdminRoute } from './routes.ts';
import { requireAdmin } from './token.ts';

/** What lies below it on the gateway's port is the gateway's own. */
export const ADMIN_PREFIX = '/-/';

/** The gateway's own pages and its admin API, off the way of events. */
export function createAdmin(gateway: Gateway): RequestListener {
  const rows = adminRoutes(gateway).map((route) => ({ route, template: parsePathTemplate(ADMIN_PREFIX + route.path) }));
  const app = new Koa();
  app.on('error', (err) => gateway.log.debug({ err }, 'an answer broke off'));
  app.use(requestIds());
  app.use(problems(gateway.log));
  app.use(async (ctx) => {
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
    if (match.route.access !== 'open') requireAdmin(gateway.config.admin, match.route.access, ctx.get('authorization'));
    const answer = await match.route.answer(decodeParameters(match.found), ctx.req);
    ctx.status = answer.status ?? 200;
    ctx.type = answer.type ?? 'application/json';
    ctx.body = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body);
  });
  const listener = app.callback();
  return (request, response) => void listener(request, response);
}

function refuse(ctx: Context, matching: readonly AdminRoute[], all: readonly AdminRoute[]): never {
  if (matching.length === 0) {
    const known = [...new Set(all.map(({ path }) => ADMIN_PREFIX + path))];
    throw new RegistryError('route_not_found', `expected one of ${known.join(', ')}; found ${ctx.path}`);
  }
  const allow = [...new Set(matching.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method])))];
  throw new RegistryError('method_not_allowed', `${ctx.path}: expected ${allow.join(', ')}; found ${ctx.method}`, { data: { allow } });
}
