import { RegistryError } from '../../core/errors.ts';
import type { DeliveryDraft, Reason } from '../../queue/queue.ts';
import { DURABLE_DEFAULTS } from '../config/durable.ts';
import type { RouteConfig, TargetConfig } from '../config/config.ts';
import { requireReadable } from '../judge/readable.ts';
import { matchesFilter } from '../targets/filter.ts';
import type { IncomingEvent } from '../event.ts';
import type { Gateway } from '../gateway.ts';
import { requireCatalogue } from '../judge/judge-request.ts';
import type { Contents } from './read-events.ts';
import { reasonOf } from './reason.ts';

/**
 * What each target of a route gets of a request: all whose filter it matches. One that would not read it has it parked. Throws
 * `target_unreadable` where the filter of a target wants some of the events that go on together, and others not.
 */
export async function draftDeliveries(gateway: Gateway, route: RouteConfig, { events, isJudged }: Contents): Promise<DeliveryDraft[]> {
  const afterDead = route.durable?.order?.afterDead ?? DURABLE_DEFAULTS.afterDead;
  const drafts: DeliveryDraft[] = [];
  for (const target of route.targets) {
    if (!wants(target, events)) continue;
    const parked = isJudged && target.reads !== undefined ? await whyUnreadable(gateway, { route, target }, events) : undefined;
    drafts.push({ target: target.name, afterDead, ...(parked === undefined ? {} : { parked }) });
  }
  return drafts;
}

/** Whether a target gets events that go on together. Throws `target_unreadable` where its filter wants some of them. */
export function wants(target: TargetConfig, events: readonly IncomingEvent[]): boolean {
  const wanted = events.filter((event) => matchesFilter(target, event)).length;
  if (wanted === 0 || wanted === events.length) return wanted > 0;
  throw new RegistryError(
    'target_unreadable',
    `the notice holds ${events.length} events that go on together: expected the filter of target ${target.name} to want all or none of them; it wants ${wanted}. Widen it`,
  );
}

/** What keeps a target from reading an event, for good as far as is known now. */
const UNREADABLE: ReadonlySet<string> = new Set(['target_unreadable', 'target_version_missing', 'event_too_costly']);

/** Why a target would not read events under the versions that are live now; undefined where it would. Throws `snapshot_missing`. */
export async function whyUnreadable(
  { court }: Pick<Gateway, 'court'>,
  { route, target }: { readonly route: RouteConfig; readonly target: TargetConfig },
  events: readonly IncomingEvent[],
): Promise<Reason | undefined> {
  try {
    const catalogue = requireCatalogue(court.supply, { ...route, whenStale: 'serve' });
    for (const event of events) await requireReadable(target, catalogue.find(event.type), event, court.slowJudge);
    return undefined;
  } catch (thrown) {
    if (thrown instanceof RegistryError && UNREADABLE.has(thrown.code)) return reasonOf(thrown);
    throw thrown;
  }
}
