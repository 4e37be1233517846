import type { IncomingMessage, ServerResponse } from 'node:http';
import { REQUEST_ID_HEADER } from '../../http/kit/request-id.ts';
import { onConnection, type Answer } from '../answer.ts';
import type { AdmittedEvent } from './admitted-event.ts';
import { openDoor } from './door.ts';
import type { MiddlewareOptions } from './middleware-options.ts';
import { readArrival, type ParsedBody } from './read-arrival.ts';

/** What of Express's request is used. Node's own does as well. */
export type ExpressRequest = IncomingMessage & ParsedBody;

export type ExpressMiddleware = (request: ExpressRequest, response: ServerResponse, next: (error?: unknown) => void) => void;

/** Middleware for Express, Connect and their like: `req.event` is the event. What is refused is answered, and goes no further. */
export function express(options: MiddlewareOptions): ExpressMiddleware {
  const door = openDoor('express', options);
  return (request, response, next) => {
    const outcome = door.receive(() => readArrival(request, request, door), request.headers[REQUEST_ID_HEADER]?.toString());
    outcome
      .then((decided) => {
        if (decided.kind === 'refused') return answer(response, onConnection(decided.answer));
        (request as { event?: AdmittedEvent }).event = decided.event;
        return next();
      })
      .catch(next);
  };
}

function answer(response: ServerResponse, { status, headers, body }: Answer): void {
  if (response.headersSent || response.destroyed) return;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.statusCode = status;
  response.setHeader('content-length', Buffer.byteLength(body));
  response.end(body);
}
