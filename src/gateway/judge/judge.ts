import { Effort, MAX_EFFORT } from '../../core/effort.ts';
import { RegistryError } from '../../core/errors.ts';
import type { ExactValue } from '../../core/json/value.ts';
import type { SnapshotVersion } from '../../core/resources.ts';
import type { EventFinding } from '../../core/verdict.ts';
import type { Validation, ValidateOptions, Validator } from '../../formats/format.ts';
import type { Catalogue, CatalogueSubject, ValidatorOptions } from '../supply/catalogue.ts';
import { describeVersion, parseDataschema, type NamedVersion } from './dataschema.ts';
import type { IncomingEvent } from '../event.ts';

export interface JudgeOptions {
  /** Of the registry, whose URLs name versions as well. */
  readonly registryUrl: string | undefined;
  /** Absent: by the profile of the subject where `isDeclaredByProfile`, else allow. */
  readonly undeclared?: 'reject' | 'allow' | undefined;
  /** Whether the profiles `declared` and `tolerant` make undeclared members a fault: on `cloudevents` routes. */
  readonly isDeclaredByProfile: boolean;
  readonly showValues: boolean;
}

export type Judged =
  | { readonly kind: 'accepted'; readonly subject: CatalogueSubject; readonly version: SnapshotVersion }
  | { readonly kind: 'invalid'; readonly version: SnapshotVersion; readonly findings: readonly EventFinding[] }
  | { readonly kind: 'unknown_subject' }
  /** The event names a version that may be newer than the snapshot. */
  | { readonly kind: 'unknown_version'; readonly named: NamedVersion };

/**
 * The accept rule: an event that names a live version of its type is judged under that one; one that names none is
 * accepted by the first live version that takes it, newest first, and else told what the newest one finds.
 * Throws `dataschema_mismatch`, `dataschema_retired` where the snapshot alone shows it, and `event_too_costly` where no version
 * accepts it and some take too long; each version has a share of its own, so it takes up to as many times 20 ms.
 */
export function judge(catalogue: Catalogue, event: IncomingEvent, options: JudgeOptions): Judged {
  const found = candidatesFor(catalogue, event, options);
  if (found.kind !== 'candidates') return found;
  const judged = judgeHere(found, Number.POSITIVE_INFINITY);
  if (judged.kind === 'undecided') throw tooCostly(event.type, judged.costly);
  return judged;
}

/** The versions that may accept an event, at least one; newest first. */
export interface Candidates {
  readonly kind: 'candidates';
  readonly subject: CatalogueSubject;
  readonly versions: readonly SnapshotVersion[];
  readonly choice: ValidatorOptions;
  /** Of the event; there is some. */
  readonly data: ExactValue;
}

/** @internal The first half of `judge`: everything but asking the versions. Throws as it does. */
export function candidatesFor(catalogue: Catalogue, event: IncomingEvent, options: JudgeOptions): Candidates | Judged {
  const named = event.dataschema === undefined ? undefined : parseDataschema(event.dataschema, options.registryUrl);
  if (named !== undefined) requireOwnType(named, event);
  const subject = catalogue.find(event.type);
  if (named !== undefined) return candidateNamed(subject, named, event, options);
  if (subject === undefined) return { kind: 'unknown_subject' };
  return candidatesOf(subject, subject.versions, event, options);
}

function requireOwnType({ subject }: NamedVersion, { type }: IncomingEvent): void {
  if (subject === type) return;
  throw new RegistryError(
    'dataschema_mismatch',
    `dataschema: expected a version of ${quote(type)}, the type of the event; found one of ${quote(subject)}`,
    {
      data: { subject: type },
    },
  );
}

function candidateNamed(
  subject: CatalogueSubject | undefined,
  named: NamedVersion,
  event: IncomingEvent,
  options: JudgeOptions,
): Candidates | Judged {
  // Several versions may share a fingerprint: the newest live one is meant, and versions come newest first.
  const version = subject?.versions.find((candidate) =>
    named.kind === 'number' ? candidate.version === named.version : candidate.fingerprint === named.fingerprint,
  );
  if (subject !== undefined && version !== undefined) return candidatesOf(subject, [version], event, options);
  const newest = subject?.versions[0]?.version ?? 0;
  // Numbers are given in order, so below the newest one nothing can have been added since.
  if (named.kind === 'number' && named.version < newest) throw retired(named);
  return { kind: 'unknown_version', named };
}

/** @internal */
export function retired(named: NamedVersion): RegistryError {
  return new RegistryError(
    'dataschema_retired',
    `dataschema: expected a live version of ${quote(named.subject)}; ${describeVersion(named)} is retired or deleted. Produce under a live one`,
    { data: { subject: named.subject } },
  );
}

function candidatesOf(
  subject: CatalogueSubject,
  versions: readonly SnapshotVersion[],
  { data }: IncomingEvent,
  options: JudgeOptions,
): Candidates | Judged {
  const [newest] = versions;
  if (newest === undefined) return { kind: 'unknown_subject' };
  if (data === undefined) return { kind: 'invalid', version: newest, findings: [MISSING_DATA] };
  return { kind: 'candidates', subject, versions, choice: validatorOptions(subject, options), data };
}

/** What nobody accepts on the loop, where some versions would take too long. */
export interface Undecided extends Omit<Candidates, 'kind'> {
  readonly kind: 'undecided';
  /** Those that take too long, at least one; those that may take exponential time last. */
  readonly costly: readonly SnapshotVersion[];
}

/**
 * @internal The second half of `judge`. What takes too long under one version may still be accepted by another, so that
 * registering a costly one takes nothing away. `maxEffort`: for all versions together; each has at most its own share of it.
 */
export function judgeHere(found: Candidates, maxEffort: number): Judged | Undecided {
  const { subject, versions, choice, data } = found;
  const costly: SnapshotVersion[] = [];
  let left = maxEffort;
  let failure: RegistryError | undefined;
  const refused = new Set<number>();
  for (const version of versions) {
    if (refused.has(version.version)) continue;
    const effort = new Effort(Math.min(MAX_EFFORT, left));
    const answer = askVersion(subject.validator(version, choice), data, { effort, maxFindings: versions.length === 1 ? 100 : 0 });
    left -= effort.spent;
    if (answer instanceof RegistryError) {
      if (answer.code === 'event_too_costly') costly.push(version);
      else failure ??= answer;
    } else if (answer.valid) return { kind: 'accepted', subject, version };
    else if (versions.length === 1) return { kind: 'invalid', version, findings: answer.findings };
    else subject.refuse(version.version, refused, choice);
  }
  if (costly.length > 0) return { ...found, kind: 'undecided', costly: costly.toSorted(byBacktracking(found)) };
  if (failure !== undefined) throw failure;
  return refusalOf(found);
}

/** @internal One version, on the loop: its answer, or why there is none, `event_too_costly` or `too_deep`. */
export function askVersion(validator: Validator, data: ExactValue, options: ValidateOptions): Validation | RegistryError {
  if (validator.mayBacktrack !== true) return askHere(validator, data, options);
  // Of most events nothing meets such a pattern. The reasons why one is refused may need it all the same, so they are looked for elsewhere.
  const answer = askHere(validator, data, { ...options, maxFindings: 0 });
  if (answer instanceof RegistryError || answer.valid) return answer;
  return new RegistryError('event_too_costly', 'a pattern with back references may take any time for some texts');
}

function askHere(validator: Validator, data: ExactValue, options: ValidateOptions): Validation | RegistryError {
  try {
    return validator.validate(data, options);
  } catch (thrown) {
    if (thrown instanceof RegistryError && (thrown.code === 'event_too_costly' || thrown.code === 'too_deep')) return thrown;
    throw thrown;
  }
}

function byBacktracking({ subject, choice }: Candidates): (a: SnapshotVersion, b: SnapshotVersion) => number {
  const weight = (version: SnapshotVersion): number => (subject.validator(version, choice).mayBacktrack === true ? 1 : 0);
  return (a, b) => weight(a) - weight(b);
}

/** @internal What the newest version finds, of an event that it refuses. */
export function refusalOf({ subject, versions, choice, data }: Omit<Candidates, 'kind'>): Extract<Judged, { kind: 'invalid' }> {
  const newest = versions[0] as SnapshotVersion;
  const { findings } = subject.validator(newest, choice).validate(data, { effort: new Effort(MAX_EFFORT) });
  return { kind: 'invalid', version: newest, findings };
}

/** @internal */
export function tooCostly(subject: string, versions: readonly SnapshotVersion[]): RegistryError {
  const names = versions.map(({ version }) => `${subject}@${version}`).join(', ');
  return new RegistryError(
    'event_too_costly',
    `judging the event under ${names} takes more steps, or more time, than are allowed, and no other version accepts it; make it smaller, or the schema simpler: see the warnings of its registration`,
    { data: { subject, versions: versions.map(({ version }) => version) } },
  );
}

/** @internal How the versions of a subject judge on a route. */
export function validatorOptions({ subject }: CatalogueSubject, { undeclared, isDeclaredByProfile, showValues }: JudgeOptions): ValidatorOptions {
  const byProfile = isDeclaredByProfile && subject.profile !== 'strict' ? 'reject' : 'allow';
  return { undeclared: undeclared ?? byProfile, showValues };
}

/** @internal A contract says how the data looks, so there must be some: its absence is not the value null. */
export const MISSING_DATA: EventFinding = {
  code: 'data_missing',
  message: 'data is missing: expected what the schema describes, found an event without data',
  instancePointer: '',
  keyword: 'data',
  keywordLocation: '',
  expected: 'data',
  found: { type: 'nothing' },
};

function quote(text: string): string {
  return JSON.stringify(text);
}
