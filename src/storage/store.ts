import type { KeyRecord } from '../core/api-key.ts';
import type { AuditAction, AuditRecord } from '../core/audit.ts';
import type { ChangeRecord, ChangeType } from '../core/change.ts';
import type { Compatibility, FormatMode, Profile } from '../core/compatibility.ts';
import type { JsonObject } from '../core/json/value.ts';
import type { Mode } from '../core/mode.ts';
import type { Verdict } from '../core/verdict.ts';
import type { SchemaRecord, SubjectRecord, VersionRecord } from '../core/version.ts';
import type { Row } from './row.ts';

/**
 * Where the registry keeps everything. Reads give plain records; every write is one `commit`, which is whole or
 * absent, also after `kill -9`. Drivers translate what their client throws into `store_unavailable`, or `store_damaged`. Names sort by
 * code points everywhere, which is how databases compare UTF-8.
 */
export interface Store {
  /**
   * A subject with all its versions of any state, soft-deleted ones included, oldest first; undefined if never written. Its epoch tells
   * whether it is still so, therefore it is never half: throws `store_unavailable` while an import is not at its end.
   */
  readSubject(subject: string): Promise<SubjectHistory | undefined>;
  /** The epoch of a subject, which every write to it or its versions raises; 0 if never written. Cheap, however long its history is. */
  readSubjectEpoch(subject: string): Promise<number>;
  /**
   * Subjects by name, or by their last change, newest first; at most `limit`, each with its versions of the same moment. In either order
   * a subject that nobody writes meanwhile comes once over all pages.
   */
  listSubjects(query: SubjectQuery): Promise<ListedSubject[]>;
  /** The same without versions, whose rows are not read: for who knows them by the epoch. */
  listSubjectHeads(query: SubjectQuery): Promise<SubjectHead[]>;
  readSchema(id: number): Promise<SchemaRecord | undefined>;
  /** The schemas of a fingerprint, by id: several where something is attached to some, or after an import. */
  listSchemasByFingerprint(fingerprint: string): Promise<SchemaRecord[]>;
  /** The schemas of a guid, by id: several only after an import. */
  listSchemasByGuid(guid: string): Promise<SchemaRecord[]>;
  /** The highest id that was given so far; 0 for none. */
  readLastSchemaId(): Promise<number>;
  /** Subjects for which no commit gave `fields` yet, by name, at most `limit`: those of a file of an earlier format. */
  listUnindexed(limit: number): Promise<string[]>;
  /** The versions that have this schema, by subject and number; of any state, soft-deleted ones included. */
  listUses(schemaId: number): Promise<VersionRecord[]>;
  /** The versions that refer to this one, by subject and number; of any state, soft-deleted ones included. */
  listReferrers(subject: string, version: number): Promise<VersionRecord[]>;
  readConfigs(): Promise<Configs>;
  /** Keys in order of their ids, revoked and expired ones included. */
  listKeys(): Promise<KeyRecord[]>;
  readKey(id: string): Promise<KeyRecord | undefined>;
  /** The audit log between two sequences, oldest or newest first, at most `limit`. A rare `action` is looked for in every entry between. */
  listAudit(query: AuditQuery): Promise<AuditRecord[]>;
  /** Verdicts that were reached before; content-addressed, so they never grow stale. */
  readVerdict(key: VerdictKey): Promise<Verdict | undefined>;
  /** Of each key what kind of verdict was reached, undefined where none was; in the order of `keys`. */
  readVerdictKinds(keys: readonly VerdictKey[]): Promise<(Verdict['kind'] | undefined)[]>;
  writeVerdicts(entries: readonly VerdictEntry[]): Promise<void>;
  readRecord(kind: RecordKind, key: string): Promise<StoredRecord | undefined>;
  /** Records by key, after `after`, those that begin with `prefix`, at most `limit`. */
  listRecords(query: RecordQuery): Promise<StoredRecord[]>;
  /**
   * Write all or nothing; false, and nothing written, where a record is not at the revision that a write expects. For what is written
   * often and concerns no reader: it wakes nobody, and `readStamp` may stay.
   */
  writeRecords(writes: readonly RecordWrite[]): Promise<boolean>;
  /**
   * Everything a gate needs, read at one moment. `keep` is called with one subject after another, by name, and the snapshot has what
   * it gives: all versions of a large store at once are more than there is memory for. Half a store would narrow gates: throws
   * `store_unavailable` while an import is not at its end.
   */
  readSnapshot<Kept>(query: SnapshotQuery, keep: KeepSubject<Kept>): Promise<StoreSnapshot<Kept>>;
  /** Changes after the sequence `after` (exclusive), oldest first, at most `limit`. */
  listChanges(after: number, limit: number): Promise<ChangeRecord[]>;
  /** The first sequence that is kept (1 while nothing was dropped) and the last that was given (0 for none). */
  readPosition(): Promise<{ readonly first: number; readonly last: number }>;
  /**
   * Write all of `commit` or nothing. `conflict` if an expectation does not hold: read again and repeat.
   * The sequence numbers and identities of its changes are given inside the same transaction. Throws `internal` for a write that no
   * caller may ask for: one that changes what is immutable of a version, or a version without schema or subject;
   * `schema_invalid` for a text that UTF-8 cannot hold.
   */
  commit(commit: Commit): Promise<CommitResult>;
  /** Everything, of one moment, in the order of `ROW_KEYS`. Commits go on meanwhile. Bounded memory, but for the memory driver. */
  exportRows(): AsyncIterable<Row>;
  /**
   * Put rows of another store, all of them or none, with the ids, sequences and identities that they have. They come in the order of
   * `exportRows`, over any number of calls. A row that is there already is skipped if it is equal. Throws `store_differs` if it is
   * not, and for one that is not there in a store that was used. From the first row that is written until the counters, which come
   * last, every other write, `readSubject`, `readSnapshot` and `ping` throw `store_unavailable`: half a store is none.
   */
  importRows(rows: readonly Row[]): Promise<ImportedRows>;
  /** Another number after each commit, whoever made it; what was read under one stamp holds while it stays. Cheap. */
  readStamp(): Promise<number>;
  /** How much there is, soft-deleted versions included. Linear in the number of subjects, and cheap: for a scrape, not for a request. */
  readSizes(): Promise<StoreSizes>;
  /** Call `wake` after each commit, other processes' too; it comes late, and maybe once for several, so read the changes. Gives the way to stop. */
  subscribe(wake: () => void): () => void;
  /**
   * Throws `store_unavailable` when the store does not answer, `store_damaged` when it is known to be. With `toWrite` the former also where a
   * server takes no writes, as a standby does: its reads go on, and may be behind.
   */
  ping(need?: { readonly toWrite: boolean }): Promise<void>;
  close(): Promise<void>;
}

export interface ImportedRows {
  readonly written: number;
  /** There already, and equal. */
  readonly skipped: number;
}

export interface StoreSizes {
  readonly subjects: number;
  readonly versions: number;
  readonly schemas: number;
  /** In the feed. */
  readonly changes: number;
}

/** What is kept beside the domain: `webhook` by id, `webhook_progress` by id, `webhook_attempt` and `webhook_dead` by `id/number`. */
export type RecordKind = 'webhook' | 'webhook_progress' | 'webhook_attempt' | 'webhook_dead';

/** A JSON object under a key; what is in it is its writer's. */
export interface StoredRecord {
  readonly key: string;
  /** Counts the writes under this key since it was last absent, from 1. */
  readonly revision: number;
  readonly value: object;
}

export interface RecordQuery {
  readonly kind: RecordKind;
  readonly prefix?: string;
  readonly after?: string;
  readonly limit: number;
}

export interface RecordWrite {
  readonly kind: RecordKind;
  readonly key: string;
  /** The revision that it must have; 0: it must be absent. Default: whatever it has. */
  readonly expect?: number;
  /** Null: the record goes away. */
  readonly value: object | null;
}

export interface SubjectHistory {
  readonly subject: SubjectRecord;
  readonly versions: readonly VersionRecord[];
}

export interface SubjectHead {
  readonly subject: SubjectRecord;
  readonly lastChange: LastChange;
}

export interface ListedSubject extends SubjectHistory, SubjectHead {}

/** The last change of a subject or one of its versions in the feed; its settings are none. */
export interface LastChange {
  /** 0 where the feed has none. */
  readonly sequence: number;
  /** ISO 8601, UTC; where the feed has none, when the subject was first written. */
  readonly time: string;
}

export interface SubjectQuery {
  readonly prefix?: string;
  /** Part of the name, owner, description or a label, upper and lower case alike. */
  readonly search?: string;
  readonly owner?: string;
  /** A label with exactly this name and value. */
  readonly label?: { readonly name: string; readonly value: string };
  /**
   * The name of a field, or the end of its path (`lines/quantity`), upper and lower case alike. A dot counts as a slash, in the
   * path as well, so `lines.quantity` means the same, and a name with a dot is found whole or by what follows the dot.
   */
  readonly field?: string;
  /** Default `name`. */
  readonly order?: 'name' | 'changed';
  /** In order of names: exclusive. */
  readonly after?: string;
  /** In order of changes: exclusive, the last one of the page before. Of equal sequences the higher name comes first. */
  readonly afterChange?: ChangePlace;
  readonly limit: number;
}

export interface ChangePlace {
  readonly sequence: number;
  readonly subject: string;
}

export interface AuditQuery {
  /** Exclusive. */
  readonly after: number;
  /** Exclusive. Default: no end. */
  readonly before?: number;
  /** Default: oldest first. */
  readonly newestFirst?: boolean;
  readonly limit: number;
  readonly action?: AuditAction;
  readonly actor?: string;
  /** What was written, exactly. */
  readonly name?: string;
}

/** A setting that somebody made; absent fields are inherited. `name` is "" for the registry, a prefix or a subject. */
export interface ConfigRecord extends Partial<Compatibility>, RegistrationSettings {
  readonly name: string;
  readonly epoch: number;
}

/** What Confluent's configuration says beside the level; each absent unless somebody set it. */
export interface RegistrationSettings {
  /** Whether texts that differ only in white space and order of members are one schema, where the caller does not say. */
  readonly normalize?: boolean;
  /** The subject that requests for this one mean. */
  readonly alias?: string;
  /** A property of `metadata`: only versions with the same value of it are compared. */
  readonly compatibilityGroup?: string;
  readonly validateFields?: boolean;
  readonly validateRules?: boolean;
  readonly defaultMetadata?: JsonObject;
  readonly overrideMetadata?: JsonObject;
  readonly defaultRuleSet?: JsonObject;
  readonly overrideRuleSet?: JsonObject;
}

/** A mode that somebody set; `name` as for a configuration. */
export interface ModeRecord {
  readonly name: string;
  readonly mode: Mode;
  /** Counts the writes since it was last absent; absent is 1. */
  readonly epoch?: number;
}

/** All settings; `epoch` counts the writes of any of them, modes included. */
export interface Configs {
  readonly epoch: number;
  readonly records: readonly ConfigRecord[];
  readonly modes: readonly ModeRecord[];
}

export interface VerdictEntry {
  readonly key: VerdictKey;
  readonly verdict: Verdict;
}

/** What decides a verdict and nothing else. */
export interface VerdictKey {
  readonly writer: string;
  readonly reader: string;
  readonly question: VerdictQuestion;
  readonly profile: Profile;
  readonly formats: FormatMode;
  readonly engine: string;
}

/** `contains`: the plain question of a level. `narrowed`: ⟦W ∧ Declared(W)⟧ ⊆ ⟦R ∧ Declared(R)⟧, which tells `equal` from `full`. */
export type VerdictQuestion = 'contains' | 'narrowed';

export interface SnapshotQuery {
  readonly prefix?: string;
  readonly subject?: string;
}

/** A subject that has a live version, with all its versions. */
export interface ProvedHistory extends SubjectHistory {
  /** Contained pairs of two of its versions, of any state, for either question, ordered by their members from first to last. */
  readonly proved: readonly ProvedPair[];
}

export type KeepSubject<Kept> = (history: ProvedHistory, configs: Configs) => Kept;

export interface StoreSnapshot<Kept> {
  readonly position: number;
  /** Of the change at `position`; undefined where there is none yet. */
  readonly historyId: string | undefined;
  readonly subjects: readonly Kept[];
}

export interface ProvedPair {
  readonly writerVersion: number;
  readonly readerVersion: number;
  readonly question: VerdictQuestion;
  readonly profile: Profile;
  readonly formats: FormatMode;
  readonly engine: string;
}

/** A write: what it takes for granted, what it puts, and what the feed says about it. */
export interface Commit {
  readonly expect: readonly Expectation[];
  readonly subject?: SubjectRecord;
  /**
   * A schema is found again by its identity, or gets the next free id behind the last that was given so; with an `id` it takes that
   * one, which must be free or its own, and the next goes behind it where it is lower than `FOREIGN_IDS_FROM`.
   */
  readonly schema?: SchemaWrite;
  /** Versions to insert or to replace. Without a `schemaId` they take the id of `schema`. */
  readonly versions?: readonly VersionWrite[];
  /** Versions whose row goes away for good. */
  readonly purge?: readonly { readonly subject: string; readonly version: number }[];
  readonly config?: ConfigRecord;
  /** The name of a configuration to remove. */
  readonly removeConfig?: string;
  readonly mode?: ModeRecord;
  /** The name of a mode to remove. */
  readonly removeMode?: string;
  /** As `writeVerdicts`, and kept only if the commit is. */
  readonly verdicts?: readonly VerdictEntry[];
  /** A key to insert or to replace. */
  readonly key?: KeyRecord;
  /** The fields of a subject that a search finds, as paths with `/` between the names; they replace the earlier ones. */
  readonly fields?: { readonly subject: string; readonly paths: readonly string[] };
  /** As `writeRecords`; an expectation that does not hold is a conflict. */
  readonly records?: readonly RecordWrite[];
  /** What the audit log says about it. Default: nothing. */
  readonly audit?: (assigned: Assigned) => readonly AuditDraft[];
  readonly changes: (assigned: Assigned) => readonly ChangeDraft[];
}

export type SchemaWrite = Omit<SchemaRecord, 'id'> & { readonly id?: number };

export type AuditDraft = Omit<AuditRecord, 'sequence'>;

export type VersionWrite = Omit<VersionRecord, 'schemaId'> & { readonly schemaId?: number };

export interface Assigned {
  readonly schemaId: number | undefined;
}

export interface ChangeDraft {
  readonly type: ChangeType;
  readonly name: string;
  readonly time: string;
  readonly data: ChangeRecord['data'];
}

export type Expectation =
  /** The subject is at this epoch; 0: it was never written. */
  | { readonly kind: 'subject'; readonly subject: string; readonly epoch: number }
  /** No configuration or mode was written since. */
  | { readonly kind: 'configs'; readonly epoch: number }
  /** The version exists, is not soft-deleted, and has this schema. */
  | { readonly kind: 'version'; readonly subject: string; readonly version: number; readonly schemaId: number }
  /** The id is free or that of this identity. */
  | { readonly kind: 'schema_id'; readonly id: number; readonly identity: string }
  /** The record has this revision; 0: it is absent. What the `expect` of a write in `records` says. */
  | { readonly kind: 'record'; readonly record: RecordKind; readonly key: string; readonly revision: number }
  /** No version refers to this one; with `kept`, but for soft-deleted ones. */
  | { readonly kind: 'unreferenced'; readonly subject: string; readonly version: number; readonly by: 'kept' | 'any' };

export type CommitResult =
  | { readonly kind: 'committed'; readonly schemaId: number | undefined; readonly changes: readonly ChangeRecord[] }
  | { readonly kind: 'conflict'; readonly expectation: Expectation };
