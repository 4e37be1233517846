import { RegistryError } from '../../core/errors.ts';
import type { Gateway } from '../gateway.ts';

/** How the queue of durable routes is. */
export interface QueueReadiness {
  readonly isReady: boolean;
  readonly body: {
    readonly status: string;
    /** With what to do about it; also of a queue that takes events, but had trouble giving them out. */
    readonly trouble?: string;
    /** Targets that get nothing for now, and why. */
    readonly waiting: readonly { readonly route: string; readonly target: string; readonly why: string }[];
  };
}

/** Undefined without durable routes. Writes to the queue, for nothing else says that it can be written to. */
export async function queueReadiness({ queue, delivery }: Gateway): Promise<QueueReadiness | undefined> {
  if (queue === undefined || delivery === undefined) return undefined;
  const waiting = delivery.lanes.flatMap(({ ref, breaker, stopped }) => {
    if (stopped !== undefined) return [{ ...ref, why: 'it answered 410 and is stopped' }];
    return breaker.isOpen ? [{ ...ref, why: 'deliveries fail; its circuit is open' }] : [];
  });
  const refusal = await queue.ping().then(
    () => undefined,
    (thrown: unknown) => RegistryError.from(thrown).message,
  );
  const trouble = refusal ?? delivery.trouble?.message;
  const isReady = refusal === undefined;
  return { isReady, body: { status: isReady ? 'ready' : 'not answering', ...(trouble === undefined ? {} : { trouble }), waiting } };
}
