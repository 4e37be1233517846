import type { QueuedEvent, Reason } from '../../queue/queue.ts';
import { arrivalOf } from '../durable/arrival-of.ts';
import { whyUnreadable } from '../durable/drafts.ts';
import { readEvents } from '../durable/read-events.ts';
import type { Gateway } from '../gateway.ts';
import type { Lane } from './lane.ts';

/** Why a target would not read an event under what is live now, which may be another version than at its acceptance; undefined where it would. Throws `snapshot_missing`. */
export async function whyUnreadableNow(gateway: Pick<Gateway, 'court'>, { route, config }: Lane, event: QueuedEvent): Promise<Reason | undefined> {
  if (config.reads === undefined || acceptedUnder(gateway, config.reads.range, event)) return undefined;
  const { events, isJudged } = readEvents(route.source, arrivalOf(event));
  return isJudged ? whyUnreadable(gateway, { route, target: config }, events) : undefined;
}

// What the version accepted at the gate is valid under it as written, which is all that is asked here; numbers are never given again.
function acceptedUnder({ court }: Pick<Gateway, 'court'>, range: NonNullable<Lane['config']['reads']>['range'], event: QueuedEvent): boolean {
  return event.version !== undefined && court.supply.catalogue?.find(event.type)?.resolve(range)?.version === event.version;
}
