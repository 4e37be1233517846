import { roomText, type DiskRoom } from '../../core/disk-room.ts';
import { RegistryError } from '../../core/errors.ts';
import { fullLimits } from '../../queue/limits.ts';
import type { Queue, QueueLimits } from '../../queue/queue.ts';
import { STUCK_STATES } from '../events/filter.ts';
import type { Gateway } from '../gateway.ts';

/** How the queue of durable routes is. */
export interface QueueReadiness {
  readonly isReady: boolean;
  /** What is said of it; counts what it holds. */
  readonly body: () => Promise<{
    readonly status: string;
    /** With what to do about it; also of a queue that takes events, but had trouble giving them out, or whose disk is nearly full. */
    readonly trouble?: string;
    /** On its disk; absent where it is in no file. */
    readonly freeBytes?: number;
    /** Limits that are reached (`queue.maxWaiting`, `queue.maxHeld`): of what they are about nothing more is kept. An event for several targets may be refused a little before. */
    readonly full: readonly ('waiting' | 'held')[];
    /** Targets that get nothing for now, and why. */
    readonly waiting: readonly { readonly route: string; readonly target: string; readonly why: string }[];
  }>;
}

/** Undefined without durable routes. Writes to the queue, for nothing else says that it can be written to. */
export async function queueReadiness({ queue, delivery, config, disk }: Gateway): Promise<QueueReadiness | undefined> {
  if (queue === undefined || delivery === undefined) return undefined;
  const waiting = delivery.lanes.flatMap(({ ref, breaker, stopped }) => {
    if (stopped !== undefined) return [{ ...ref, why: 'it answered 410 and is stopped' }];
    return breaker.isOpen ? [{ ...ref, why: 'deliveries fail; its circuit is open' }] : [];
  });
  const refusal = await queue.ping().then(
    () => undefined,
    (thrown: unknown) => RegistryError.from(thrown).message,
  );
  const room = await disk();
  const trouble = refusal ?? delivery.trouble?.message ?? (room?.isNearlyFull === true ? nearlyFullText(room) : undefined);
  const isReady = refusal === undefined;
  return {
    isReady,
    body: async () => ({
      status: isReady ? 'ready' : 'not answering',
      ...(trouble === undefined ? {} : { trouble }),
      ...(room === undefined ? {} : { freeBytes: room.freeBytes }),
      full: isReady ? await limitsReached(queue, fullLimits(config.queue ?? {})) : [],
      waiting,
    }),
  };
}

function nearlyFullText({ freeBytes }: DiskRoom): string {
  return `the disk of the queue is nearly full: ${roomText(freeBytes)}; make room there, since events get 503 when it is full`;
}

/** None where the queue does not say what it holds. */
async function limitsReached(queue: Queue, { maxWaiting, maxHeld }: Required<QueueLimits>): Promise<readonly ('waiting' | 'held')[]> {
  let [waiting, stuck] = [0, 0];
  for (const { state, count } of await queue.count().catch(() => [])) {
    if (STUCK_STATES.includes(state)) stuck += count;
    else waiting += count;
  }
  return [...(waiting >= maxWaiting ? (['waiting'] as const) : []), ...(stuck >= maxHeld ? (['held'] as const) : [])];
}
