import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ChangeEventResource } from '../../src/core/resources.ts';

export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly path: string;
  readonly body: string;
  readonly event: ChangeEventResource;
}

/** What to answer: a status, with headers, or whatever the function does. */
export type Reaction =
  | number
  | { readonly status: number; readonly headers: Readonly<Record<string, string>> }
  | ((request: IncomingMessage, response: ServerResponse) => void);

/** Somebody who takes webhooks: a real server that answers what it is told, and notes what came. */
export interface Receiver {
  readonly url: string;
  readonly received: readonly Received[];
  /** The sequences of the changes that came, in order. */
  readonly sequences: () => number[];
  /** For the next requests, in order; 204 afterwards. */
  readonly react: (...reactions: readonly Reaction[]) => void;
  /** Once so many requests have come in all. */
  readonly until: (isEnough: number | ((received: readonly Received[]) => boolean)) => Promise<void>;
  readonly close: () => Promise<void>;
}

export async function startReceiver({ port = 0 }: { readonly port?: number } = {}): Promise<Receiver> {
  const received: Received[] = [];
  const reactions: Reaction[] = [];
  const watchers = new Set<() => void>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      received.push({ headers: request.headers, path: request.url ?? '', body, event: JSON.parse(body) as ChangeEventResource });
      react(reactions.shift() ?? 204, request, response);
      for (const watch of watchers) watch();
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?to=me`,
    received,
    sequences: () => received.map(({ event }) => Number(event.id)),
    react: (...more) => void reactions.push(...more),
    until: (isEnough) =>
      new Promise((resolve) => {
        const watch = (): void => {
          if (typeof isEnough === 'number' ? received.length < isEnough : !isEnough(received)) return;
          watchers.delete(watch);
          resolve();
        };
        watchers.add(watch);
        watch();
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function react(reaction: Reaction, request: IncomingMessage, response: ServerResponse): void {
  if (typeof reaction === 'function') reaction(request, response);
  else if (typeof reaction === 'number') response.writeHead(reaction).end();
  else response.writeHead(reaction.status, reaction.headers).end();
}
