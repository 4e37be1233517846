import type { Context } from 'koa';
import { answerThrown } from './errors.ts';
import type { Layer } from './layers.ts';
import type { Log } from './log.ts';
import { observeRequest, type FindRouteName, type RequestMetrics } from './metrics.ts';
import { giveRequestId, REQUEST_ID_HEADER } from './request-id.ts';

const NO_SNIFFING = ['X-Content-Type-Options', 'nosniff'] as const;

export interface OuterLayerOptions {
  readonly log: Log;
  /** Counts each request; by default nothing does. */
  readonly metrics?: RequestMetrics | undefined;
  /** Asked in turn for the route of a request that was refused before a face said which it was. */
  readonly finders?: readonly FindRouteName[];
}

/**
 * The outermost layer: gives a request its id, answers what is thrown below as a problem document, writes what every answer has, and
 * counts.
 */
export function outerLayer({ log, metrics, finders }: OuterLayerOptions): Layer {
  const end = (ctx: Context, start: number): void => {
    const { res } = ctx;
    if (!res.headersSent) {
      res.setHeader(REQUEST_ID_HEADER, ctx.state['requestId'] as string);
      res.setHeader(...NO_SNIFFING);
    }
    if (metrics !== undefined) observeRequest(metrics, ctx, start, finders);
  };
  return (ctx, next) => {
    const start = performance.now();
    giveRequestId(ctx);
    const fail = (thrown: unknown): void => {
      answerThrown(log, ctx, thrown);
      end(ctx, start);
    };
    try {
      const answered = next(ctx);
      return answered === undefined ? end(ctx, start) : answered.then(() => end(ctx, start), fail);
    } catch (thrown) {
      return fail(thrown);
    }
  };
}

/** An answer that is known whole. */
export interface WholeAnswer {
  readonly status: number;
  /** Names and values in turn, without those that every answer has. */
  readonly headers: readonly (string | number)[];
  readonly text?: string;
  readonly encoding?: 'latin1' | 'utf8';
}

/** Answer below `outerLayer`, past Koa and in one go: one by one, headers take longer than most that is done for an answer. */
export function answerWhole(ctx: Context, { status, headers, text, encoding = 'utf8' }: WholeAnswer): void {
  const { res } = ctx;
  res.writeHead(status, [REQUEST_ID_HEADER, ctx.state['requestId'] as string, ...NO_SNIFFING, ...headers] as string[]);
  ctx.respond = false;
  if (text === undefined) res.end();
  else res.end(text, encoding);
}
