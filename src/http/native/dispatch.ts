import type { Context, Middleware } from 'koa';
import { RegistryError } from '../../core/errors.ts';
import { formatEntityTag, isNoneMatch } from '../kit/entity-tag.ts';
import { originOf, principalOf } from '../kit/caller.ts';
import { nameRoute } from '../kit/metrics.ts';
import { decodeParameters, matchPath, parsePathTemplate, type PathTemplate } from '../kit/path-template.ts';
import type { Answer, Incoming, Route } from './route.ts';
import { LINES_MEDIA_TYPE } from './snapshot.ts';

export const NATIVE_PREFIX = '/api/v1';

/** Answers what is under `/api/v1` from the table; `method_not_allowed` or `route_not_found` for the rest of it. */
export function dispatchNative(routes: readonly Route[], maxBodyBytes: number): Middleware {
  const rows = routes.map((route) => ({ route, template: parsePathTemplate(NATIVE_PREFIX + route.path) }));
  return async (ctx, next) => {
    if (ctx.path !== NATIVE_PREFIX && !ctx.path.startsWith(`${NATIVE_PREFIX}/`)) return next();
    const { route, path } = findRoute(rows, ctx);
    nameRoute(ctx, 'native', NATIVE_PREFIX + route.path);
    return writeAnswer(ctx, await route.answer(toIncoming(ctx, path, maxBodyBytes)));
  };
}

interface Row {
  readonly route: Route;
  readonly template: PathTemplate;
}

function findRoute(rows: readonly Row[], ctx: Context): { readonly route: Route; readonly path: Readonly<Record<string, string>> } {
  const matches = rows.flatMap(({ route, template }) => {
    const path = matchPath(template, ctx.path);
    return path === undefined ? [] : [{ route, path }];
  });
  const method = ctx.method === 'HEAD' ? 'GET' : ctx.method;
  const match = matches.find(({ route }) => route.method === method);
  if (match !== undefined) return match;
  if (matches.length === 0)
    throw new RegistryError('route_not_found', `nothing is served at ${ctx.path}; ${NATIVE_PREFIX}/openapi.json lists every address`);
  const allow = [...new Set(matches.flatMap(({ route }) => (route.method === 'GET' ? ['GET', 'HEAD'] : [route.method])))];
  throw new RegistryError('method_not_allowed', `${ctx.method} is not allowed at ${ctx.path}; expected ${allow.join(', ')}`, { data: { allow } });
}

function toIncoming(ctx: Context, path: Readonly<Record<string, string>>, maxBodyBytes: number): Incoming {
  const gone = new AbortController();
  ctx.res.once('close', () => gone.abort());
  return {
    request: ctx.req,
    path: decodeParameters(path),
    querystring: ctx.querystring,
    maxBodyBytes,
    accepts: (offered) => ctx.accepts(...offered) || (offered[0] ?? ''),
    gone: gone.signal,
    principal: principalOf(ctx),
    origin: originOf(ctx),
  };
}

function writeAnswer(ctx: Context, answer: Answer): void {
  ctx.set('Cache-Control', 'no-cache');
  switch (answer.kind) {
    case 'json':
      ctx.status = answer.status ?? 200;
      if (answer.headers !== undefined) ctx.set(answer.headers);
      if (answer.location !== undefined) ctx.set('Location', answer.location);
      return writeText(ctx, 'application/json', JSON.stringify(answer.value), answer.epoch);
    case 'lines':
      return writeText(ctx, LINES_MEDIA_TYPE, answer.values.map((value) => `${JSON.stringify(value)}\n`).join(''), answer.epoch);
    case 'stream':
      ctx.body = answer.stream;
      ctx.type = answer.type;
  }
}

function writeText(ctx: Context, type: string, text: string, epoch: number | undefined): void {
  ctx.body = text;
  ctx.type = type;
  // What was written has an ETag where the answer is what a read of the entity gives, that is, where it has an epoch.
  const isRead = ctx.method === 'GET' || ctx.method === 'HEAD';
  if (!isRead && epoch === undefined) return;
  const tag = formatEntityTag(text, epoch);
  ctx.set('ETag', tag);
  ctx.vary('Accept');
  if (isRead && isNoneMatch(ctx.get('If-None-Match'), tag)) ctx.status = 304;
}
