import { RegistryError } from '../../core/errors.ts';
import type { ExactValue } from '../../core/json/value.ts';
import type { SnapshotVersion } from '../../core/resources.ts';
import type { StoredEvent } from '../../queue/queue.ts';
import type { ParsedSchema, Validation, Validator } from '../../formats/format.ts';
import { Effort, MAX_EFFORT } from '../../core/effort.ts';
import type { EventFinding } from '../../core/verdict.ts';
import type { CatalogueSubject, ValidatorOptions } from '../supply/catalogue.ts';
import type { RouteConfig } from '../config/config.ts';
import type { Contents } from '../durable/read-events.ts';
import type { IncomingEvent } from '../event.ts';
import type { Gateway } from '../gateway.ts';
import { askVersion, MISSING_DATA, validatorOptions } from '../judge/judge.ts';
import { judgeRequest, requireCatalogue } from '../judge/judge-request.ts';
import { isJudgement } from '../judge/judgements.ts';
import { askSlowly } from '../judge/slow-judge.ts';

/** By what events are judged again: what is live now as the gate does, one version of their type, or a schema that is no version. */
export type Bench =
  | { readonly kind: 'live' }
  | { readonly kind: 'version'; readonly version: number }
  | { readonly kind: 'schema'; readonly parsed: ParsedSchema; readonly compiled: Map<string, Validator> };

export type TrialVerdict =
  /** `version`: absent under a schema that is none. */
  | { readonly passes: true; readonly version?: number }
  | { readonly passes: false; readonly code: string; readonly detail: string; readonly findings: readonly EventFinding[]; readonly version?: number };

/**
 * What was held since its version is retired is not called unknown when it is tried again: the snapshot has live versions only, and
 * nobody asks the registry for each event.
 */
export function asHeld(verdict: TrialVerdict, { entries }: Pick<StoredEvent, 'entries'>): TrialVerdict {
  const held = entries.find(({ state }) => state === 'held')?.reason;
  if (verdict.passes || verdict.code !== 'dataschema_unknown' || held?.code !== 'dataschema_retired') return verdict;
  return { ...verdict, code: held.code, detail: held.message };
}

type Judging = Pick<Gateway, 'court' | 'format'>;

/** Judge all that a request holds; what fails one of its events fails all. Findings have no values. Throws `snapshot_missing`. */
export async function tryContents(gateway: Judging, route: RouteConfig, { events, isJudged }: Contents, bench: Bench): Promise<TrialVerdict> {
  if (!isJudged) return { passes: true };
  const verdicts: TrialVerdict[] = [];
  for (const event of events) verdicts.push(await tryEvent(gateway, route, event, bench));
  return verdicts.find(({ passes }) => !passes) ?? verdicts[0] ?? { passes: true };
}

export function tryEvent(gateway: Judging, route: RouteConfig, event: IncomingEvent, bench: Bench): Promise<TrialVerdict> {
  switch (bench.kind) {
    case 'live':
      return underLive(gateway, route, event);
    case 'version':
      return underVersion(gateway, route, event, bench.version);
    case 'schema':
      return underSchema(gateway, route, event, bench);
  }
}

/** As the gate judges now, but that nothing is looked up in the registry: what it does not know yet comes by the feed. */
async function underLive({ court }: Judging, route: RouteConfig, event: IncomingEvent): Promise<TrialVerdict> {
  const { registryUrl, supply, slowJudge } = court;
  try {
    const here = { registryUrl, supply, ...(slowJudge === undefined ? {} : { slowJudge }) };
    const passed = await judgeRequest(here, silent(route), event);
    if (passed.kind === 'accepted') return { passes: true, version: passed.version.version };
    return failed('unknown_subject', `${JSON.stringify(event.type)} has no live version`);
  } catch (thrown) {
    const error = RegistryError.from(thrown);
    if (!isJudgement(error) && error.code !== 'too_deep') throw error;
    const { findings = [], version } = error.data as { readonly findings?: readonly EventFinding[]; readonly version?: number };
    return failed(error.code, error.message, { findings, ...(version === undefined ? {} : { version }) });
  }
}

const SILENT = new WeakMap<RouteConfig, RouteConfig>();

/** A route that shows no values, and judges whatever the age of the schemas. */
function silent(route: RouteConfig): RouteConfig {
  const known = SILENT.get(route) ?? { ...route, showValues: false, whenStale: 'serve' as const };
  SILENT.set(route, known);
  return known;
}

async function underVersion({ court }: Judging, route: RouteConfig, event: IncomingEvent, number: number): Promise<TrialVerdict> {
  const subject = requireCatalogue(court.supply, silent(route)).find(event.type);
  const version = subject?.versions.find((candidate) => candidate.version === number);
  if (subject === undefined || version === undefined) {
    return failed('version_not_found', `${event.type}@${number} is not live at this gateway; a version that is not can be tried as a schema`);
  }
  return askOne({ court }, { subject, version, choice: choiceOf(subject, route) }, event.data);
}

/** How a subject judges on a route; without values. */
export function choiceOf(subject: CatalogueSubject, { undeclared, source }: RouteConfig): ValidatorOptions {
  return validatorOptions(subject, { registryUrl: undefined, undeclared, isDeclaredByProfile: source.kind === 'cloudevents', showValues: false });
}

interface Question {
  readonly subject: CatalogueSubject;
  readonly version: SnapshotVersion;
  readonly choice: ValidatorOptions;
}

/** One live version. */
export async function askOne(
  { court: { slowJudge } }: Pick<Gateway, 'court'>,
  question: Question,
  data: ExactValue | undefined,
): Promise<TrialVerdict> {
  const { subject, version, choice } = question;
  const name = `${subject.subject.subject}@${version.version}`;
  const beside = slowJudge === undefined || data === undefined ? undefined : () => askSlowly(slowJudge, subject, { version, choice, data });
  const verdict = await ask(name, subject.validator(version, choice), data, beside);
  return { ...verdict, version: version.version };
}

async function underSchema(
  { court, format }: Judging,
  route: RouteConfig,
  { type, data }: IncomingEvent,
  { parsed, compiled }: Extract<Bench, { kind: 'schema' }>,
): Promise<TrialVerdict> {
  const subject = requireCatalogue(court.supply, silent(route)).find(type);
  const byRoute = route.undeclared ?? 'allow';
  const choice = {
    formats: subject?.subject.formats ?? 'annotate',
    undeclared: byRoute,
    showValues: false,
    ...(subject && choiceOf(subject, route)),
  } as const;
  const key = `${choice.formats} ${choice.undeclared}`;
  const validator = compiled.get(key) ?? format.compile(parsed, choice);
  compiled.set(key, validator);
  const { slowJudge } = court;
  const beside = slowJudge === undefined || data === undefined ? undefined : () => slowJudge.validate(parsed, data, choice);
  return ask('the schema', validator, data, beside);
}

async function ask(
  name: string,
  validator: Validator,
  data: ExactValue | undefined,
  beside: (() => Promise<Validation>) | undefined,
): Promise<TrialVerdict> {
  if (data === undefined)
    return failed('event_invalid', `the event is not valid under ${name}: ${MISSING_DATA.message}`, { findings: [MISSING_DATA] });
  try {
    const here = askVersion(validator, data, { effort: new Effort(MAX_EFFORT), maxFindings: 100 });
    const isSlow = here instanceof RegistryError && here.code === 'event_too_costly' && beside !== undefined;
    const { valid, findings } = isSlow ? await beside() : orThrow(here);
    if (valid) return { passes: true };
    return failed('event_invalid', `the event is not valid under ${name}: ${findings[0]?.message ?? 'see findings'}`, { findings });
  } catch (thrown) {
    const { code, message } = RegistryError.from(thrown);
    if (code !== 'event_too_costly' && code !== 'too_deep') throw thrown;
    return failed(code, message);
  }
}

function orThrow(answer: Validation | RegistryError): Validation {
  if (answer instanceof RegistryError) throw answer;
  return answer;
}

function failed(code: string, detail: string, more: { readonly findings?: readonly EventFinding[]; readonly version?: number } = {}): TrialVerdict {
  return { passes: false, code, detail, findings: [], ...more };
}
