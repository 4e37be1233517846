import type { IncomingMessage } from 'node:http';
import { RegistryError } from '../core/errors.ts';
import { readBytes, requirePlain } from '../http/kit/body.ts';
import type { Arrival } from './arrival.ts';
import { singleHeader } from './headers.ts';

/** By which events are sent. */
export const EVENT_METHODS: readonly string[] = ['POST', 'PUT'];

/**
 * Read a request to its end. Throws `method_not_allowed`, `media_type_unsupported` for a compressed body, since what
 * is judged must be the bytes that go on, and `body_too_large`.
 */
export async function ingest(request: IncomingMessage, maxBytes: number): Promise<Arrival> {
  const { method = '', url = '', rawHeaders: headers } = request;
  if (!EVENT_METHODS.includes(method)) {
    throw new RegistryError('method_not_allowed', `expected ${EVENT_METHODS.join(' or ')}, by which events are sent; found ${method}`, {
      data: { allow: EVENT_METHODS },
    });
  }
  requirePlain(request);
  const contentType = singleHeader(headers, 'content-type');
  const query = /\?.*$/s.exec(url)?.[0] ?? '';
  return { method, query, headers, contentType, bytes: await readBytes(request, maxBytes) };
}
