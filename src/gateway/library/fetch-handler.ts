import { REQUEST_ID_HEADER } from '../../http/kit/request-id.ts';
import { tooLarge } from '../../http/kit/body.ts';
import type { Arrival } from '../arrival.ts';
import { requireHead } from '../ingest.ts';
import type { AdmittedEvent } from './admitted-event.ts';
import { openDoor } from './door.ts';
import type { MiddlewareOptions } from './middleware-options.ts';
import { arrive } from './read-arrival.ts';

/** `request` is the one that came; its body is read, and is `event.bytes`. */
export type FetchEventHandler = (event: AdmittedEvent, request: Request) => Response | Promise<Response>;

/** A handler of the Fetch standard, as servers at the edge, Deno and Bun take it. What is refused is answered without calling `handler`. */
export function fetchHandler(handler: FetchEventHandler, options: MiddlewareOptions): (request: Request) => Promise<Response> {
  const door = openDoor('fetchHandler', options);
  return async (request) => {
    const outcome = await door.receive(() => read(request, door.maxBodyBytes), request.headers.get(REQUEST_ID_HEADER) ?? undefined);
    if (outcome.kind === 'admitted') return handler(outcome.event, request);
    const { status, headers, body } = outcome.answer;
    return new Response(body, { status, headers });
  };
}

async function read(request: Request, maxBytes: number): Promise<Arrival> {
  const { method, url } = request;
  // The standard joins headers of one name, so one that comes twice is found by its comma, if at all.
  const headers = [...request.headers].flat();
  const contentType = requireHead({
    method,
    rawHeaders: headers,
    headers: { 'content-encoding': request.headers.get('content-encoding') ?? undefined },
  });
  return arrive({ method, url, headers, contentType, bytes: await readBytes(request, maxBytes) }, maxBytes);
}

async function readBytes({ body }: Request, maxBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}
