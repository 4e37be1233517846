import { RegistryError } from '../core/errors.ts';
import type { RouteConfig, TargetConfig } from './config/config.ts';
import { chooseTarget, requireReadable } from './deliver.ts';
import type { IncomingEvent } from './event.ts';
import type { Gateway } from './gateway.ts';
import { judgeRequest, requireCatalogue } from './judge-request.ts';

/** Judge an event and choose its target; undefined where none wants it. Throws what refuses it: the judge, or the target that cannot read it. */
export async function admit(gateway: Gateway, route: RouteConfig, event: IncomingEvent): Promise<TargetConfig | undefined> {
  await judgeOrObserve(gateway, route, event);
  const target = chooseTarget(route.targets, event);
  if (target !== undefined) requireReadable(target, requireCatalogue(gateway.court.supply, route).find(event.type), event);
  return target;
}

/** Throws where the event is refused, unless the route only observes. */
async function judgeOrObserve({ court, counters }: Gateway, route: RouteConfig, event: IncomingEvent): Promise<void> {
  try {
    const { kind } = await judgeRequest(court, route, event);
    counters.countEvent(route.path, kind);
  } catch (thrown) {
    const error = RegistryError.from(thrown);
    if (route.mode === 'enforce' || !JUDGEMENTS.has(error.code)) throw error;
    counters.countEvent(route.path, error.code, { observed: true });
  }
}

/** What the judge says against an event; without schemas, or with a bug, nobody has judged it. */
const JUDGEMENTS: ReadonlySet<string> = new Set([
  'event_invalid',
  'unknown_subject',
  'dataschema_mismatch',
  'dataschema_retired',
  'dataschema_unknown',
]);
