import type { Context } from 'koa';
import { RegistryError } from '../../core/errors.ts';
import { decodeUtf8 } from '../../core/json/parse.ts';
import type { ExactValue } from '../../core/json/value.ts';
import type { Registry } from '../../registry/registry.ts';
import { longTurn } from '../../registry/long-turn.ts';
import { isLongAnswer } from '../kit/answer-text.ts';
import { parseBody, readBytes, REGISTRY_BODY_SETTING } from '../kit/body.ts';
import { originOf, principalOf } from '../kit/caller.ts';
import { formatEntityTag, isNoneMatch } from '../kit/entity-tag.ts';
import type { Layer } from '../kit/layers.ts';
import { allowOf, methodNotAllowed } from '../kit/method.ts';
import { nameRoute, type FindRouteName, type NamedRoute } from '../kit/metrics.ts';
import { decodeParameters, matchPath, parsePathTemplate, type PathTemplate } from '../kit/path-template.ts';
import { requireRouteAccess } from './access.ts';
import { requireJsonBody, requireType } from './media-type.ts';
import { readQuery } from './query.ts';
import type { Answer, Request, Route } from './route.ts';
import { contextOf, DEFAULT_CONTEXT, readContext, readScopeName, readSubjectName } from './subject-name.ts';

const SETTINGS: readonly string[] = ['config', 'mode'];

const ROOTS = ['subjects', 'schemas', 'compatibility', 'config', 'mode', 'contexts', 'associations'];

/** Whether the face answers at a path: at its roots and below them, also where there is nothing. */
export function isConfluentPath(path: string): boolean {
  if (path.startsWith('/api/')) return false;
  const [, root = '', second] = withoutDoubleSlash(path).split('/');
  return path === '/' || ROOTS.includes(root) || (root === 'v1' && second === 'metadata');
}

export interface DispatchOptions {
  readonly registry: Registry;
  readonly routes: readonly Route[];
  readonly maxBodyBytes: number;
}

/** The route that would have answered a request that was refused before it came here; undefined where there is none. */
export function nameConfluent(routes: readonly Route[]): FindRouteName {
  const rows = rowsOf(routes);
  return (ctx) => {
    if (!isConfluentPath(ctx.path)) return undefined;
    try {
      return findRoute(rows, ctx, splitContext(readPath(ctx)).path).row.named;
    } catch {
      return undefined; // No route, or no path that could be one's.
    }
  };
}

/** Answers what is at the roots of the face from the table; `method_not_allowed` or `route_not_found` for the rest of them. */
export function dispatchConfluent({ registry, routes, maxBodyBytes }: DispatchOptions): Layer {
  const rows = rowsOf(routes);
  return (ctx, next) => (isConfluentPath(ctx.path) ? answer(ctx) : next(ctx));

  async function answer(ctx: Context): Promise<void> {
    const address = splitContext(readPath(ctx));
    const { row, path } = findRoute(rows, ctx, address.path);
    const { route, named } = row;
    nameRoute(ctx, named);
    const type = requireType(ctx);
    const request = await toRequest(ctx, { registry, path: decodeParameters(path), context: address.context, maxBodyBytes });
    requireRouteAccess(request, route.access);
    const answered = await route.answer(request);
    if (isLong(answered)) await longTurn(); // As for the native API.
    writeAnswer(ctx, type, answered);
  }
}

/** A base address that ends in a slash makes two of them, and a read may end in one. A write may not: its subject may be missing there. */
function readPath({ path, method }: Context): string {
  const single = withoutDoubleSlash(path);
  return method === 'GET' || method === 'HEAD' ? single.replace(/\/+$/, '') : single;
}

function withoutDoubleSlash(path: string): string {
  return path.replace(/^\/+/, '/');
}

/** Clients put a context before all their paths: `/contexts/.name/subjects`. Settings of no subject are then those of the context. */
function splitContext(path: string): { readonly path: string; readonly context: string } {
  const [, root, context = '', ...rest] = path.split('/');
  if (root !== 'contexts' || rest.length === 0) return { path, context: DEFAULT_CONTEXT };
  const { name = '' } = decodeParameters({ name: context });
  const read = readContext(name);
  const isOwn = read !== DEFAULT_CONTEXT && SETTINGS.includes(rest.join('/'));
  return { path: `/${[...rest, ...(isOwn ? [encodeURIComponent(`:${read}:`)] : [])].join('/')}`, context: read };
}

interface Row {
  readonly route: Route;
  readonly template: PathTemplate;
  /** For the metrics. */
  readonly named: NamedRoute;
}

function rowsOf(routes: readonly Route[]): readonly Row[] {
  return routes.map((route) => ({ route, template: parsePathTemplate(route.path), named: { face: 'confluent', route: route.path } }));
}

function findRoute(rows: readonly Row[], ctx: Context, address: string): { readonly row: Row; readonly path: Readonly<Record<string, string>> } {
  const matches = rows.flatMap((row) => {
    const path = matchPath(row.template, address);
    return path === undefined ? [] : [{ row, path }];
  });
  const method = ctx.method === 'HEAD' ? 'GET' : ctx.method;
  const match = matches.find(({ row }) => row.route.method === method);
  if (match !== undefined) return match;
  if (matches.length === 0) throw new RegistryError('route_not_found', `HTTP 404 Not Found: nothing is served at ${ctx.path}`);
  const allow = allowOf(matches.map(({ row }) => row.route));
  throw methodNotAllowed(`HTTP 405 Method Not Allowed: ${ctx.path} takes ${allow.join(', ')}`, allow);
}

interface Addressed {
  readonly registry: Registry;
  readonly path: Readonly<Record<string, string>>;
  readonly context: string;
  readonly maxBodyBytes: number;
}

async function toRequest(ctx: Context, { registry, path, context, maxBodyBytes }: Addressed): Promise<Request> {
  return {
    ...(await readName(registry, path, context)),
    context,
    query: readQuery(ctx.querystring),
    path: (name) => path[name] ?? '',
    body: () => readBody(ctx, maxBodyBytes),
    principal: principalOf(ctx),
    origin: originOf(ctx),
  };
}

async function readName(
  registry: Registry,
  { subject, scope }: Readonly<Record<string, string>>,
  context: string,
): Promise<Pick<Request, 'name' | 'asked'>> {
  if (subject === undefined) return unaliased(scope === undefined ? '' : readScopeName(scope, context));
  const name = readSubjectName(subject, context);
  const meant = (await registry.aliases()).get(name);
  return { asked: name, name: meant === undefined ? name : readSubjectName(meant, contextOf(name)) };
}

function unaliased(name: string): Pick<Request, 'name' | 'asked'> {
  return { name, asked: name };
}

async function readBody(ctx: Context, maxBytes: number): Promise<ExactValue> {
  requireJsonBody(ctx.req);
  const bytes = await readBytes(ctx.req, maxBytes, REGISTRY_BODY_SETTING);
  return bytes.length === 0 ? {} : readText(decodeUtf8(bytes));
}

function isLong(answer: Answer): boolean {
  return answer.kind !== 'nothing' && isLongAnswer(answer.kind === 'text' ? answer.text : answer.value);
}

function writeAnswer(ctx: Context, type: string, answer: Answer): void {
  ctx.set('Cache-Control', 'no-cache');
  if (answer.kind === 'nothing') {
    ctx.status = 204;
    return;
  }
  const text = answer.kind === 'text' ? answer.text : JSON.stringify(answer.value);
  ctx.status = 200;
  ctx.body = text;
  ctx.set('Content-Type', type);
  if (answer.kind === 'json') ctx.set(answer.headers ?? {});
  ctx.vary('Accept');
  if (ctx.method !== 'GET' && ctx.method !== 'HEAD') return;
  const tag = formatEntityTag(text);
  ctx.set('ETag', tag);
  if (isNoneMatch(ctx.get('If-None-Match'), tag)) ctx.status = 304;
}

// The schema is a text within the body: one that nests deep is a wrong schema, a body that does is a wrong request.
function readText(text: string): ExactValue {
  try {
    return parseBody(text);
  } catch (cause) {
    const { code, message, data } = RegistryError.from(cause);
    throw new RegistryError(code === 'too_deep' ? 'json_invalid' : code, message, { data, cause });
  }
}
