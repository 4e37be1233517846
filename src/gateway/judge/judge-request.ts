import { MAX_EFFORT } from '../../core/effort.ts';
import { RegistryError } from '../../core/errors.ts';
import type { SnapshotVersion } from '../../core/resources.ts';
import { describeVersion, type NamedVersion } from './dataschema.ts';
import type { IncomingEvent } from '../event.ts';
import { candidatesFor, judge, judgeHere, retired, type Judged, type JudgeOptions } from './judge.ts';
import { judgeSlowly, type SlowJudge } from './slow-judge.ts';
import type { LookUp } from '../supply/look-up.ts';
import type { RouteConfig } from '../config/config.ts';
import type { Catalogue, CatalogueSubject } from '../supply/catalogue.ts';
import type { Supply } from '../supply/supply.ts';

/** What a gate judges requests with. */
export interface Court {
  /** Undefined: no URL names a version. */
  readonly registryUrl: string | undefined;
  readonly supply: Schemas;
  /** Absent: a version that is not known here stays unknown. */
  readonly lookUp?: LookUp;
  /** Absent: what takes too long on the loop is refused. */
  readonly slowJudge?: SlowJudge;
}

/** Schemas at hand, and how old they are. */
export type Schemas = Pick<Supply, 'catalogue' | 'staleMs'>;

/** What of a route decides about an event. */
export type Policy = Pick<RouteConfig, 'source' | 'undeclared' | 'onUnknown' | 'whenStale' | 'maxStaleMs' | 'showValues'>;

/** Why an event passes. */
export type Passed =
  | { readonly kind: 'accepted'; readonly subject: CatalogueSubject; readonly version: SnapshotVersion }
  | { readonly kind: 'forwarded_unknown' };

/**
 * Judge an event under the policy of its route; a version that it names and that is not known here is looked up once.
 * Throws why the event does not pass: `event_invalid` with the findings, `unknown_subject`, `dataschema_…`; and
 * `snapshot_missing` or `snapshot_stale` where it cannot be judged.
 */
export function judgeRequest(court: Court, route: Policy, event: IncomingEvent): Passed | Promise<Passed> {
  const first = ask(court, route, event);
  if (first instanceof Promise) return first.then((judged) => requirePassed(judged, route, event));
  if (first.kind !== 'unknown_version') return requirePassed(first, route, event);
  return learn(court, first.named, () => ask(court, route, event)).then((judged) => requirePassed(judged, route, event));
}

/** On the loop; what takes too long there is asked again beside it. */
function ask(court: Court, route: Policy, event: IncomingEvent): Judged | Promise<Judged> {
  const catalogue = requireCatalogue(court.supply, route);
  const options = optionsOf(court, route);
  const { slowJudge } = court;
  if (slowJudge === undefined) return judge(catalogue, event, options);
  const found = candidatesFor(catalogue, event, options);
  if (found.kind !== 'candidates') return found;
  const judged = judgeHere(found, MAX_EFFORT);
  return judged.kind === 'undecided' ? judgeSlowly(slowJudge, judged) : judged;
}

// The same for every event of a route.
const OPTIONS = new WeakMap<Policy, JudgeOptions>();

function optionsOf({ registryUrl }: Court, route: Policy): JudgeOptions {
  const known = OPTIONS.get(route);
  if (known !== undefined) return known;
  const { undeclared, showValues, source } = route;
  const options = { registryUrl, undeclared, isDeclaredByProfile: source.kind === 'cloudevents', showValues };
  OPTIONS.set(route, options);
  return options;
}

/** The catalogue that a route may judge by. Throws `snapshot_missing` and `snapshot_stale`. */
export function requireCatalogue({ catalogue, staleMs = 0 }: Schemas, { whenStale, maxStaleMs }: Policy): Catalogue {
  if (catalogue === undefined) {
    throw new RegistryError('snapshot_missing', 'the gateway has no schemas yet: there is no snapshot on disk, and the registry has not answered');
  }
  if (whenStale === 'refuse' && staleMs > maxStaleMs) {
    throw new RegistryError('snapshot_stale', `the registry was last heard of ${staleMs} ms ago; this route allows ${maxStaleMs} ms (maxStaleMs)`);
  }
  return catalogue;
}

async function learn({ lookUp, supply }: Court, named: NamedVersion, again: () => Judged | Promise<Judged>): Promise<Judged> {
  switch ((await lookUp?.find(named)) ?? 'no_answer') {
    case 'live':
      return again();
    case 'not_live':
      throw retired(named);
    case 'other_subject':
      throw new RegistryError(
        'dataschema_mismatch',
        `dataschema: ${describeVersion(named)} is none of ${JSON.stringify(named.subject)}, but another subject's`,
      );
    case 'unknown':
      // Neither the type nor the version exists: that is the first to be told.
      return supply.catalogue?.find(named.subject) === undefined ? { kind: 'unknown_subject' } : { kind: 'unknown_version', named };
    case 'no_answer':
      return { kind: 'unknown_version', named };
  }
}

function requirePassed(judged: Judged, { onUnknown }: Policy, { type }: IncomingEvent): Passed {
  switch (judged.kind) {
    case 'accepted':
      return { kind: 'accepted', subject: judged.subject, version: judged.version };
    case 'unknown_subject':
      if (onUnknown === 'forward') return { kind: 'forwarded_unknown' };
      throw new RegistryError(
        'unknown_subject',
        `the event type ${JSON.stringify(type)}: expected one with a live version in the registry; found none. Register a schema for it, or set onUnknown: forward`,
        { data: { subject: type } },
      );
    case 'unknown_version':
      throw new RegistryError(
        'dataschema_unknown',
        `dataschema: ${describeVersion(judged.named)} of ${JSON.stringify(type)} is known neither here nor, as far as it answers, to the registry; try again`,
        { data: { subject: type } },
      );
    case 'invalid': {
      const { version, findings } = judged;
      const message = `the event is not valid under ${type}@${version.version}: ${findings[0]?.message ?? 'see findings'}`;
      throw new RegistryError('event_invalid', message, { data: { subject: type, version: version.version, schemaId: version.id, findings } });
    }
  }
}
