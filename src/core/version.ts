import type { ChangeKind, Face, FormatMode, Profile } from './compatibility.ts';
import { RegistryError } from './errors.ts';
import type { JsonObject } from './json/value.ts';
import type { NumberRange } from './number-ranges.ts';

export const STATES = ['active', 'deprecated', 'retired'] as const;
export type VersionState = (typeof STATES)[number];

/** The part of a JSON Schema dialect's name that follows "draft-"; as stored and shown. */
export const DIALECTS = ['draft-04', 'draft-06', 'draft-07', 'draft-2019-09', 'draft-2020-12'] as const;
export type Dialect = (typeof DIALECTS)[number];

/** What a schema of each dialect says in `$schema`: up to draft-07 with an empty fragment, as the metaschemas themselves do. */
export const METASCHEMAS: Readonly<Record<Dialect, string>> = {
  'draft-04': 'http://json-schema.org/draft-04/schema#',
  'draft-06': 'http://json-schema.org/draft-06/schema#',
  'draft-07': 'http://json-schema.org/draft-07/schema#',
  'draft-2019-09': 'https://json-schema.org/draft/2019-09/schema',
  'draft-2020-12': 'https://json-schema.org/draft/2020-12/schema',
};

/** What a `$ref` outside the document resolves to: `name` is the URI that the `$ref` writes. */
export interface Reference {
  readonly name: string;
  readonly subject: string;
  readonly version: number;
}

/** A stored schema; immutable. What it refers to is named by each version that has it: the same content may stand in several places. */
export interface SchemaRecord {
  readonly id: number;
  /**
   * What tells it from others in this registry: its fingerprint, or a digest of the fingerprint with `metadata` and `ruleSet`
   * where there are some; 64 hexadecimal digits. An import may give one identity several ids.
   */
  readonly identity: string;
  /** The identity as a UUID (RFC 9562, version 8): see `guidOf`. */
  readonly guid: string;
  readonly fingerprint: string;
  readonly format: string;
  /** Absent where the format has none. */
  readonly dialect?: Dialect;
  /** The text as it came, byte for byte; what is shown is this. */
  readonly text: string;
  /** What Confluent's clients attach to a schema, member by member as it came; absent: nothing. */
  readonly metadata?: JsonObject;
  readonly ruleSet?: JsonObject;
}

/** A version of a subject, without the text of its schema. Immutable but for its state. */
export interface VersionRecord {
  readonly subject: string;
  readonly version: number;
  /** The number of the version that began the line. */
  readonly line: number;
  readonly schemaId: number;
  /** Of its schema, as `fingerprint`. */
  readonly identity: string;
  readonly fingerprint: string;
  readonly dialect?: Dialect;
  /** Where this version finds what its schema refers to. Each stays as long as this version does. */
  readonly references: readonly Reference[];
  readonly semver: string;
  readonly change: RecordedChange | null;
  readonly state: VersionState;
  readonly stateReason?: string;
  /** ISO 8601, UTC; absent while it is not deprecated. */
  readonly deprecatedAt?: string;
  readonly successor?: number;
  /** ISO 8601, UTC. */
  readonly sunset?: string;
  /** Soft-deleted at; absent while it is not. */
  readonly deletedAt?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly allowedBreaking?: { readonly reason: string };
  readonly overriddenUndecided?: { readonly reason: string };
  readonly createdAt: string;
  readonly createdBy: string;
}

/** A change kind with what it was computed under; never recomputed silently. Null for the first version. */
export interface RecordedChange {
  readonly kind: ChangeKind;
  readonly against: number;
  readonly profile: Profile;
  readonly formats: FormatMode;
  readonly engine: string;
}

export interface SubjectRecord {
  readonly subject: string;
  /** Counts the writes of the subject and its versions. */
  readonly epoch: number;
  /** The number that the next version gets; never goes back, not even after a permanent delete. */
  readonly nextVersion: number;
  /** The numbers of versions that were deleted for good, as ranges in order, both ends included; none by default. An import may not take them. */
  readonly purged?: readonly NumberRange[];
  readonly face: Face;
  readonly owner?: string;
  readonly description?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly createdAt: string;
}

/** Kafka's clients read it into four bytes with a sign. */
export const MAX_VERSION: number = 2 ** 31 - 1;

/** Read a version selector: `latest` or 1 … 2^31−1. Throws `version_invalid`. */
export function parseVersionSelector(text: string): number | 'latest' {
  if (text === 'latest') return 'latest';
  const version = /^[1-9]\d*$/.test(text) ? Number(text) : Number.NaN;
  if (!(version <= MAX_VERSION)) {
    throw new RegistryError('version_invalid', `version ${JSON.stringify(text)}: expected "latest" or a whole number from 1 to ${MAX_VERSION}`);
  }
  return version;
}

/** Whether a gate accepts it and levels compare against it. */
export function isLive(version: Pick<VersionRecord, 'state' | 'deletedAt'>): boolean {
  return version.state !== 'retired' && version.deletedAt === undefined;
}

/** The line of the newest live version; if none is live, of the newest version; undefined if there is none. */
export function currentLine(versions: readonly VersionRecord[]): number | undefined {
  return (newest(versions.filter(isLive)) ?? newest(versions))?.line;
}

/** `latest`: the newest active version of the current line, else its newest deprecated one. */
export function latestVersion(versions: readonly VersionRecord[]): VersionRecord | undefined {
  const line = currentLine(versions);
  const live = versions.filter((version) => version.line === line && isLive(version));
  return newest(live.filter((version) => version.state === 'active')) ?? newest(live);
}

/** What a new version of the current line is compared with for its change kind: the newest live version of it, else its newest one. */
export function predecessorOf(versions: readonly VersionRecord[]): VersionRecord | undefined {
  const current = currentLine(versions);
  const line = versions.filter((version) => version.line === current);
  return newest(line.filter(isLive)) ?? newest(line);
}

/** The one with the highest number. */
export function newest(versions: readonly VersionRecord[]): VersionRecord | undefined {
  return versions.reduce<VersionRecord | undefined>(
    (best, version) => (best !== undefined && best.version > version.version ? best : version),
    undefined,
  );
}
