import type { Queue } from '../../queue/queue.ts';
import { matches, type EventFilter } from './filter.ts';

/** How many entries a filter means, as the queue counts them; undefined where it asks for what is not counted: keys, reasons, times, numbers. */
export async function totalOf(queue: Queue, filter: EventFilter): Promise<number | undefined> {
  const { ids, key, code, before, after, isMeant } = filter;
  if ([ids, key, code, before, after].some((asked) => asked !== undefined)) return undefined;
  const counts = await queue.count();
  return counts.filter((counted) => matches(filter, counted) && isMeant?.(counted) !== false).reduce((total, { count }) => total + count, 0);
}
