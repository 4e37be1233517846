import { createServer, type IncomingMessage, type RequestListener, type Server as HttpServer, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type Server as HttpsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { RegistryError } from '../../core/errors.ts';
import { headerValues } from '../../http/kit/header-values.ts';
import { refusePublic, type ListenAddress } from './address.ts';
import { InFlight } from './in-flight.ts';
import { inTurn } from './in-turn.ts';
import { portHolder } from './port-holder.ts';
import type { TlsMaterial } from './tls.ts';

type Server = HttpServer | HttpsServer;

export interface ListenOptions {
  /** Absent: http. */
  readonly tls?: TlsMaterial | undefined;
  readonly timeouts?: Partial<Timeouts>;
  /** Told when a connection cannot be taken, as where files have run out; the server goes on, since others will end. */
  readonly onTrouble?: (error: Error) => void;
}

/** In milliseconds: slow senders do not hold sockets for ever. */
export interface Timeouts {
  /** For a request to arrive; default 30 s. */
  readonly requestTimeout: number;
  /** For its head; default 10 s, which is also how long a handshake may take. */
  readonly headersTimeout: number;
  /** How often Node looks; default 5 s. */
  readonly connectionsCheckingInterval: number;
}

const TIMEOUTS: Timeouts = { requestTimeout: 30_000, headersTimeout: 10_000, connectionsCheckingInterval: 5_000 };

export interface Listening {
  readonly url: string;
  /** Of https: new connections get this certificate. */
  renew(tls: TlsMaterial): void;
  /** From now on each answer is the last one on its connection, so that nobody sends a request on one that `close` is about to end. */
  leave(): void;
  /** No new connections; what is in flight finishes, within `graceMs` (default 10,000). */
  close(graceMs?: number): Promise<void>;
}

// Intermediaries forward events of 64 KiB (CloudEvents, Size Limits), which binary mode may put into headers; Node takes 16.
const MAX_HEAD_BYTES = 80 * 1024;

// Longer than load balancers keep an idle connection to a server (60 s by default): who ends one first never sends a request on it that the other cuts.
const KEEP_ALIVE_MS = 75_000;

/** Serve `listener` over HTTP, or HTTPS. Throws `address_public` and `address_unavailable`. */
export async function listen(
  listener: RequestListener,
  address: ListenAddress,
  { tls, timeouts = {}, onTrouble = () => {} }: ListenOptions = {},
): Promise<Listening> {
  refusePublic(address);
  const limits = { ...TIMEOUTS, ...timeouts };
  const options = { ...limits, keepAliveTimeout: KEEP_ALIVE_MS, maxHeaderSize: MAX_HEAD_BYTES };
  const responses = new InFlight();
  const serve = inTurn((request, response) => {
    responses.add(response);
    // Node sees to one that is missing.
    if (hasOtherHosts(request)) response.writeHead(400, { connection: 'close' }).end();
    else listener(request, response);
  });
  const server: Server =
    tls === undefined
      ? createServer(options, serve)
      : createTlsServer({ ...options, ...secrets(tls), handshakeTimeout: limits.headersTimeout }, serve);
  const traffic: Traffic = { responses, silent: watchSilent(server) };
  await bind(server, address);
  server.on('error', onTrouble);
  return {
    url: urlOf(server, tls === undefined ? 'http' : 'https'),
    renew: (renewed) => void ('setSecureContext' in server && server.setSecureContext(secrets(renewed))),
    leave() {
      // Those that wait for an answer are among them; which answer comes next, nobody knows.
      for (const response of traffic.responses) sayLast(response);
      server.prependListener('request', (_request, response) => sayLast(response));
    },
    close: (graceMs = 10_000) => drain(server, traffic, graceMs),
  };
}

/** Of several `Host` nobody knows which one a proxy before us went by (RFC 9112 §3.2). */
function hasOtherHosts(request: IncomingMessage): boolean {
  return headerValues(request, 'host').length > 1;
}

/** Look whether `listen` would get this address, and let go of it. Throws `address_unavailable`. */
export async function requireFree(address: ListenAddress): Promise<void> {
  const server = createServer();
  await bind(server, address);
  await new Promise<void>((resolve) => server.close(() => resolve()));
}

type Secrets = Omit<TlsMaterial, 'validTo'>;

function secrets({ validTo: _validTo, ...rest }: TlsMaterial): Secrets {
  return rest;
}

function bind(server: Server, address: ListenAddress): Promise<void> {
  const { host, port } = address;
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => void describeBindError(cause, address).then(reject, reject));
    server.listen({ host, port }, () => {
      server.removeAllListeners('error');
      resolve();
    });
  });
}

async function describeBindError(cause: NodeJS.ErrnoException, { host, port, flag }: ListenAddress): Promise<RegistryError> {
  const options = { cause, data: { host, port, flag } };
  switch (cause.code) {
    case 'EADDRINUSE': {
      const pid = await portHolder(port, host);
      const by = pid === undefined ? '' : `; process ${pid} listens there`;
      return new RegistryError(
        'address_unavailable',
        `port ${port} on ${host} is taken; choose another with ${flag} (0 takes a free one)${by}`,
        options,
      );
    }
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

function urlOf(server: Server, scheme: 'http' | 'https'): string {
  const { address, family, port } = server.address() as AddressInfo; // Never a pipe: we listen on host and port.
  return `${scheme}://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}

interface Traffic {
  /** Answers under way; of what is pipelined on a connection the first. */
  readonly responses: InFlight;
  /** Connections that never sent a request, by the address of the peer; Node does not count them as idle. */
  readonly silent: ReadonlyMap<string, Socket>;
}

function watchSilent(server: Server): Traffic['silent'] {
  const silent = new Map<string, Socket>();
  const watch = (socket: Socket): void => {
    const peer = peerOf(socket);
    silent.set(peer, socket);
    socket.once('close', () => silent.delete(peer));
  };
  server.on('connection', watch);
  server.on('secureConnection', watch); // The same peer: what was a connection before its handshake.
  server.on('request', (request) => {
    if (silent.size > 0) silent.delete(peerOf(request.socket));
  });
  return silent;
}

function peerOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress}:${remotePort}`;
}

async function drain(server: Server, { responses, silent }: Traffic, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  for (const socket of silent.values()) socket.destroy();
  for (const response of responses) makeLast(server, response);
  const kill = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(kill);
}

/** Let an answer that is under way be the last one on its connection, which would else stay open for another request. */
function makeLast(server: Server, response: ServerResponse): void {
  sayLast(response);
  response.once('close', () => setImmediate(() => server.closeIdleConnections()));
}

function sayLast(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader('connection', 'close');
}
