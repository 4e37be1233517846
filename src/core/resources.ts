import type { KeyRecord, Scope } from './api-key.ts';
import type { AuditRecord } from './audit.ts';
import type { ChangeType } from './change.ts';
import type { Check, ChangeKind, Compatibility, FormatMode, Level, Profile, Side } from './compatibility.ts';
import type { ExactValue, JsonObject, JsonValue } from './json/value.ts';
import type { FormatDocument } from './schema-document.ts';
import type { Mode } from './mode.ts';
import type { PatchOperation, PlacedChange } from './schema-change.ts';
import type { SchemaWarning } from './schema-warning.ts';
import type { EventFinding } from './verdict.ts';
import type { WebhookAttempt, WebhookRecord, WebhookSecret } from './webhook.ts';
import type { Dialect, RecordedChange, Reference, VersionState } from './version.ts';

// What the native API takes and answers: one place for server, client and gateway.

export interface Page<T> {
  readonly items: readonly T[];
  /** Hand it back as `?cursor=` for the next page; absent on the last. */
  readonly cursor?: string;
}

export interface SubjectResource {
  readonly subject: string;
  /** Null when no version is live. */
  readonly latest: number | null;
  /** The state of the newest version that is not deleted. */
  readonly state: VersionState;
  readonly level: Level;
  readonly profile: Profile;
  readonly formats: FormatMode;
  readonly owner?: string;
  readonly description?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly epoch: number;
}

/** A subject in a list. */
export interface ListedSubjectResource extends SubjectResource {
  /** Of the latest version; null when no version is live. */
  readonly semver: string | null;
  /** How many versions are live. */
  readonly live: number;
  /** When the subject or one of its versions was last written; ISO 8601, UTC. Its settings do not count. */
  readonly changedAt: string;
}

export interface SubjectPageResource extends Page<ListedSubjectResource> {
  /** On request: over all pages. */
  readonly count?: CountResource;
}

export interface CountResource {
  /** At most 1,000. */
  readonly matches: number;
  /** False: there are as many at least. */
  readonly isExact: boolean;
}

export interface SubjectDetailResource extends SubjectResource {
  readonly versions: readonly VersionHeadResource[];
}

export interface SubjectPatch {
  /** Null removes it. */
  readonly owner?: string | null;
  readonly description?: string | null;
  /** Replaces all labels. */
  readonly labels?: Readonly<Record<string, string>>;
}

export interface VersionHeadResource {
  readonly subject: string;
  readonly version: number;
  readonly line: number;
  readonly id: number;
  readonly fingerprint: string;
  readonly semver: string;
  readonly changeKind: ChangeKind | null;
  /** What the change kind was computed under; absent for the first version. */
  readonly change?: RecordedChange;
  readonly state: VersionState;
  readonly stateReason?: string;
  readonly deprecatedAt?: string;
  readonly successor?: number;
  readonly sunset?: string;
  /** Absent where the format has none. */
  readonly dialect?: Dialect;
  readonly labels: Readonly<Record<string, string>>;
  readonly allowedBreaking?: { readonly reason: string };
  readonly overriddenUndecided?: { readonly reason: string };
  readonly createdAt: string;
  readonly createdBy: string;
}

export interface VersionResource extends VersionHeadResource {
  readonly format: string;
  /** The document; its text as a string where the format's documents are no JSON. */
  readonly schema: JsonValue;
  readonly references: readonly Reference[];
}

/** Files made from a version; nothing of them is stored. */
export interface GeneratedFilesResource {
  readonly files: readonly GeneratedFileResource[];
}

export interface GeneratedFileResource {
  /** Relative, with `/`. */
  readonly path: string;
  readonly text: string;
}

export interface RegisterRequest {
  /** The document, or its text as a string, which is needed for exact places in errors. A schema that is a string is none. */
  readonly schema: JsonValue;
  readonly format?: string;
  /** For documents without `$schema`; 2020-12. */
  readonly dialect?: Dialect;
  readonly references?: readonly Reference[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly allowBreaking?: { readonly reason: string };
  readonly overrideUndecided?: { readonly reason: string };
  readonly dryRun?: boolean;
  /** What becomes of owner, description and labels of the subject, in the same commit; nothing where the content is there already. */
  readonly describe?: SubjectPatch;
  /** Stored and given back as it came, and part of what the schema is. */
  readonly metadata?: JsonObject;
  readonly ruleSet?: JsonObject;
  /** The id and number that the version had elsewhere; in mode IMPORT only, where nothing is compared. */
  readonly imported?: { readonly id: number; readonly version: number };
}

export interface RegisterResource {
  readonly subject: string;
  /** Absent in a dry run, as is `id`. */
  readonly version?: number;
  readonly line: number;
  readonly id?: number;
  readonly fingerprint: string;
  readonly semver: string;
  readonly changeKind: ChangeKind | null;
  readonly checks: readonly Check[];
  /** The same content was registered under this subject before: nothing was written. */
  readonly existing?: true;
  readonly state?: VersionState;
  readonly allowedBreaking?: { readonly reason: string };
  readonly overriddenUndecided?: { readonly reason: string };
  /** Absent: there are none. */
  readonly warnings?: readonly SchemaWarning[];
}

export interface CompatRequest {
  readonly schema?: JsonValue;
  readonly subject?: string;
  readonly version?: number;
  readonly against: { readonly schema: JsonValue } | { readonly subject: string; readonly version?: number };
  readonly level?: Level;
  readonly profile?: Profile;
  /** Of the schemas in the request; by default that of the subject, else `json-schema`. */
  readonly format?: string;
  readonly dialect?: Dialect;
  /** What the new schema refers to. */
  readonly references?: readonly Reference[];
}

export interface CompatResource {
  /** The version of the subject that has the new schema as its content already: registering it would write nothing. */
  readonly existing?: { readonly version: number; readonly state: VersionState };
  readonly compatible: boolean;
  readonly level: Level;
  readonly profile: Profile;
  readonly checks: readonly Check[];
  /** About a schema that came with the request, as a registration has them. Absent: there are none. */
  readonly warnings?: readonly SchemaWarning[];
}

/** Who refers to a version: by subject and number, and how many versions do that the caller may not read. */
export interface ReferrersResource {
  readonly items: readonly ReferrerResource[];
  readonly hidden: number;
}

export interface ReferrerResource {
  readonly subject: string;
  readonly version: number;
  readonly state: VersionState;
  /** Deleted softly; it still keeps the version from being deleted for good. */
  readonly deleted: boolean;
  /** What its `$ref`s write. */
  readonly names: readonly string[];
}

export interface LintRequest {
  readonly schema: JsonValue;
  readonly format?: string;
  readonly dialect?: Dialect;
  readonly references?: readonly Reference[];
  /** Whether formats are asserted. Default `annotate`: they are not. */
  readonly formats?: FormatMode;
}

export interface LintResource {
  /** At most 200, those of the first rules before others; of a text in the order of their places. */
  readonly findings: readonly LintFindingResource[];
  /** How many are left out; absent: none. */
  readonly more?: number;
}

export interface LintFindingResource {
  readonly rule: string;
  readonly severity: 'warn' | 'error';
  readonly pointer: string;
  /** Of a schema that was sent as a text; from 1. */
  readonly line?: number;
  readonly column?: number;
  readonly message: string;
  readonly remedy?: string;
}

/** One side of a diff: a version, the latest by default, or a schema document. */
export type DiffSideRequest =
  | { readonly subject: string; readonly version?: number }
  | {
      readonly schema: JsonValue;
      readonly format?: string;
      readonly dialect?: Dialect;
      readonly references?: readonly Reference[];
    };

export interface DiffRequest {
  /** The older side. */
  readonly from: DiffSideRequest;
  readonly to: DiffSideRequest;
  /** Default: what is in force for the subject of `to`, or of `from`; else `declared`. */
  readonly profile?: Profile;
  /** Default: likewise; else `annotate`. */
  readonly formats?: FormatMode;
  /** Whether fixes are looked for, which asks the engine up to 24 times more for each direction that does not hold. Default true. */
  readonly fixes?: boolean;
}

export interface DiffResource {
  readonly from: Side;
  readonly to: Side;
  readonly profile: Profile;
  readonly formats: FormatMode;
  readonly changeKind: ChangeKind;
  /** The first 1,000. */
  readonly changes: readonly PlacedChange[];
  /** How many changes are left out; absent: none. */
  readonly more?: number;
  /** The older side writes, the newer one reads. */
  readonly backward: DiffDirection;
  /** The newer side writes, the older one reads. */
  readonly forward: DiffDirection;
}

export interface DiffDirection extends Check {
  /** What to change in the newer side so that it holds; absent where it holds, and where nothing short was found. */
  readonly fix?: FixResource;
}

export interface FixResource {
  /** The engine proved that the direction holds with it. False: it could neither prove nor refute that. */
  readonly verified: boolean;
  /** What to do, a sentence for each change that it takes back. */
  readonly steps: readonly string[];
  /** By their place in `changes`, in the order of `steps`. */
  readonly changes: readonly number[];
  /** The same as a JSON Patch of the newer document. */
  readonly patch: readonly PatchOperation[];
}

export interface SchemaResource {
  readonly id: number;
  readonly fingerprint: string;
  readonly format: string;
  readonly dialect?: Dialect;
  readonly schema: JsonValue;
  readonly references: readonly Reference[];
  readonly uses: readonly { readonly subject: string; readonly version: number; readonly state: VersionState; readonly deleted: boolean }[];
}

export interface StateRequest {
  readonly state: VersionState;
  /** What is left out stays as it was said of the same state before; a change of state forgets it. */
  readonly reason?: string;
  /** A live version. */
  readonly successor?: number;
  /** A day, which begins at 0:00 UTC, or a time with its zone; in the future. */
  readonly sunset?: string;
}

/** What whoever takes a version out of use should know; it is done all the same. */
export interface StateWarning {
  /** `last_live`: no version stays live; `names_successor`: a live version is deprecated in favour of this one. */
  readonly code: 'last_live' | 'names_successor';
  readonly message: string;
}

/** A version after its change of state. */
export interface StateResource extends VersionHeadResource {
  /** It was in that state already, and nothing new was said of it: nothing was written. */
  readonly unchanged?: true;
  /** Absent: there are none. */
  readonly warnings?: readonly StateWarning[];
  /** In a dry run only. */
  readonly narrows?: NarrowingResource;
}

/** What gates would no longer accept. */
export interface NarrowingResource {
  /** The versions of the subject that would be live. */
  readonly live: readonly number[];
  /** Whether none would be. */
  readonly lastLive: boolean;
  /** Whether all that a gate takes under the retired version it takes under another one: newest first, up to the first that is proved. */
  readonly stillAccepted: readonly Check[];
  readonly loses: 'nothing' | 'events' | 'unknown';
  /** An event that would be refused from then on. */
  readonly event?: JsonValue;
}

export type ConfigRequest = { readonly [Field in keyof Compatibility]?: Compatibility[Field] | null };
/** What is in force, and which fields were set at this very place. */
export interface ConfigResource extends Compatibility {
  readonly name: string;
  readonly own: readonly (keyof Compatibility)[];
  /** Where each field comes from: a name that was set, "" for the registry, null for the default of the face. */
  readonly sources: { readonly [Field in keyof Compatibility]: string | null };
  readonly epoch: number;
  /** In a dry run of a write only. */
  readonly dryRun?: ConfigDryRunResource;
}

/** What a setting would say about the live versions that it covers, the subjects by name. */
export interface ConfigDryRunResource {
  readonly subjects: readonly ConfigDryRunSubject[];
  /** How many checks were made, over all subjects. */
  readonly asked: number;
  /** Whether there is more than this dry run looked at. */
  readonly truncated: boolean;
}

export interface ConfigDryRunSubject extends Compatibility {
  readonly subject: string;
  /** Whether every check that was made would be accepted at a registration. */
  readonly holds: boolean;
  /** Each pair of live versions of a line that the level asks for, newest first. */
  readonly checks: readonly Check[];
  /** The narrower name whose settings go before, so that nothing changes for this subject and nothing was checked. */
  readonly setAt?: string;
}

/** What was set for one name; what is absent is inherited. */
export interface SettingResource {
  /** A subject, a prefix, a context, or "" for the registry. */
  readonly name: string;
  readonly config?: Partial<Compatibility> & {
    /** The names of settings that only Confluent's API has, such as `alias`; they go with the configuration. */
    readonly others?: readonly string[];
    readonly epoch: number;
  };
  readonly mode?: { readonly mode: Mode; readonly epoch: number };
}

export interface ModeRequest {
  readonly mode: Mode;
  /** Set IMPORT although there are versions already. Default false. */
  readonly force?: boolean;
}

/** The mode in force at a name, and the one that was set there; null where it is inherited. */
export interface ModeResource {
  readonly name: string;
  readonly mode: Mode;
  readonly own: Mode | null;
  /** Counts the writes of what was set there; 0: nothing is. */
  readonly epoch: number;
}

/** A place in the feed, and the change that is there: what tells the history of one registry from that of another, or of a restored one. */
export interface HistoryPoint {
  readonly position: number;
  /** Absent at position 0, where no history has begun, and where an earlier version of this program did not say it. */
  readonly historyId?: string;
}

export interface SnapshotResource extends HistoryPoint {
  readonly subjects: readonly SnapshotSubject[];
  readonly versions: readonly SnapshotVersion[];
}

export interface SnapshotSubject {
  readonly subject: string;
  readonly level: Level;
  readonly profile: Profile;
  readonly formats: FormatMode;
  /**
   * Ordered pairs of live versions of which every event of the first is proved to be one of the second. Under `strict` what
   * follows from a chain of them is proved as well, and not listed.
   */
  readonly proved: readonly (readonly [number, number])[];
  /**
   * The same of what a gate accepts that refuses undeclared members: what it does under the first it does under the second, and
   * chains hold under every profile.
   * Absent in what older registries wrote.
   */
  readonly narrowed?: readonly (readonly [number, number])[];
}

export interface SnapshotVersion extends VersionResource {
  /** Every document that the references lead to, by the name that a `$ref` writes; absent without references. */
  readonly documents?: NonNullable<FormatDocument['documents']>;
}

export interface ValidateRequest {
  /** Its settings say how it is judged; with `schema` it need not be there. */
  readonly subject: string;
  readonly version?: number;
  /** Judge by this schema, which is not stored, rather than by a version. */
  readonly schema?: JsonValue;
  /** Of that schema, as at a registration. */
  readonly format?: string;
  readonly dialect?: Dialect;
  readonly references?: readonly Reference[];
  /** The data of the event, numbers exact. */
  readonly event: ExactValue;
}

export interface ValidateResource {
  readonly valid: boolean;
  readonly subject: string;
  /** Absent where the schema came with the question, as is `schemaId`. */
  readonly version?: number;
  readonly schemaId?: number;
  readonly findings: readonly EventFinding[];
}

/** What a soft deletion took away. */
export interface DeletedSubjectResource {
  readonly subject: string;
  readonly versions: readonly number[];
}

export interface DeletedVersionResource {
  readonly subject: string;
  readonly version: number;
}

/** A change as the feed sends it: a structured CloudEvent whose `id` is the decimal sequence of the commit. */
export interface ChangeEventResource {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: ChangeType;
  readonly time: string;
  /** The subject or prefix that changed; absent for the registry itself. */
  readonly subject?: string;
  /** Of this change and no other; `id` alone may stand for another change after a restore from a backup. */
  readonly historyid: string;
  readonly datacontenttype: 'application/json';
  readonly data: JsonObject;
}

export interface ProblemResource {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly requestId?: string;
  readonly [member: string]: unknown;
}

export interface KeyRequest {
  /** For people: whose it is, what for. 1 to 100 characters, none of them a control character. */
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** ISO 8601, in the future; default never. */
  readonly expiresAt?: string;
}

/** A key without its secret, which nobody can read again. */
export type KeyResource = Omit<KeyRecord, 'hash'>;

/** The only answer that has the secret. */
export interface CreatedKeyResource extends KeyResource {
  /** `sluice_ID_SECRET`: the whole as a Bearer token, or ID and SECRET as user and password of Basic. */
  readonly key: string;
}

export interface KeyListResource {
  readonly items: readonly KeyResource[];
}

/** Who the registry takes the caller for. */
export interface WhoamiResource {
  readonly name: string;
  /** False: the caller did not say who they are. */
  readonly known: boolean;
  readonly scopes: readonly Scope[];
  readonly expiresAt?: string;
}

export interface AuditPageResource {
  readonly items: readonly AuditRecord[];
  /** The `after` of the next page, the `before` where newest come first; absent at the end. */
  readonly next?: number;
}

export interface WebhookRequest {
  /** https, or http to the registry's own machine. */
  readonly url: string;
  /** Default: every type. */
  readonly types?: readonly ChangeType[];
  /** Only changes of names that begin with it. Default: every name. */
  readonly prefix?: string;
  readonly description?: string;
  /** Begin with what follows this change; 0: with the first that is kept. Default: with what comes from now on. */
  readonly from?: number;
}

/** What is left out stays; null takes it away. */
export interface WebhookPatch {
  readonly url?: string;
  readonly types?: readonly ChangeType[] | null;
  readonly prefix?: string | null;
  readonly description?: string | null;
  readonly state?: 'active' | 'paused';
}

/** A webhook without its secrets, and how far its deliveries are. */
export interface WebhookResource extends Omit<WebhookRecord, 'secrets'> {
  /** When each secret that is signed with was made, newest first, and until when it is. */
  readonly secrets: readonly Omit<WebhookSecret, 'sealed'>[];
  /** The last change that was delivered, given up or passed over. */
  readonly position: number;
  /** How many of the next 1,000 it wants. */
  readonly behind: number;
  /** The delivery that was tried in vain and waits; nothing is sent before the webhook is active. A time that is past: at once. */
  readonly pending?: { readonly sequence: number; readonly attempts: number; readonly error: string; readonly nextAttemptAt: string };
}

/** The only answers that have a secret: of who makes a webhook, and of who gives it a new one. */
export interface CreatedWebhookResource extends WebhookResource {
  /** `whsec_` and Base64, as Standard Webhooks writes it. */
  readonly secret: string;
}

export interface WebhookListResource {
  readonly items: readonly WebhookResource[];
}

export interface WebhookAttemptListResource {
  /** Newest first. */
  readonly items: readonly WebhookAttempt[];
}

/** A delivery that was given up. */
export interface DeadDeliveryResource {
  readonly sequence: number;
  readonly type: ChangeType;
  readonly name: string;
  readonly attempts: number;
  readonly diedAt: string;
  readonly error: string;
  /** It was asked for again, and not tried yet. */
  readonly resending: boolean;
}

export interface DeadDeliveryListResource {
  /** Oldest first. */
  readonly items: readonly DeadDeliveryResource[];
}

export interface WebhookRetryRequest {
  /** Default: all that were given up. */
  readonly sequences?: readonly number[];
}

export interface WebhookRetryResource {
  /** The changes that are sent again. */
  readonly sequences: readonly number[];
}
