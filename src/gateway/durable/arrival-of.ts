import type { QueuedEvent } from '../../queue/queue.ts';
import type { Arrival } from '../arrival.ts';
import { singleHeader } from '../headers.ts';

/** A request as it came, to be read again. */
export function arrivalOf({ request: { method, query, headers, bytes } }: QueuedEvent): Arrival {
  return {
    method,
    query,
    headers,
    contentType: singleHeader(headers, 'content-type'),
    bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
  };
}
