import { REQUEST_ID_HEADER } from '../../http/kit/request-id.ts';
import { endToEndHeaders, hasHeader } from '../headers.ts';
import type { Attempt } from './target.ts';

/** The number of the delivery: the same for each attempt, so that a function may know what it has seen. */
export const DELIVERY_HEADER = 'sluice-delivery';

/** 1 for the first attempt. */
export const ATTEMPT_HEADER = 'sluice-attempt';

// Those of the connection to the function are made anew, and no sender says what the gateway says.
const OWN: ReadonlySet<string> = new Set(['host', 'content-length', 'expect', DELIVERY_HEADER, ATTEMPT_HEADER]);

/** The headers of an attempt: those that came, but for the connection's, and what the gateway says about the delivery. */
export function attemptHeaders({ id, number, event: { request } }: Attempt): string[] {
  const headers = endToEndHeaders(request.headers, OWN);
  if (!hasHeader(headers, REQUEST_ID_HEADER)) headers.push(REQUEST_ID_HEADER, request.requestId);
  headers.push(DELIVERY_HEADER, String(id), ATTEMPT_HEADER, String(number));
  return headers;
}
