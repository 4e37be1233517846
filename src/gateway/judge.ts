import { RegistryError } from '../core/errors.ts';
import type { ExactValue } from '../core/json/value.ts';
import type { SnapshotVersion } from '../core/resources.ts';
import { parseUrn } from '../core/subject.ts';
import type { EventFinding } from '../core/verdict.ts';
import type { Validation } from '../formats/format.ts';
import type { Catalogue, CatalogueSubject } from './catalogue.ts';
import type { IncomingEvent } from './binding/incoming-event.ts';

export interface JudgeOptions {
  /** Of the registry, whose URLs name versions as well. */
  readonly registryUrl: string | undefined;
  /** Absent: by the profile of the subject where `declaredByProfile`, else allow. */
  readonly undeclared?: 'reject' | 'allow';
  /** Whether profiles `declared` and `tolerant` make undeclared members a fault: on `cloudevents` routes. */
  readonly declaredByProfile: boolean;
  readonly showValues: boolean;
}

export type Judged =
  | { readonly kind: 'accepted'; readonly subject: CatalogueSubject; readonly version: SnapshotVersion }
  | { readonly kind: 'invalid'; readonly version: SnapshotVersion; readonly findings: readonly EventFinding[] }
  | { readonly kind: 'unknown_subject' }
  /** The event names a fingerprint that the catalogue does not know: it may be newer than the snapshot. */
  | { readonly kind: 'unknown_schema'; readonly fingerprint: string };

/**
 * The accept rule: an event that names a live version of its type is judged under that one; one that names none is
 * accepted by the first live version that takes it, newest first, and else told what the newest one finds.
 * Throws `dataschema_mismatch` and `dataschema_retired`.
 */
export function judge(catalogue: Catalogue, event: IncomingEvent, options: JudgeOptions): Judged {
  const subject = catalogue.find(event.type);
  const named = namedVersion(subject, event, options.registryUrl);
  if (named?.kind === 'unknown_schema') return named;
  if (subject === undefined || subject.versions.length === 0) return { kind: 'unknown_subject' };
  const candidates = named === undefined ? subject.versions : [named.version];
  let newest: Judged | undefined;
  for (const version of candidates) {
    const { valid, findings } = validate(subject, version, event.data, options);
    if (valid) return { kind: 'accepted', subject, version };
    newest ??= { kind: 'invalid', version, findings };
  }
  return newest ?? { kind: 'unknown_subject' };
}

type Named =
  | { readonly kind: 'version'; readonly version: SnapshotVersion }
  | { readonly kind: 'unknown_schema'; readonly fingerprint: string }
  | undefined;

function namedVersion(subject: CatalogueSubject | undefined, { type, dataschema }: IncomingEvent, registryUrl: string | undefined): Named {
  if (dataschema === undefined) return undefined;
  const urn = parseUrn(dataschema);
  const url = urn === undefined ? parseVersionUrl(dataschema, registryUrl) : undefined;
  const named = urn ?? url;
  if (named === undefined) return undefined;
  if (named.subject !== type) {
    throw new RegistryError(
      'dataschema_mismatch',
      `dataschema names a version of ${JSON.stringify(named.subject)}; the type of the event is ${JSON.stringify(type)}`,
    );
  }
  // Several versions may share a fingerprint: the newest live one is meant, and versions come newest first.
  const version = subject?.versions.find((candidate) =>
    urn === undefined ? candidate.version === url?.version : candidate.fingerprint === urn.fingerprint,
  );
  if (version !== undefined) return { kind: 'version', version };
  if (urn !== undefined) return { kind: 'unknown_schema', fingerprint: urn.fingerprint };
  throw new RegistryError('dataschema_retired', `dataschema names version ${url?.version} of ${JSON.stringify(type)}, which is not live`);
}

function parseVersionUrl(text: string, registryUrl: string | undefined): { readonly subject: string; readonly version: number } | undefined {
  if (registryUrl === undefined || !text.startsWith(registryUrl)) return undefined;
  const match = /^\/?api\/v1\/subjects\/([^/]+)\/versions\/([1-9]\d*)$/.exec(text.slice(registryUrl.length));
  if (match?.[1] === undefined) return undefined;
  try {
    return { subject: decodeURIComponent(match[1]), version: Number(match[2]) };
  } catch {
    return undefined; // A stray "%": no URL of the registry's.
  }
}

function validate(subject: CatalogueSubject, version: SnapshotVersion, data: ExactValue | undefined, options: JudgeOptions): Validation {
  if (data === undefined) return { valid: false, findings: [MISSING_DATA] };
  const byProfile = options.declaredByProfile && subject.subject.profile !== 'strict' ? 'reject' : 'allow';
  return subject.validator(version, { undeclared: options.undeclared ?? byProfile, showValues: options.showValues }).validate(data);
}

const MISSING_DATA: EventFinding = {
  code: 'data_missing',
  message: 'the event has no data; its contract describes the data',
  instancePointer: '',
  keyword: 'type',
  keywordLocation: '',
  expected: 'data',
  found: { type: 'nothing' },
};
