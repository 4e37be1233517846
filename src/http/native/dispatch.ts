import { Readable } from 'node:stream';
import type { Context, Middleware } from 'koa';
import type { Origin } from '../../core/audit.ts';
import { RegistryError } from '../../core/errors.ts';
import { answerText, type AnswerText } from '../kit/answer-text.ts';
import { formatEntityTag, isNoneMatch } from '../kit/entity-tag.ts';
import { originOf, principalOf } from '../kit/caller.ts';
import type { Principal } from '../kit/principal.ts';
import { allowOf, methodNotAllowed } from '../kit/method.ts';
import { nameRoute, type FindRouteName, type NamedRoute } from '../kit/metrics.ts';
import { decodeParameters, matchSegments, parsePathTemplate, type PathTemplate } from '../kit/path-template.ts';
import type { Answer, Incoming, Route } from './route.ts';

export const NATIVE_PREFIX = '/api/v1';

/** Answers what is under `/api/v1` from the table; `method_not_allowed` or `route_not_found` for the rest of it. */
export function dispatchNative(routes: readonly Route[], maxBodyBytes: number): Middleware {
  const rows = byLength(routes.map(toRow));
  return (ctx, next) => {
    const { path } = ctx;
    return path === NATIVE_PREFIX || path.startsWith(`${NATIVE_PREFIX}/`) ? answer(ctx, path) : next();
  };

  async function answer(ctx: Context, asked: string): Promise<void> {
    const { route, named, path } = findRoute(rows, ctx, asked);
    nameRoute(ctx, named);
    return writeAnswer(ctx, await route.answer(new KoaIncoming(ctx, path, maxBodyBytes)));
  }
}

/** The route that would have answered a request that was refused before it came here; undefined where there is none. */
export function nameNative(routes: readonly Route[]): FindRouteName {
  const rows = byLength(routes.map(toRow));
  return (ctx) => (ctx.path.startsWith(`${NATIVE_PREFIX}/`) ? matchOf(rows, ctx, ctx.path).found?.named : undefined);
}

interface Row {
  readonly route: Route;
  readonly named: NamedRoute;
  readonly template: PathTemplate;
}

interface Match {
  readonly route: Route;
  readonly named: NamedRoute;
  readonly path: Readonly<Record<string, string>>;
}

function toRow(route: Route): Row {
  const path = NATIVE_PREFIX + route.path;
  return { route, named: { face: 'native', route: path }, template: parsePathTemplate(path) };
}

/** By the number of segments of their paths, so that few are looked at. */
type Rows = ReadonlyMap<number, readonly Row[]>;

function byLength(rows: readonly Row[]): Rows {
  const groups = new Map<number, Row[]>();
  for (const row of rows) {
    const { length } = row.template.segments;
    groups.set(length, [...(groups.get(length) ?? []), row]);
  }
  return groups;
}

function findRoute(rows: Rows, ctx: Context, asked: string): Match {
  const { found, others: matches } = matchOf(rows, ctx, asked);
  if (found !== undefined) return found;
  if (matches.length === 0)
    throw new RegistryError('route_not_found', `nothing is served at ${asked}; ${NATIVE_PREFIX}/openapi.json lists every address`);
  const allow = allowOf(matches.map(({ route }) => route));
  const method = methodOf(ctx);
  const near = nearRoutes(rows, method, matches);
  const hint = near.length === 0 ? '' : `. ${method} is answered at ${near.join(' and ')}`;
  throw methodNotAllowed(`${ctx.method} is not allowed at ${asked}; expected ${allow.join(', ')}${hint}`, allow);
}

/** The addresses one step above and below that take the method: `GET …/versions` asks for what `…/{subject}` lists. */
function nearRoutes(rows: Rows, method: string, matches: readonly Match[]): readonly string[] {
  const found = matches.flatMap(({ named: { route } }) => {
    const { length } = route.split('/');
    const isNear = (other: string): boolean => other === route.slice(0, route.lastIndexOf('/')) || other.slice(0, other.lastIndexOf('/')) === route;
    return [length - 1, length + 1].flatMap((count) =>
      (rows.get(count) ?? []).filter((row) => row.route.method === method && isNear(row.named.route)).map((row) => row.named.route),
    );
  });
  return [...new Set(found)];
}

function methodOf({ method }: Context): string {
  return method === 'HEAD' ? 'GET' : method;
}

/** The route at a path, or those that are there for other methods. */
function matchOf(rows: Rows, ctx: Context, asked: string): { readonly found?: Match; readonly others: readonly Match[] } {
  const method = methodOf(ctx);
  const segments = asked.split('/');
  const others: Match[] = [];
  for (const { route, named, template } of rows.get(segments.length) ?? []) {
    const path = matchSegments(template, segments);
    if (path === undefined) continue;
    if (route.method === method) return { found: { route, named, path }, others };
    others.push({ route, named, path });
  }
  return { others };
}

// A class, since a literal with accessors gets a hidden class of its own each time, which costs more than all the rest.
class KoaIncoming implements Incoming {
  readonly path: Readonly<Record<string, string>>;
  readonly maxBodyBytes: number;
  readonly #ctx: Context;

  constructor(ctx: Context, path: Readonly<Record<string, string>>, maxBodyBytes: number) {
    this.#ctx = ctx;
    this.path = decodeParameters(path);
    this.maxBodyBytes = maxBodyBytes;
  }

  get request(): Incoming['request'] {
    return this.#ctx.req;
  }

  get querystring(): string {
    return this.#ctx.querystring;
  }

  // Made where it is asked for: most answers are over before anybody could go.
  get gone(): AbortSignal {
    const gone = new AbortController();
    const { res } = this.#ctx;
    if (res.closed) gone.abort();
    else res.once('close', () => gone.abort());
    return gone.signal;
  }

  get principal(): Principal {
    return principalOf(this.#ctx);
  }

  get origin(): Origin {
    return originOf(this.#ctx);
  }

  accepts(offered: readonly string[]): string {
    return this.#ctx.accepts(...offered) || (offered[0] ?? '');
  }
}

function writeAnswer(ctx: Context, answer: Answer): void {
  ctx.res.setHeader('Cache-Control', 'no-cache');
  switch (answer.kind) {
    case 'json':
      ctx.status = answer.status ?? 200;
      if (answer.headers !== undefined) ctx.set(answer.headers);
      if (answer.location !== undefined) ctx.set('Location', answer.location);
      return writeText(ctx, 'application/json; charset=utf-8', answerText(answer.value, answer.epoch), answer.epoch);
    case 'text': {
      ctx.status = 200;
      ctx.res.setHeader('Vary', 'Accept');
      const { type, text } = answer;
      return writeText(ctx, type, { text, tag: formatEntityTag(text), length: Buffer.byteLength(text) }, undefined);
    }
    case 'written':
      ctx.status = 200;
      ctx.set(answer.headers);
      return writeWhileMade(ctx, answer);
    case 'stream':
      if (answer.isPrivate) ctx.set('Cache-Control', 'no-store');
      ctx.body = answer.stream;
      ctx.type = answer.type;
  }
}

function writeWhileMade(ctx: Context, { type, text, key, epoch }: Extract<Answer, { readonly kind: 'written' }>): void {
  ctx.res.setHeader('Content-Type', type);
  // Each representation has its own.
  const tag = formatEntityTag(`${type} ${key}`, epoch);
  ctx.res.setHeader('ETag', tag);
  const known = ctx.req.headers['if-none-match'];
  if (known !== undefined && isNoneMatch(known, tag)) ctx.status = 304;
  else ctx.body = Readable.from(ctx.method === 'HEAD' ? [] : inPieces(text()), { objectMode: false });
}

const PIECE = 64 * 1_024;

// A write for each part would be thousands of them.
async function* inPieces(parts: AsyncIterable<string>): AsyncGenerator<string> {
  let piece = '';
  for await (const part of parts) {
    piece += part;
    if (piece.length < PIECE) continue;
    yield piece;
    piece = '';
    await breathe();
  }
  if (piece !== '') yield piece;
}

// What is at hand already is read without waiting for anything, and others want to be answered.
async function breathe(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

function writeText(ctx: Context, type: string, { text, tag, length }: AnswerText, epoch: number | undefined): void {
  // The type first, else Koa reckons one from the body.
  ctx.res.setHeader('Content-Type', type);
  // What was written has an ETag where the answer is what a read of the entity gives, that is, where it has an epoch.
  const isRead = ctx.method === 'GET' || ctx.method === 'HEAD';
  if (isRead || epoch !== undefined) {
    ctx.res.setHeader('ETag', tag);
    const known = isRead ? ctx.req.headers['if-none-match'] : undefined;
    if (known !== undefined && isNoneMatch(known, tag)) return void (ctx.status = 304);
  }
  // Written past Koa, which would measure the text again.
  ctx.respond = false;
  ctx.res.setHeader('Content-Length', length);
  ctx.res.end(text, length === text.length ? 'latin1' : 'utf8');
}
