import { createClient } from '../../../src/client/index.ts';
import type { ChangeEventResource } from '../../../src/core/resources.ts';

/** A feed that is followed over restarts of whom it follows. */
export interface FollowedFeed {
  /** What came so far, once it is so many changes; less where no more come for a minute. */
  until(count: number): Promise<readonly ChangeEventResource[]>;
}

/** Follow the feed of a replica from the beginning; after each break from the last change on, at whatever address it has then. */
export function followFeed(registry: () => string): FollowedFeed {
  const stopping = new AbortController();
  const found: ChangeEventResource[] = [];
  let heard = Date.now();
  const follow = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        const changes = createClient({ url: registry() }).changes({ from: Number(found.at(-1)?.id ?? 0), signal: stopping.signal });
        for await (const change of changes) {
          found.push(change);
          heard = Date.now();
        }
      } catch {
        // Gone just now; from the last change on, soon.
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  const following = follow();
  return {
    async until(count) {
      heard = Date.now();
      while (found.length < count && Date.now() - heard < 60_000) await new Promise((resolve) => setTimeout(resolve, 20));
      stopping.abort();
      await following;
      return found;
    },
  };
}

const PAGE = 100;

/** Read the whole feed by parts, each over a connection of its own. */
export async function pageThrough(registry: string): Promise<readonly ChangeEventResource[]> {
  const client = createClient({ url: registry });
  const answer = await client.snapshot({ prefix: 'none.such' });
  const position = answer === 'not_modified' ? 0 : answer.snapshot.position;
  const found: ChangeEventResource[] = [];
  while (Number(found.at(-1)?.id ?? 0) < position) {
    const before = found.length;
    for await (const change of client.changes({ from: Number(found.at(-1)?.id ?? 0) })) {
      found.push(change);
      if (found.length - before === PAGE || Number(change.id) >= position) break;
    }
  }
  return found;
}
