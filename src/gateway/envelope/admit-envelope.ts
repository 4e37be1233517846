import { RegistryError } from '../../core/errors.ts';
import { admit } from '../admit.ts';
import { Breather } from '../breather.ts';
import type { RouteConfig, TargetConfig } from '../config/config.ts';
import { chooseTarget } from '../targets/filter.ts';
import type { Gateway } from '../gateway.ts';
import { PASSED, worstOf, type Docket, type Outcome } from '../outcome.ts';
import type { EventSpan } from '../watch/tracing.ts';
import type { Envelope } from './read-envelope.ts';
import { refuseOneOf } from './refuse-one-of.ts';

interface Enclosed {
  readonly route: RouteConfig;
  readonly envelope: Envelope;
  /** For all of it. */
  readonly docket: Docket;
}

/**
 * Judge what an envelope holds, and choose the target of all of it; undefined where none wants it. The bytes go on as a
 * whole, so one event that is refused refuses its neighbours, and all must be wanted by the same target. A confirmation is
 * judged by nobody. Throws as `admit`, with `index` where there are several; and `target_unreadable` where they part ways.
 */
export async function admitEnvelope(
  gateway: Gateway,
  { route, envelope, docket }: Enclosed,
  span: EventSpan | undefined,
): Promise<TargetConfig | undefined> {
  if (envelope.kind === 'confirmation') {
    docket.judged = PASSED.forwarded_unknown;
    return chooseTarget(route.targets, envelope.event);
  }
  const targets: (TargetConfig | undefined)[] = [];
  const outcomes: Outcome[] = [];
  const breather = new Breather();
  for (const [index, event] of envelope.events.entries()) {
    span?.judged(event);
    const own: Docket = { judged: undefined };
    const admitted = breather.begin(() => admit(gateway, route, event, own));
    targets.push(await admitted.catch((thrown: unknown) => refuseOneOf(thrown, index, envelope.events.length)));
    outcomes.push(own.judged ?? PASSED.accepted);
    docket.judged = worstOf(outcomes);
  }
  const [first] = targets;
  const other = targets.findIndex((target) => target !== first);
  if (other === -1) return first;
  throw new RegistryError(
    'target_unreadable',
    `the notice holds ${targets.length} events that go on together: expected one target for all; found ${nameOf(first)} for the first, and ${nameOf(targets[other])} for number ${other}. Widen the filters`,
    { data: { index: other } },
  );
}

function nameOf(target: TargetConfig | undefined): string {
  return target === undefined ? 'none' : `target ${target.name}`;
}
