import { RegistryError } from '../core/errors.ts';
import type { EventFinding } from '../core/verdict.ts';
import type { RouteConfig, TargetConfig } from './config/config.ts';
import { requireReadable } from './judge/readable.ts';
import { chooseTarget } from './targets/filter.ts';
import type { IncomingEvent } from './event.ts';
import type { Gateway } from './gateway.ts';
import { isJudgement } from './judge/judgements.ts';
import { PASSED, type Docket, type Outcome } from './outcome.ts';
import { producerOf } from './watch/producers.ts';
import { countRejected } from './watch/subject-counts.ts';
import { judgeRequest, requireCatalogue, type Passed } from './judge/judge-request.ts';

/**
 * Judge an event, note what the judge says, and choose its target; undefined where none wants it. Throws what refuses it: the
 * judge, or the target that cannot read it.
 */
export async function admit(gateway: Gateway, route: RouteConfig, event: IncomingEvent, docket: Docket): Promise<TargetConfig | undefined> {
  docket.judged = await judgeOrObserve(gateway, route, event);
  return chooseReader(gateway, route, event);
}

/** Throws where the event is refused, unless the route only observes; at once, but for versions that are looked up first. */
export function judgeOrObserve(gateway: Gateway, route: RouteConfig, event: IncomingEvent): Outcome | Promise<Outcome> {
  try {
    const passed = judgeRequest(gateway.court, route, event);
    if (!(passed instanceof Promise)) return noteAccepted(gateway, event, passed);
    return passed.then((late) => noteAccepted(gateway, event, late)).catch((thrown: unknown) => refuse(gateway, route, event, thrown));
  } catch (thrown) {
    return refuse(gateway, route, event, thrown);
  }
}

/** The target of an event; undefined where none wants it. Throws where it cannot read it; later, where that takes long to find out. */
export function chooseReader(
  { court }: Gateway,
  route: RouteConfig,
  event: IncomingEvent,
): TargetConfig | undefined | Promise<TargetConfig | undefined> {
  const target = chooseTarget(route.targets, event);
  if (target === undefined) return undefined;
  const late = requireReadable(target, requireCatalogue(court.supply, route).find(event.type), event, court.slowJudge);
  return late === undefined ? target : late.then(() => target);
}

/** Remember an event that the judge lets through; gives its outcome. */
export function noteAccepted({ counters, court, sightings, shadows }: Gateway, event: IncomingEvent, passed: Passed): Outcome {
  if (passed.kind === 'accepted') {
    sightings.accept(event.type, passed.version.version, producerOf(event));
    counters.subjects.of(court, event.type).accepted += 1;
  }
  shadows.watch(event, true);
  return PASSED[passed.kind];
}

/** Remember what the judge says against an event, and throw it, unless the route only observes: then gives its outcome. */
export function refuse(gateway: Gateway, route: RouteConfig, event: IncomingEvent, thrown: unknown): Outcome {
  const { counters, court, sightings, shadows, modes } = gateway;
  const error = RegistryError.from(thrown);
  if (!isJudgement(error)) throw error;
  const tally = counters.subjects.of(court, event.type);
  countRejected(tally, firstFinding(error)?.code ?? error.code);
  if (error.code === 'event_invalid') countInvalid({ counters, sightings }, event.type, error);
  shadows.watch(event, false);
  if (modes.of(route, event.type) === 'enforce') throw error;
  tally.observed += 1;
  return { name: error.code, observed: true };
}

function countInvalid({ counters, sightings }: Pick<Gateway, 'counters' | 'sightings'>, subject: string, error: RegistryError): void {
  const { version } = error.data as { readonly version: number };
  sightings.refuse(subject, version);
  counters.countFinding(subject, firstFinding(error)?.code ?? 'unknown');
}

function firstFinding({ code, data }: RegistryError): EventFinding | undefined {
  return code === 'event_invalid' ? (data as { readonly findings: readonly EventFinding[] }).findings[0] : undefined;
}
