import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { listen, type Running } from './listen.ts';

/** A request as a function got it. */
export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
}

export interface FunctionServer extends Running {
  /** In order; tests that share a function take what is theirs with `take`. */
  readonly received: Received[];
  /** What was received since the last call. */
  take(): Received[];
}

export type Answer = (received: Received, response: ServerResponse) => void;

const OK: Answer = (_received, response) => {
  response.writeHead(200, { 'content-type': 'text/plain', 'x-from': 'function' }).end('done');
};

/** A real function on a real port, which remembers what it got. */
export async function startFunction(answer: Answer = OK): Promise<FunctionServer> {
  const received: Received[] = [];
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = '', url = '', headers, rawHeaders } = request;
    const got = { method, url, headers, rawHeaders, body: await buffer(request) };
    received.push(got);
    answer(got, response);
  };
  const running = await listen(createServer((request, response) => void handle(request, response).catch(() => response.destroy())));
  return { ...running, received, take: () => received.splice(0) };
}
