import type { IncomingMessage } from 'node:http';
import { REQUEST_ID_HEADER } from '../../http/kit/request-id.ts';
import { onConnection, type Answer } from '../answer.ts';
import { TEXT } from './check-options.ts';
import { openDoor } from './door.ts';
import type { MiddlewareOptions } from './middleware-options.ts';
import { readArrival } from './read-arrival.ts';

export interface KoaOptions extends MiddlewareOptions {
  /** Matched exactly; requests to other paths go on unseen. Default: every request is to be an event. */
  readonly path?: string;
}

/** What of Koa's context is used. */
export interface KoaContext {
  readonly req: IncomingMessage;
  readonly request: object;
  readonly path: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- Koa's own type of it
  state: any;
  status: number;
  body: unknown;
  set(name: string, value: string): void;
}

export type KoaMiddleware = (ctx: KoaContext, next: () => Promise<unknown>) => Promise<void>;

/** Middleware for Koa: `ctx.state.event` is the event. What is refused is answered, and goes no further. */
export function koa(options: KoaOptions): KoaMiddleware {
  const door = openDoor('koa', options, { path: TEXT });
  const { path } = options;
  return async (ctx, next) => {
    if (path !== undefined && ctx.path !== path) {
      await next();
      return;
    }
    const outcome = await door.receive(() => readArrival(ctx.req, ctx.request, door), ctx.req.headers[REQUEST_ID_HEADER]?.toString());
    if (outcome.kind === 'refused') {
      answer(ctx, onConnection(outcome.answer));
      return;
    }
    (ctx.state as Record<string, unknown>)['event'] = outcome.event;
    await next();
  };
}

function answer(ctx: KoaContext, { status, headers, body }: Answer): void {
  ctx.status = status;
  // Before the headers, since it sets a type.
  ctx.body = body;
  for (const [name, value] of Object.entries(headers)) ctx.set(name, value);
}
