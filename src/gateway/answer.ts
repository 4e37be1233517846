import type { ServerResponse } from 'node:http';
import type { RegistryError } from '../core/errors.ts';
import { PROBLEM_MEDIA_TYPE, toProblem } from '../http/kit/problem.ts';

/** Answer with the problem document of `error`; where an answer has begun already, or nobody waits for one, there is nothing to do. */
export function sendProblem(response: ServerResponse, error: RegistryError, requestId: string): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  // What a function's broken answer left behind.
  for (const name of response.getHeaderNames()) response.removeHeader(name);
  response.setHeader('x-request-id', requestId);
  if (error.code === 'body_too_large') response.setHeader('connection', 'close');
  if (error.status === 503) response.setHeader('retry-after', '1');
  const { allow } = error.data;
  if (Array.isArray(allow)) response.setHeader('allow', allow.join(', '));
  send(response, error.status, PROBLEM_MEDIA_TYPE, JSON.stringify(toProblem(error, requestId)));
}

export function sendJson(response: ServerResponse, status: number, body: object): void {
  send(response, status, 'application/json', JSON.stringify(body));
}

/** Answer with a whole text. */
export function send(response: ServerResponse, status: number, mediaType: string, text: string): void {
  response.writeHead(status, { 'content-type': mediaType, 'content-length': Buffer.byteLength(text) });
  response.end(text);
}
