import type { ChangeRecord } from '../../core/change.ts';
import { toCloudEvent } from '../../core/change-event.ts';
import { RegistryError } from '../../core/errors.ts';
import type { Registry } from '../../registry/registry.ts';
import type { Principal } from '../kit/principal.ts';
import { WakeUp } from './wake-up.ts';

export interface FeedOptions {
  readonly registry: Registry;
  /** Who follows: sees the changes of what they may read, for as long as their key is good. */
  readonly follower: Principal;
  /** The sequence after which the feed begins. */
  readonly after: number;
  /** Ends the feed. */
  readonly signal: AbortSignal;
  /** Calls `beat` at each interval in which a silent feed shows that it lives; gives the way to stop. */
  readonly heartbeat: Heartbeat;
}

export type Heartbeat = (beat: () => void) => () => void;

/** Every 15 s: proxies close connections that are silent for longer. */
export const everyFifteenSeconds: Heartbeat = (beat) => {
  const timer = setInterval(beat, 15_000);
  return () => clearInterval(timer);
};

const BATCH = 100;
// What waits for a slow follower is one batch, so changes of many kilobytes come in smaller ones.
const MAX_BATCH_LENGTH = 128 * 1024;

/**
 * The change feed as text of Server-Sent Events: each change after `after` once and in order, for ever. It reads as
 * fast as it is read. A follower that is slower than the retention is ended, and told `resync` when it comes back.
 */
export async function* changeFeed({ registry, follower, after, signal, heartbeat }: FeedOptions): AsyncGenerator<string, void> {
  const wakeUp = new WakeUp<'change' | 'beat' | 'end'>();
  const end = (): void => wakeUp.signal('end');
  signal.addEventListener('abort', end, { once: true });
  // Before the first read, so that no commit falls between reading and waiting.
  const unsubscribe = registry.subscribe(() => wakeUp.signal('change'));
  const stopBeating = heartbeat(() => wakeUp.signal('beat'));
  try {
    // So that the follower sees the answer begin, whatever buffers lie between.
    yield ': the feed begins\n\n';
    let last = after;
    let limit = BATCH;
    while (!signal.aborted) {
      const changes = await readOn(registry, last, limit);
      if (changes === undefined || !(await follower.isGood())) return;
      const visible = changes.filter(({ name }) => follower.canSome('read', name));
      const text = visible.map(formatChange).join('');
      limit = nextLimit(limit, text.length);
      if (text !== '') yield text;
      last = changes.at(-1)?.sequence ?? last;
      if (changes.length === 0 && (await wakeUp.wait()).has('beat')) yield ': still here\n\n';
    }
  } finally {
    stopBeating();
    unsubscribe();
    signal.removeEventListener('abort', end);
  }
}

/** Twice as many as before, or as many as had the length that is allowed. */
function nextLimit(limit: number, length: number): number {
  return length <= MAX_BATCH_LENGTH ? Math.min(BATCH, limit * 2) : Math.max(1, Math.floor((limit * MAX_BATCH_LENGTH) / length));
}

async function readOn(registry: Registry, after: number, limit: number): Promise<readonly ChangeRecord[] | undefined> {
  try {
    return await registry.changes(after, limit);
  } catch (thrown) {
    if (thrown instanceof RegistryError && thrown.code === 'resync') return undefined;
    throw thrown;
  }
}

function formatChange(change: ChangeRecord): string {
  return `id: ${change.sequence}\nevent: ${change.type}\ndata: ${JSON.stringify(toCloudEvent(change))}\n\n`;
}
