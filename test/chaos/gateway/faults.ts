import type { EventData, Visit } from './moody-function.ts';

export interface Observed {
  /** Answered with 202. */
  readonly accepted: readonly EventData[];
  readonly visits: readonly Visit[];
  /** Attempts that a gateway has given up, as `DELIVERY/ATTEMPT`: the function may have taken the event all the same, and at any later time. */
  readonly givenUp: ReadonlySet<string>;
  /** Ids of the events that the queue lists as dead or parked at the end. */
  readonly listed: ReadonlySet<string>;
  /** How many the queue still has that wait. */
  readonly waiting: number;
}

export interface Judged {
  /** Each as a sentence. */
  readonly faults: readonly string[];
  /** Events that the function took more than once, and whose gateway had given up none of these attempts. */
  readonly duplicates: number;
}

/** What is not as the guarantee says. */
export function judge({ accepted, visits, givenUp, listed, waiting }: Observed): Judged {
  const isGivenUp = ({ delivery, attempt }: Visit): boolean => givenUp.has(`${delivery}/${attempt}`);
  const faults = [...(waiting === 0 ? [] : [`${waiting} deliveries wait for ever`])];
  const byEvent = group(visits);
  for (const { id } of accepted) {
    const isTaken = byEvent.get(id)?.some(({ outcome }) => outcome === 'done') === true;
    if (!isTaken && !listed.has(id)) faults.push(`${id} was accepted, and is neither delivered nor listed`);
  }
  let duplicates = 0;
  for (const [id, own] of byEvent) {
    if (new Set(own.map(({ delivery }) => delivery)).size > 1) faults.push(`${id} was kept as several deliveries`);
    const done = own.filter((visit) => visit.outcome === 'done' && !isGivenUp(visit));
    if (done.length > 1) duplicates += 1;
    // Only a kill makes the gateway forget that an event was taken, and then the attempt is counted anew.
    if (own.some((visit, index) => visit.outcome === 'done' && !isGivenUp(visit) && (own[index + 1]?.attempt ?? 0) > visit.attempt))
      faults.push(`${id} was taken, and tried again as another attempt`);
  }
  return { faults: [...faults, ...faultsOfOrder(visits, isGivenUp)], duplicates };
}

/**
 * In each key an event comes only after the one before it was taken, or refused for good; and none comes again after a later one, but for
 * an attempt that was given up: it may have lain in a connection until the function got to it.
 */
function faultsOfOrder(visits: readonly Visit[], isGivenUp: (visit: Visit) => boolean): string[] {
  const faults: string[] = [];
  const last = new Map<string, Visit>();
  const settled = new Map<string, number>();
  for (const visit of visits) {
    const { key, n, id } = visit.event;
    if (key === undefined) continue;
    const before = last.get(key)?.event.n ?? 0;
    if (n < before && isGivenUp(visit)) continue;
    if (n < before) faults.push(`${id} came after number ${before} of its key`);
    if (n > before + 1) faults.push(`${id} came right after number ${before} of its key`);
    if (n === before + 1 && n > 1 && settled.get(key) !== before) faults.push(`${id} came before number ${before} of its key was settled`);
    last.set(key, visit);
    if (visit.outcome !== 'failed') settled.set(key, n);
  }
  return faults;
}

function group(visits: readonly Visit[]): Map<string, Visit[]> {
  const groups = new Map<string, Visit[]>();
  for (const visit of visits) groups.set(visit.event.id, [...(groups.get(visit.event.id) ?? []), visit]);
  return groups;
}
