import { Effort } from '../core/effort.ts';
import { RegistryError } from '../core/errors.ts';
import type { ExactValue } from '../core/json/value.ts';
import type { SnapshotVersion } from '../core/resources.ts';
import type { EventFinding } from '../core/verdict.ts';
import type { Catalogue, CatalogueSubject, ValidatorOptions } from './catalogue.ts';
import { describeVersion, parseDataschema, type NamedVersion } from './dataschema.ts';
import type { IncomingEvent } from './event.ts';

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
 * Throws `dataschema_mismatch`, and `dataschema_retired` where the snapshot alone shows it.
 */
export function judge(catalogue: Catalogue, event: IncomingEvent, options: JudgeOptions): Judged {
  const found = candidatesFor(catalogue, event, options);
  return found.kind === 'candidates' ? judgeUnder(found) : found;
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

/** One event's share of the loop, some 20 ms at most, whatever it is judged under. */
export const MAX_EFFORT = 1_000_000;

function judgeUnder({ subject, versions, choice, data }: Candidates): Judged {
  const effort = new Effort(MAX_EFFORT);
  for (const version of versions) {
    const validator = subject.validator(version, choice);
    if (validator.mayBacktrack === true) throw tooCostly(subject, version);
    if (validator.validate(data, { maxFindings: 0, effort }).valid) return { kind: 'accepted', subject, version };
  }
  const newest = versions[0] as SnapshotVersion;
  return { kind: 'invalid', version: newest, findings: subject.validator(newest, choice).validate(data, { effort }).findings };
}

function tooCostly({ subject: { subject } }: CatalogueSubject, { version }: SnapshotVersion): RegistryError {
  return new RegistryError('event_too_costly', `${subject}@${version} has a pattern with back references, which may take any time for some texts`);
}

/** @internal How the versions of a subject judge on a route. */
export function validatorOptions({ subject }: CatalogueSubject, { undeclared, isDeclaredByProfile, showValues }: JudgeOptions): ValidatorOptions {
  const byProfile = isDeclaredByProfile && subject.profile !== 'strict' ? 'reject' : 'allow';
  return { undeclared: undeclared ?? byProfile, showValues };
}

// A contract says how the data looks, so there must be some: its absence is not the value null.
const MISSING_DATA: EventFinding = {
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
