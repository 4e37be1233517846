import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { RegistryError } from '../core/errors.ts';

/** Where to listen, and what the user would change about it. */
export interface ListenAddress {
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** The flag that sets the port, for messages. */
  readonly flag: string;
  /** Listen on a public address although there are no keys yet. */
  readonly insecure: boolean;
}

export interface Listening {
  readonly url: string;
  /** No new connections; what is in flight finishes, within `graceMs` (default 10,000). */
  close(graceMs?: number): Promise<void>;
}

// Intermediaries forward events of 64 KiB (CloudEvents, Size Limits), which binary mode may put into headers; Node takes 16.
const MAX_HEAD_BYTES = 80 * 1024;

/** Serve `listener` over HTTP. Throws `address_public` and `address_unavailable`. */
export async function listen(listener: RequestListener, address: ListenAddress): Promise<Listening> {
  refusePublic(address);
  // A request has 30 s to arrive, its head 10 s: slow senders do not hold sockets for ever.
  const server = createServer({ requestTimeout: 30_000, headersTimeout: 10_000, keepAliveTimeout: 5_000, maxHeaderSize: MAX_HEAD_BYTES }, listener);
  const traffic = watchTraffic(server);
  await bind(server, address);
  return { url: urlOf(server), close: (graceMs = 10_000) => drain(server, traffic, graceMs) };
}

/** Refuse an address that others can reach, unless told otherwise. Throws `address_public`. */
export function refusePublic({ host, insecure }: Pick<ListenAddress, 'host' | 'insecure'>): void {
  if (insecure || isLoopback(host)) return;
  throw new RegistryError(
    'address_public',
    `${host} can be reached from other machines, and there are no keys yet; listen on 127.0.0.1, or say --insecure if the network is trusted`,
  );
}

/** Whether only this machine reaches the address. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
}

function bind(server: Server, { host, port, flag }: ListenAddress): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => reject(describeBindError(cause, host, port, flag)));
    server.listen({ host, port }, () => {
      server.removeAllListeners('error');
      resolve();
    });
  });
}

function describeBindError(cause: NodeJS.ErrnoException, host: string, port: number, flag: string): RegistryError {
  const options = { cause, data: { host, port, flag } };
  switch (cause.code) {
    case 'EADDRINUSE':
      return new RegistryError('address_unavailable', `port ${port} on ${host} is taken; choose another with ${flag} (0 takes a free one)`, options);
    case 'EACCES':
      return new RegistryError('address_unavailable', `port ${port} on ${host} needs more rights; choose one above 1023 with ${flag}`, options);
    default:
      return new RegistryError(
        'address_unavailable',
        `cannot listen on ${host} (${cause.code ?? cause.message}); choose another with --host`,
        options,
      );
  }
}

function urlOf(server: Server): string {
  const { address, family, port } = server.address() as AddressInfo; // Never a pipe: we listen on host and port.
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}

interface Traffic {
  /** Answers under way. */
  readonly responses: ReadonlySet<ServerResponse>;
  /** Connections that never sent a request; Node does not count them as idle. */
  readonly silent: ReadonlySet<Socket>;
}

function watchTraffic(server: Server): Traffic {
  const responses = new Set<ServerResponse>();
  const silent = new Set<Socket>();
  server.on('connection', (socket) => {
    silent.add(socket);
    socket.once('close', () => silent.delete(socket));
  });
  server.on('request', (request, response) => {
    silent.delete(request.socket);
    responses.add(response);
    response.once('close', () => responses.delete(response));
  });
  return { responses, silent };
}

async function drain(server: Server, { responses, silent }: Traffic, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  for (const socket of silent) socket.destroy();
  for (const response of responses) makeLast(server, response);
  const kill = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(kill);
}

/** Let an answer that is under way be the last one on its connection, which would else stay open for another request. */
function makeLast(server: Server, response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('connection', 'close');
  response.once('close', () => setImmediate(() => server.closeIdleConnections()));
}
