import type { Entry, EntryCount, Queue, TargetRef } from '../../queue/queue.ts';
import type { RouteConfig } from '../config/config.ts';
import type { Gateway } from '../gateway.ts';
import type { EventFilter } from './filter.ts';

/** Deliveries that nobody will get: their target, or their route, is in no configuration any more. */
export interface Stranded extends TargetRef {
  /** How many there are, whatever their state; of a route that is gone also the events that are held, with the target "". */
  readonly count: number;
  readonly waiting: number;
}

/** Where what is kept can go: what this configuration has, and the targets that other gateways on the queue deliver to. */
export interface Reach {
  readonly routes: Gateway['routes'];
  readonly isElsewhere: (ref: TargetRef) => boolean;
}

/** As things are now: in a rolling deploy gateways of two configurations run on one queue. */
export async function reachOf(routes: Gateway['routes'], queue: Queue | undefined): Promise<Reach> {
  const elsewhere = (await queue?.attended()) ?? [];
  return { routes, isElsewhere: ({ route, target }) => elsewhere.some((one) => one.route === route && (target === '' || one.target === target)) };
}

/** What the queue holds for nobody, by route and target. */
export async function findStranded(reach: Reach, queue: Queue): Promise<readonly Stranded[]> {
  return strandedAmong(reach, await queue.count());
}

/** The same of what was counted. */
export function strandedAmong(reach: Reach, counts: readonly EntryCount[]): readonly Stranded[] {
  const found = new Map<string, Stranded>();
  for (const { route, target, state, count } of counts) {
    if (isReached(reach, { route, target })) continue;
    const key = JSON.stringify([route, target]);
    const before = found.get(key) ?? { route, target, count: 0, waiting: 0 };
    found.set(key, { ...before, count: before.count + count, waiting: before.waiting + (state === 'waiting' ? count : 0) });
  }
  return [...found.values()];
}

/** Whether a delivery waits for nobody. */
export function isStranded(reach: Reach, entry: Pick<Entry, 'route' | 'target' | 'state'>): boolean {
  return entry.state === 'waiting' && !isReached(reach, entry);
}

/** Whether a delivery that is decided on now would wait for nobody, or does; of what is under way somebody knows the target. */
export function hasNoTarget(reach: Reach, entry: Pick<Entry, 'route' | 'target' | 'state'>): boolean {
  return entry.state !== 'taken' && !isReached(reach, entry);
}

function isReached({ routes, isElsewhere }: Reach, ref: TargetRef): boolean {
  return isKnown(routes, ref) || isElsewhere(ref);
}

/** Whether the configuration has a target, or the durable route alone where none is named. */
export function isKnown(routes: Gateway['routes'], { route, target }: TargetRef): boolean {
  const known = routes.get(route);
  return known?.durable !== undefined && (target === '' || known.targets.some(({ name }) => name === target));
}

/** What becomes of it, and what to do. */
export function strandedAdvice({ route, target }: TargetRef, known: RouteConfig | undefined): string {
  const of = `--route ${quote(route)}${target === '' ? '' : ` --target ${quote(target)}`}`;
  if (known?.durable === undefined) {
    return `${route} is no durable route of this configuration: configure it again and restart the gateway, or take them away with \`sluice events discard ${of} --reason TEXT\``;
  }
  const names = known.targets.map(({ name }) => name);
  return `${route} has no target ${target} any more (there is ${names.join(', ')}): give it its old name back and restart the gateway, send them to another one with \`sluice events replay ${of} --to ${names.length === 1 ? quote(names[0] ?? '') : 'NAME'}\`, or take them away with \`sluice events discard ${of} --reason TEXT\``;
}

// For a shell.
function quote(text: string): string {
  return /^[\w./:@-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** At the start: say what waits for nobody, or will when no other gateway is left that delivers it. */
export async function reportStranded({ routes, queue, log }: Pick<Gateway, 'routes' | 'queue' | 'log'>): Promise<void> {
  if (queue === undefined) return;
  // A queue that does not answer says so by itself.
  const { isElsewhere } = await reachOf(routes, queue).catch(() => ({ isElsewhere: () => false }));
  const stranded = await findStranded({ routes, isElsewhere: () => false }, queue).catch(() => []);
  for (const { route, target, count, waiting } of stranded) {
    if (isElsewhere({ route, target })) {
      log.warn(
        { route, ...(target === '' ? {} : { target }), count, waiting },
        `events that only other gateways on this queue deliver, ${count} kept: this configuration has no target for them, and when the last of those gateways ends nobody gets them`,
      );
      continue;
    }
    const what = target === '' ? `${count} held` : `${count} kept, of which ${waiting} wait`;
    log.warn(
      { route, ...(target === '' ? {} : { target }), count, waiting },
      `events that nobody gets, ${what}: ${strandedAdvice({ route, target }, routes.get(route))}`,
    );
  }
}

/**
 * A filter that means what waits for nobody as well, of what waits: where it says no states itself, and there is any, or where it says
 * `waiting`. Whatever else waits is on its way.
 */
export async function withStranded(
  reach: Reach,
  queue: Queue,
  filter: EventFilter,
  { hasStates }: { readonly hasStates: boolean },
): Promise<EventFilter> {
  const isMeant: EventFilter['isMeant'] = (entry) => entry.state !== 'waiting' || isStranded(reach, entry);
  if (hasStates && !filter.states.includes('waiting')) return { ...filter, isMeant };
  const waitingFor = (await findStranded(reach, queue)).filter(({ waiting }) => waiting > 0);
  if (waitingFor.length === 0 && !hasStates) return filter;
  return { ...filter, states: [...new Set([...filter.states, 'waiting' as const])], waitingFor, isMeant };
}
