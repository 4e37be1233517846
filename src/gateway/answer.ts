import type { ServerResponse } from 'node:http';
import type { RegistryError } from '../core/errors.ts';
import { PROBLEM_MEDIA_TYPE, toProblem } from '../http/kit/problem.ts';

/** An answer of the gate's own. */
export interface Answer {
  readonly status: number;
  /** Names in lower case; without content-length. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What is answered where `error` refuses a request. */
export function answerOf(error: RegistryError, requestId: string): Answer {
  const { allow } = error.data;
  const headers = {
    'x-request-id': requestId,
    ...(error.status === 503 ? { 'retry-after': '1' } : {}),
    ...(Array.isArray(allow) ? { allow: allow.join(', ') } : {}),
    'content-type': PROBLEM_MEDIA_TYPE,
  };
  return { status: error.status, headers, body: JSON.stringify(toProblem(error, requestId)) };
}

/** Answer with the problem document of `error`; where an answer has begun already, or nobody waits for one, there is nothing to do. */
export function sendProblem(response: ServerResponse, error: RegistryError, requestId: string): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  // What a function's broken answer left behind.
  for (const name of response.getHeaderNames()) response.removeHeader(name);
  const { status, headers, body } = onConnection(answerOf(error, requestId));
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

/** An answer as it goes over a connection of ours: of a body that is too large, some may still be on its way. */
export function onConnection(answer: Answer): Answer {
  return answer.status === 413 ? { ...answer, headers: { ...answer.headers, connection: 'close' } } : answer;
}

export function sendJson(response: ServerResponse, status: number, body: object): void {
  send(response, status, 'application/json', JSON.stringify(body));
}

/** Answer with a whole text. */
export function send(response: ServerResponse, status: number, mediaType: string, text: string): void {
  response.writeHead(status, { 'content-type': mediaType, 'content-length': Buffer.byteLength(text) });
  response.end(text);
}
