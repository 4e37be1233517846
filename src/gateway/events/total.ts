import type { Queue } from '../../queue/queue.ts';
import type { EventFilter } from './filter.ts';

/** How many entries a filter means, as the queue counts them; undefined where it asks for what is not counted: keys, reasons, times, numbers. */
export async function totalOf(queue: Queue, filter: EventFilter): Promise<number | undefined> {
  const { ids, states, route, target, type, key, code, before, after, waitingFor } = filter;
  if ([ids, key, code, before, after].some((asked) => asked !== undefined)) return undefined;
  let total = 0;
  for (const counted of await queue.count()) {
    const pairs = [[route, counted.route], [target, counted.target], [type, counted.type]] as const; // prettier-ignore
    const isMeant = states.includes(counted.state) && pairs.every(([wanted, found]) => wanted === undefined || wanted === found);
    const isLeftOut =
      counted.state === 'waiting' && waitingFor?.some((ref) => ref.route === counted.route && ref.target === counted.target) === false;
    if (isMeant && !isLeftOut) total += counted.count;
  }
  return total;
}
