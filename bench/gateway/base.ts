import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Pool, type Dispatcher } from 'undici';

/** Says whether a body goes on. */
export type Gatekeeper = (body: Buffer, request: IncomingMessage) => boolean;

/**
 * The least that a proxy does that has read a body before it sends it on: Node's server, undici's pool, the bytes that came.
 * With a gatekeeper, 422 for what it refuses.
 */
export function createBase(target: string, gatekeeper?: Gatekeeper): Server {
  const pool = new Pool(target, { connections: 128, pipelining: 1 });
  return createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
      if (gatekeeper?.(body, request) === false) {
        response.writeHead(422).end();
        return;
      }
      const headers = { 'content-type': request.headers['content-type'] ?? '' };
      pool.dispatch({ path: '/', method: 'POST', headers, body }, new PassOn(response));
    });
  });
}

class PassOn implements Dispatcher.DispatchHandler {
  readonly #response: ServerResponse;

  constructor(response: ServerResponse) {
    this.#response = response;
  }

  onRequestStart(): void {}

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: Record<string, string | string[] | undefined>): void {
    this.#response.writeHead(status, { 'content-type': String(headers['content-type']), 'content-length': String(headers['content-length']) });
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#response.write(chunk);
  }

  onResponseEnd(): void {
    this.#response.end();
  }

  onResponseError(): void {
    this.#response.destroy();
  }
}
