import { RegistryError } from '../../core/errors.ts';
import type { Reason } from '../../queue/queue.ts';
import { noteAccepted, refuse } from '../admit.ts';
import type { RouteConfig } from '../config/config.ts';
import { refuseOneOf } from '../envelope/refuse-one-of.ts';
import type { IncomingEvent } from '../event.ts';
import type { Gateway } from '../gateway.ts';
import { judgeRequest } from '../judge/judge-request.ts';
import { PASSED, worstOf, type Outcome } from '../outcome.ts';
import type { Contents } from './read-events.ts';
import { reasonOf } from './reason.ts';

/** What the judge says of a request on a durable route, where it does not refuse it. */
export interface Verdict {
  readonly outcome: Outcome;
  /** That took it; of one event only. */
  readonly version?: number;
  /** Why it is kept for a person instead of being delivered. */
  readonly held?: Reason;
}

/** What another version, or time, may decide otherwise; a type that nobody registered is `onUnknown`'s. */
const HOLDABLE: ReadonlySet<string> = new Set(['event_invalid', 'event_too_costly', 'dataschema_retired', 'dataschema_mismatch']);

/** Judge all that a request holds: what holds one of its events holds all. Throws what refuses it. */
export async function judgeOrHold(gateway: Gateway, route: RouteConfig, { events, isJudged }: Contents): Promise<Verdict> {
  if (!isJudged) return { outcome: PASSED.forwarded_unknown };
  const [first, ...rest] = events;
  if (rest.length === 0) return judgeOne(gateway, route, first);
  const verdicts: Verdict[] = [];
  for (const [index, event] of events.entries()) {
    const judged = judgeOne(gateway, route, event);
    verdicts.push(await judged.catch((thrown: unknown) => refuseOneOf(thrown, index, events.length)));
  }
  const held = verdicts.find((verdict) => verdict.held !== undefined);
  return held ?? { outcome: worstOf(verdicts.map(({ outcome }) => outcome)) };
}

async function judgeOne(gateway: Gateway, route: RouteConfig, event: IncomingEvent): Promise<Verdict> {
  try {
    const judging = judgeRequest(gateway.court, route, event);
    const passed = judging instanceof Promise ? await judging : judging;
    const outcome = noteAccepted(gateway, event, passed);
    return passed.kind === 'accepted' ? { outcome, version: passed.version.version } : { outcome };
  } catch (thrown) {
    return refuseOrHold(gateway, route, event, RegistryError.from(thrown));
  }
}

function refuseOrHold(gateway: Gateway, route: RouteConfig, event: IncomingEvent, refusal: RegistryError): Verdict {
  try {
    return { outcome: refuse(gateway, route, event, refusal) };
  } catch (thrown) {
    if (thrown !== refusal || route.durable?.onInvalid !== 'hold' || !HOLDABLE.has(refusal.code)) throw thrown;
    return { outcome: { name: 'held', observed: false }, held: reasonOf(refusal) };
  }
}
