import { request as send, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { RegistryError } from '../../core/errors.ts';
import { readBytes } from '../../http/kit/body.ts';
import { REQUEST_ID_HEADER, requestIdOf } from '../../http/kit/request-id.ts';
import { sendProblem } from '../answer.ts';
import { mergeAnswers, type WorkerAnswer } from './merge.ts';

/** Where a worker takes what all of them are asked; on this machine. */
export interface Door {
  readonly worker: number;
  readonly port: number;
}

/** An admin request that all workers get. */
export interface AdminRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface FanOutOptions {
  /** The workers that are there just now. */
  readonly doors: () => readonly Door[];
  /** Told of each change that all of them took. */
  readonly onChange: (request: AdminRequest) => void;
}

const MAX_BODY_BYTES = 4 * 1024 * 1024;
const MAX_WAIT_MS = 10_000;

/** Answers the gateway's own pages for all workers of a port: a request goes to each of them, and what they say becomes one answer. */
export function createFanOut({ doors, onChange }: FanOutOptions): RequestListener {
  const answer = async (request: IncomingMessage, response: ServerResponse, requestId: string): Promise<void> => {
    const body = (await readBytes(request, MAX_BODY_BYTES)).toString('utf8');
    const { method = 'GET', url = '' } = request;
    // What is merged are bodies; Node leaves the one out that answers HEAD.
    const asked: AdminRequest = { method: method === 'HEAD' ? 'GET' : method, url, headers: headersOf(request, requestId), body };
    if (EVENTS.test(url)) return passOn(doors()[0], asked, response);
    const answers = await Promise.all(doors().map((door) => ask(door, asked)));
    const { status, type, text: merged } = mergeAnswers(url.replace(/\?.*$/s, '').replace(/^\/-\//, ''), answers);
    if (asked.method !== 'GET' && status < 400) onChange(asked);
    response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(merged), [REQUEST_ID_HEADER]: requestId });
    response.end(merged);
  };
  return (request, response) => {
    const requestId = requestIdOf(request.headers[REQUEST_ID_HEADER]?.toString());
    void answer(request, response, requestId).catch((thrown: unknown) => sendProblem(response, RegistryError.from(thrown), requestId));
  };
}

// All workers have the same queue, so one of them is asked about it.
const EVENTS = /^\/-\/api\/v1\/events(?:[/?]|$)/;

/** Ask one worker, and answer as it comes; who goes away ends it there as well. */
async function passOn(door: Door | undefined, { method, url, headers, body }: AdminRequest, response: ServerResponse): Promise<void> {
  if (door === undefined) throw new RegistryError('queue_unavailable', 'no worker is there just now; ask again');
  const answered = await new Promise<IncomingMessage>((resolve, reject) => {
    send({ host: '127.0.0.1', port: door.port, method, path: url, headers, agent: false }, resolve).on('error', reject).end(body);
  }).catch((cause: unknown) => {
    throw new RegistryError('queue_unavailable', `worker ${door.worker} does not answer; ask again`, { cause });
  });
  const { 'content-type': type = '' } = answered.headers;
  response.writeHead(answered.statusCode ?? 503, { 'content-type': type, [REQUEST_ID_HEADER]: headers[REQUEST_ID_HEADER] });
  await pipeline(answered, response).catch(() => answered.destroy());
}

const PASSED_ON = ['authorization', 'content-type'] as const;

/** With the id by which all workers know the request. */
function headersOf({ headers }: IncomingMessage, requestId: string): Record<string, string> {
  const given = PASSED_ON.flatMap((name) => (headers[name] === undefined ? [] : [[name, headers[name]] as const]));
  return { ...Object.fromEntries(given), [REQUEST_ID_HEADER]: requestId };
}

/** Ask one worker. One that is just gone answers nothing: 503. */
export async function ask({ worker, port }: Door, { method, url, headers, body }: AdminRequest): Promise<WorkerAnswer> {
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const signal = AbortSignal.timeout(MAX_WAIT_MS);
      send({ host: '127.0.0.1', port, method, path: url, headers, agent: false, signal }, resolve).on('error', reject).end(body);
    });
    return { worker, status: response.statusCode ?? 503, type: response.headers['content-type'] ?? '', text: await text(response) };
  } catch {
    return {
      worker,
      status: 503,
      type: 'application/json',
      text: JSON.stringify({ status: 'the worker does not answer', trouble: `worker ${worker} does not answer` }),
    };
  }
}
