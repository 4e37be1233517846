import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Context } from 'koa';

export const REQUEST_ID_HEADER = 'x-request-id';

// What may stand in a log line and a header without being quoted.
const ACCEPTABLE = /^[\w.:-]{1,128}$/;

/** The id that the caller sent, or a new one where that is absent or unfit for a log. */
export function requestIdOf(header: string | undefined): string {
  return header !== undefined && ACCEPTABLE.test(header) ? header : randomUUID();
}

function headerOf({ headers }: IncomingMessage): string | undefined {
  const header = headers[REQUEST_ID_HEADER];
  return typeof header === 'string' ? header : undefined;
}

/** Give a request its id, in `ctx.state.requestId`. */
export function giveRequestId(ctx: Context): void {
  ctx.state['requestId'] = requestIdOf(headerOf(ctx.req));
}
