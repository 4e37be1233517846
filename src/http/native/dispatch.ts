import { Readable } from 'node:stream';
import type { Context } from 'koa';
import type { Origin } from '../../core/audit.ts';
import { RegistryError } from '../../core/errors.ts';
import { longTurn } from '../../registry/long-turn.ts';
import { answerText, isLongAnswer, type AnswerText } from '../kit/answer-text.ts';
import { answerWhole } from '../kit/outer-layer.ts';
import { formatEntityTag, isNoneMatch } from '../kit/entity-tag.ts';
import { originOf, principalOf } from '../kit/caller.ts';
import { reportError } from '../kit/errors.ts';
import type { Log } from '../kit/log.ts';
import { spendAnother } from '../kit/rate-limit.ts';
import type { Principal } from '../kit/principal.ts';
import type { Layer } from '../kit/layers.ts';
import { allowOf, methodNotAllowed } from '../kit/method.ts';
import { nameRoute, type FindRouteName, type NamedRoute } from '../kit/metrics.ts';
import { meets, parsePathTemplate, readParameters, type PathTemplate } from '../kit/path-template.ts';
import type { Answer, Incoming, Route } from './route.ts';

export const NATIVE_PREFIX = '/api/v1';

export interface DispatchOptions {
  readonly maxBodyBytes: number;
  readonly log: Log;
}

/** Answers what is under `/api/v1` from the table; `method_not_allowed` or `route_not_found` for the rest of it. */
export function dispatchNative(routes: readonly Route[], options: DispatchOptions): Layer {
  const rows = byLength(routes.map(toRow));
  return (ctx, next) => {
    const { path } = ctx;
    return path === NATIVE_PREFIX || path.startsWith(`${NATIVE_PREFIX}/`) ? answer(ctx, path) : next(ctx);
  };

  async function answer(ctx: Context, asked: string): Promise<void> {
    const segments = asked.split('/');
    const { route, named, template } = findRow(rows, { method: ctx.method, asked, segments });
    nameRoute(ctx, named);
    const path = readParameters(template, segments);
    const answered = await route.answer(new KoaIncoming(ctx, path, options));
    if (isLong(answered)) await longTurn(); // However many ask for it, others are answered in between.
    writeAnswer(ctx, answered);
  }
}

/** The route that would have answered a request that was refused before it came here; undefined where there is none. */
export function nameNative(routes: readonly Route[]): FindRouteName {
  const rows = byLength(routes.map(toRow));
  return ({ path, method }) => {
    const segments = path.split('/');
    return rowOf(rows.get(segments.length) ?? [], methodOf(method), segments)?.named;
  };
}

interface Row {
  readonly route: Route;
  readonly named: NamedRoute;
  readonly template: PathTemplate;
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

interface Asked {
  readonly method: string;
  readonly asked: string;
  readonly segments: readonly string[];
}

function findRow(rows: Rows, { method, asked, segments }: Asked): Row {
  const sought = methodOf(method);
  const candidates = rows.get(segments.length) ?? [];
  const found = rowOf(candidates, sought, segments);
  if (found !== undefined) return found;
  const others = candidates.filter(({ template }) => meets(template, segments));
  if (others.length === 0)
    throw new RegistryError('route_not_found', `nothing is served at ${asked}; ${NATIVE_PREFIX}/openapi.json lists every address`);
  const allow = allowOf(others.map(({ route }) => route));
  const near = nearRoutes(rows, sought, others);
  const hint = near.length === 0 ? '' : `. ${sought} is answered at ${near.join(' and ')}`;
  throw methodNotAllowed(`${method} is not allowed at ${asked}; expected ${allow.join(', ')}${hint}`, allow);
}

function rowOf(rows: readonly Row[], method: string, segments: readonly string[]): Row | undefined {
  for (const row of rows) if (row.route.method === method && meets(row.template, segments)) return row;
  return undefined;
}

/** The addresses one step above and below that take the method: `GET …/versions` asks for what `…/{subject}` lists. */
function nearRoutes(rows: Rows, method: string, others: readonly Row[]): readonly string[] {
  const all = [...rows.values()].flat().filter(({ route }) => route.method === method);
  const above = (route: string): string => route.slice(0, route.lastIndexOf('/'));
  const isNear = (route: string, other: string): boolean => other === above(route) || above(other) === route;
  const near = all.filter((row) => others.some((other) => isNear(other.named.route, row.named.route)));
  return near.map(({ named }) => named.route).toSorted();
}

function methodOf(method: string): string {
  return method === 'HEAD' ? 'GET' : method;
}

// A class, since a literal with accessors gets a hidden class of its own each time, which costs more than all the rest.
class KoaIncoming implements Incoming {
  readonly path: Readonly<Record<string, string>>;
  readonly #ctx: Context;
  readonly #options: DispatchOptions;

  constructor(ctx: Context, path: Readonly<Record<string, string>>, options: DispatchOptions) {
    this.#ctx = ctx;
    this.path = path;
    this.#options = options;
  }

  get maxBodyBytes(): number {
    return this.#options.maxBodyBytes;
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

  spend(): void {
    spendAnother(this.#ctx);
  }

  report(error: RegistryError): void {
    reportError(this.#options.log, this.#ctx, error);
  }

  accepts(offered: readonly string[]): string {
    return this.#ctx.accepts(...offered) || (offered[0] ?? '');
  }
}

function isLong(answer: Answer): boolean {
  switch (answer.kind) {
    case 'json':
      return isLongAnswer(answer.value);
    case 'text':
      return isLongAnswer(answer.text);
    case 'written':
    case 'stream':
      return false; // It is sent in pieces.
  }
}

function writeAnswer(ctx: Context, answer: Answer): void {
  switch (answer.kind) {
    case 'json':
      return writeText(ctx, jsonHead(answer), answerText(answer.value, answer.epoch));
    case 'text': {
      const { type, text } = answer;
      const head = { status: 200, type, headers: ['Vary', 'Accept'], hasEpoch: false };
      return writeText(ctx, head, { text, tag: formatEntityTag(text), length: Buffer.byteLength(text) });
    }
    case 'written':
      ctx.set('Cache-Control', 'no-cache');
      ctx.status = 200;
      ctx.set(answer.headers);
      return writeWhileMade(ctx, answer);
    case 'stream':
      ctx.set('Cache-Control', answer.isPrivate ? 'no-store' : 'no-cache');
      ctx.set('X-Accel-Buffering', 'no'); // Who waits for a line would wait for a whole buffer of nginx.
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

// A write for each part would be thousands of them. What is at hand already is made without waiting for anything, so it takes turns.
async function* inPieces(parts: AsyncIterable<string>): AsyncGenerator<string> {
  let piece = '';
  await longTurn();
  for await (const part of parts) {
    piece += part;
    if (piece.length < PIECE) continue;
    yield piece;
    piece = '';
    await longTurn();
  }
  if (piece !== '') yield piece;
}

/** What stands before a text. */
interface Head {
  readonly status: number;
  readonly type: string;
  /** Names and values in turn. */
  readonly headers: readonly string[];
  /** Whether the answer is what a read of the entity gives. */
  readonly hasEpoch: boolean;
}

function jsonHead({ status = 200, epoch, location, headers }: Extract<Answer, { readonly kind: 'json' }>): Head {
  const more = headers === undefined ? NO_HEADERS : Object.entries(headers).flat();
  return {
    status,
    type: 'application/json; charset=utf-8',
    headers: location === undefined ? more : [...more, 'Location', location],
    hasEpoch: epoch !== undefined,
  };
}

const NO_HEADERS: readonly string[] = [];

function writeText(ctx: Context, { status, type, headers, hasEpoch }: Head, { text, tag, length }: AnswerText): void {
  const { method } = ctx.req;
  const isRead = method === 'GET' || method === 'HEAD';
  // What was written has an ETag where the answer is what a read of the entity gives.
  const always = isRead || hasEpoch ? ['Cache-Control', 'no-cache', ...headers, 'ETag', tag] : ['Cache-Control', 'no-cache', ...headers];
  const known = isRead ? ctx.req.headers['if-none-match'] : undefined;
  if (known !== undefined && isNoneMatch(known, tag)) return answerWhole(ctx, { status: 304, headers: always });
  const encoding = length === text.length ? 'latin1' : 'utf8';
  answerWhole(ctx, { status, headers: [...always, 'Content-Type', type, 'Content-Length', length], text, encoding });
}
