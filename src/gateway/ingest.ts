import type { IncomingMessage } from 'node:http';
import { RegistryError } from '../core/errors.ts';
import { readBytes, requirePlain, type WithEncoding } from '../http/kit/body.ts';
import type { Arrival } from './arrival.ts';
import { singleHeader, type RawHeaders } from './headers.ts';

export const DEFAULT_MAX_BODY_BYTES: number = 1024 * 1024;

/** By which events are sent. */
export const EVENT_METHODS: readonly string[] = ['POST', 'PUT'];

/** What comes before a body. */
export interface RequestHead extends WithEncoding {
  readonly method?: string | undefined;
  readonly rawHeaders: RawHeaders;
}

/**
 * Read a request to its end. Throws `method_not_allowed`, `media_type_unsupported` for a compressed body, since what
 * is judged must be the bytes that go on, and `body_too_large`.
 */
export async function ingest(request: IncomingMessage, maxBytes: number): Promise<Arrival> {
  const contentType = requireHead(request);
  const { method = '', url = '', rawHeaders: headers } = request;
  const query = /\?.*$/s.exec(url)?.[0] ?? '';
  return { method, query, headers, contentType, bytes: await readBytes(request, maxBytes) };
}

/** What `ingest` asks of a request before it reads the body. Gives the Content-Type. */
export function requireHead(head: RequestHead): string | undefined {
  const { method = '', rawHeaders } = head;
  if (!EVENT_METHODS.includes(method)) {
    throw new RegistryError('method_not_allowed', `expected ${EVENT_METHODS.join(' or ')}, by which events are sent; found ${method}`, {
      data: { allow: EVENT_METHODS },
    });
  }
  requirePlain(head);
  return singleHeader(rawHeaders, 'content-type');
}
