import { hash } from 'node:crypto';
import type { Outgoing } from './outgoing-headers.ts';
import type { Attempt } from './target.ts';

/** An attempt as a request that goes out. */
export function attemptMessage({ id, number, event }: Attempt): Outgoing {
  const { headers, bytes, requestId } = event.request;
  return { headers, bytes, requestId, messageId: () => messageId(id, event), delivery: { id, number } };
}

// Deliveries are numbered anew in another queue; whoever remembers ids must not take one event for another.
function messageId(id: Attempt['id'], { route, receivedAt, request }: Attempt['event']): string {
  return `msg_${hash('sha256', JSON.stringify([route, id, receivedAt, request.requestId]), 'base64url').slice(0, 27)}`;
}
