import type { IncomingMessage } from 'node:http';
import { RegistryError } from '../../core/errors.ts';
import { tooLarge } from '../../http/kit/body.ts';
import type { Arrival } from '../arrival.ts';
import { ingest, requireHead } from '../ingest.ts';
import type { RawHeaders } from '../headers.ts';
import type { Door } from './door.ts';

/** What a body parser that ran before left behind. */
export interface ParsedBody {
  /** Bytes or text, where somebody kept them. */
  readonly rawBody?: unknown;
  readonly body?: unknown;
}

/**
 * Read a request of Node's to its end, or take what a body parser left of it: the bytes, else the text, else the value,
 * which is written as JSON again. Throws as `ingest`, and `internal` where the body is gone.
 */
export async function readArrival(request: IncomingMessage, parsed: ParsedBody, door: Pick<Door, 'maxBodyBytes' | 'isSigned'>): Promise<Arrival> {
  if (!isRead(request)) return ingest(request, door.maxBodyBytes);
  const { method = '', url = '', rawHeaders: headers } = request;
  const contentType = requireHead(request);
  return arrive({ method, url, headers, contentType, bytes: leftBytes(parsed, door.isSigned) }, door.maxBodyBytes);
}

interface Parts {
  readonly method: string;
  /** Only its query is looked at. */
  readonly url: string;
  readonly headers: RawHeaders;
  readonly contentType: string | undefined;
  readonly bytes: Buffer;
}

/** Throws `body_too_large`. */
export function arrive({ url, ...rest }: Parts, maxBytes: number): Arrival {
  if (rest.bytes.length > maxBytes) throw tooLarge(maxBytes);
  return { ...rest, query: /\?.*$/s.exec(url)?.[0] ?? '' };
}

function isRead(request: IncomingMessage): boolean {
  return request.readableDidRead || request.readableEnded;
}

function leftBytes({ rawBody, body }: ParsedBody, isSigned: boolean): Buffer {
  const kept = [rawBody, body].find((value) => value instanceof Uint8Array || typeof value === 'string');
  if (kept instanceof Uint8Array) return Buffer.from(kept.buffer, kept.byteOffset, kept.byteLength);
  if (typeof kept === 'string') return Buffer.from(kept);
  if (body === undefined) throw gone('neither rawBody nor body has it');
  if (isSigned) throw gone('rawBody does not have it, over which the signature was made');
  return Buffer.from(JSON.stringify(body));
}

function gone(what: string): RegistryError {
  return new RegistryError('internal', `the body was read before the gate, and ${what}; put the gate before body parsers, or let them keep rawBody`);
}
