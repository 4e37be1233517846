import type { KeyCredential } from '../core/api-key.ts';
import type { AuditRecord, Origin } from '../core/audit.ts';
import type { ChangeRecord } from '../core/change.ts';
import type { Face, Level } from '../core/compatibility.ts';
import type {
  CompatRequest,
  CompatResource,
  ConfigRequest,
  ConfigResource,
  CreatedKeyResource,
  CreatedWebhookResource,
  DeadDeliveryResource,
  DiffRequest,
  DiffResource,
  LintRequest,
  LintResource,
  ReferrersResource,
  GeneratedFilesResource,
  HistoryPoint,
  KeyRequest,
  KeyResource,
  ModeRequest,
  ModeResource,
  Page,
  RegisterRequest,
  RegisterResource,
  SchemaResource,
  SettingResource,
  SnapshotResource,
  StateRequest,
  StateResource,
  SubjectDetailResource,
  SubjectPatch,
  SubjectPageResource,
  ValidateRequest,
  ValidateResource,
  VersionHeadResource,
  VersionResource,
  WebhookPatch,
  WebhookRequest,
  WebhookResource,
  WebhookRetryRequest,
} from '../core/resources.ts';
import type { WebhookAttempt } from '../core/webhook.ts';
import type { VersionRecord, VersionState } from '../core/version.ts';
import type { StoreSizes } from '../storage/store.ts';
import { readChanges } from './changes.ts';
import { checkAttached, checkCompatibility } from './check.ts';
import { deleteConfig, getConfig, putConfig } from './configure.ts';
import { createContext, type Context, type ContextOptions } from './context.ts';
import { deleteSubject, deleteVersion } from './delete.ts';
import { lintSchema } from './lint.ts';
import { listReferrers } from './referrers.ts';
import { setFirstLevel } from './first-level.ts';
import { createKey, findKey, isKeyGood, listKeys, revokeKey } from './keys.ts';
import { listSubjects } from './list.ts';
import { listSettings } from './list-settings.ts';
import { getFingerprint, getSchema, getSubject, lookUpContent, lookUpSent, readVersion, type VersionAtEpoch } from './look-up.ts';
import { diffSchemas } from './diff.ts';
import { expectHistory } from './expect-history.ts';
import { indexFields } from './search-fields.ts';
import { deleteMode, getMode, putMode } from './mode.ts';
import { noteGatewayDeed, type GatewayDeed } from './gateway-deeds.ts';
import { readAudit, type AuditRequest } from './read-audit.ts';
import { register } from './register.ts';
import { changeSettings, readAliases, readSettings, type SettingsAt, type SettingsChange } from './registration-settings.ts';
import type { TypescriptContent } from './schema-tools.ts';
import { setState } from './set-state.ts';
import { openSnapshot, readSnapshot, type OpenSnapshot, type SnapshotRequest } from './snapshot.ts';
import { createStoredReads, type StoredReads } from './stored.ts';
import { readTypescript } from './typescript.ts';
import { updateSubject } from './update-subject.ts';
import type { IsVisible } from './uses.ts';
import { validateEvent } from './validate.ts';
import { listDeadDeliveries, listWebhookAttempts, retryWebhook, testWebhook } from './webhook-deliveries.ts';
import { createWebhook, deleteWebhook, getWebhook, listWebhooks, rotateWebhookSecret, updateWebhook } from './webhooks.ts';

export type RegistryOptions = ContextOptions;

/** Who writes, and what they saw: with `ifMatch` a write is `epoch_mismatch` unless the entity is still at that epoch. */
export interface WriteContext {
  readonly actor: string;
  /** Whose questions to the engine take turns with those of others: a key, or an address. Default: all of those that say nothing are one. */
  readonly sender?: string;
  /** Which subjects an error may name; all by default. */
  readonly isVisible?: IsVisible;
  /** For the audit log. */
  readonly origin?: Origin;
  /** Through which face; the one that first writes a subject decides its defaults. Default native. */
  readonly face?: Face;
  readonly ifMatch?: number;
  readonly dryRun?: boolean;
  /** Whether they may break a reader of what they write. Default true. */
  readonly mayBreak?: boolean;
}

export interface DeleteContext extends WriteContext {
  readonly permanent?: boolean;
}

export interface SettingsQuery {
  /** Only names of which this is true; all by default. */
  readonly isVisible?: (name: string) => boolean;
  /** What names begin with. */
  readonly prefix?: string;
  readonly cursor?: string;
  /** 1 to 1,000; default 100. */
  readonly limit?: number;
}

export interface ListQuery {
  /** Only subjects of which this is true; all by default. */
  readonly isVisible?: (subject: string) => boolean;
  readonly prefix?: string;
  readonly search?: string;
  readonly owner?: string;
  readonly label?: { readonly name: string; readonly value: string };
  /** The name of a field or the end of its path, with `.` or `/` between the names. */
  readonly field?: string;
  readonly state?: VersionState;
  /** By name, which is the default, or by the last change, newest first. */
  readonly order?: 'name' | 'changed';
  /** Whether the page says how many there are. Default false. */
  readonly count?: boolean;
  readonly cursor?: string;
  /** 1 to 1,000; default 100. */
  readonly limit?: number;
}

/** The use cases of the registry. Subjects and versions come as parsed values; what fails throws `RegistryError`. */
export interface Registry {
  /** Store a version after proving what the level asks for. Throws `incompatible` or `undecided` with `data.checks`; `forbidden`, where nothing is live, for a break by somebody who may not. */
  register(subject: string, request: RegisterRequest, context: WriteContext): Promise<RegisterResource>;
  /** The version of `subject` that has this content. Throws `schema_not_found`. */
  lookUpContent(subject: string, request: RegisterRequest): Promise<VersionHeadResource>;
  compat(request: CompatRequest, sender?: string): Promise<CompatResource>;
  /** What is different between two schemas, and what it means in both directions, with fixes. */
  diff(request: DiffRequest, sender?: string): Promise<DiffResource>;
  /** What the lint rules find in a schema. */
  lint(request: LintRequest): Promise<LintResource>;
  /** Who refers to a version; those that may not be seen (default: all may) are only counted. */
  referrers(subject: string, selector: number | 'latest', isVisible?: IsVisible): Promise<ReferrersResource>;
  /** `compat` for a schema that is completed as a registration by a Confluent client would be, against one version or all that the level asks for. */
  compatAttached(
    subject: string,
    request: RegisterRequest,
    options?: { readonly version?: number | undefined; readonly sender?: string },
  ): Promise<CompatResource>;
  /** The version that a schema of Confluent's clients is; one without metadata and rules is found by its text alone. */
  lookUpSent(subject: string, request: RegisterRequest, options: { readonly deleted: boolean }): Promise<VersionRecord | undefined>;
  /** What is stored, deleted versions included. */
  readonly stored: StoredReads;
  /** What was set at a name, and what is in force there, with all that Confluent's configuration has. */
  settings(name: string): Promise<SettingsAt>;
  changeSettings(name: string, change: SettingsChange, context: WriteContext): Promise<void>;
  /** The level of a subject that has none, by somebody who may only register: at least as strict as what is in force, else `forbidden`. */
  setFirstLevel(subject: string, level: Level, context: WriteContext): Promise<void>;
  /** The subjects that stand for others, with what each means. */
  aliases(): Promise<ReadonlyMap<string, string>>;
  listSubjects(query: ListQuery): Promise<SubjectPageResource>;
  getSubject(subject: string): Promise<SubjectDetailResource>;
  updateSubject(subject: string, patch: SubjectPatch, context: WriteContext): Promise<SubjectDetailResource>;
  /** With `bundle` all that its schema refers to is in it. Throws `subject_not_found` or `version_not_found`. */
  getVersion(subject: string, selector: number | 'latest', options?: { readonly bundle?: boolean }): Promise<VersionResource>;
  /** The same with the epoch that the subject has at that moment. */
  readVersion(subject: string, selector: number | 'latest', options?: { readonly bundle?: boolean }): Promise<VersionAtEpoch>;
  /** The TypeScript of a version: its types, or all that the generator writes. Throws `schema_too_large` where that takes too long. */
  typescript(subject: string, selector: number | 'latest', options?: { readonly content?: TypescriptContent }): Promise<GeneratedFilesResource>;
  /** Throws `incompatible` or `undecided` where a retired version cannot come back. A dry run says what gates would lose. */
  setState(subject: string, version: number, request: StateRequest, context: WriteContext): Promise<StateResource>;
  /**
   * Soft deletion: no longer live, no longer found under its number, still resolvable by id. Gives the numbers deleted. With
   * `permanent` for good, after a soft one only (`not_deleted_yet`). Throws `referenced` while others refer to it.
   */
  deleteSubject(subject: string, context: DeleteContext): Promise<readonly number[]>;
  deleteVersion(subject: string, version: number, context: DeleteContext): Promise<number>;
  /** Throws `schema_not_found` where no version is left that has it and is visible (default: all are). */
  getSchema(id: number, isVisible?: IsVisible): Promise<SchemaResource>;
  getFingerprint(fingerprint: string, isVisible?: IsVisible): Promise<SchemaResource>;
  /** What is in force at a name: "" for the registry, a prefix, or a subject. */
  getConfig(name: string): Promise<ConfigResource>;
  /** Replaces what was set there; fields left out are inherited. */
  putConfig(name: string, request: ConfigRequest, context: WriteContext): Promise<ConfigResource>;
  deleteConfig(name: string, context: WriteContext): Promise<ConfigResource>;
  /** What was set where, by name. */
  listSettings(query: SettingsQuery): Promise<Page<SettingResource>>;
  getMode(name: string): Promise<ModeResource>;
  putMode(name: string, request: ModeRequest, context: WriteContext): Promise<ModeResource>;
  deleteMode(name: string, context: WriteContext): Promise<ModeResource>;
  /** Make a key; its secret is in the answer and nowhere else. */
  createKey(request: KeyRequest, context: WriteContext): Promise<CreatedKeyResource>;
  listKeys(): Promise<readonly KeyResource[]>;
  /** Effective at once. Throws `key_not_found`. */
  revokeKey(id: string, context: WriteContext): Promise<KeyResource>;
  /** The key of a credential; undefined where it is unknown, over, or not this one. */
  findKey(credential: KeyCredential): Promise<KeyResource | undefined>;
  /** Whether a key that was good is good still. */
  isKeyGood(id: string): Promise<boolean>;
  /** Make a webhook; its secret is in the answer and nowhere else. Throws `webhook_address_refused`. */
  createWebhook(request: WebhookRequest, context: WriteContext): Promise<CreatedWebhookResource>;
  listWebhooks(): Promise<readonly WebhookResource[]>;
  /** Throws `webhook_not_found`, as all that follow do. */
  getWebhook(id: string): Promise<WebhookResource>;
  /** What it did not deliver yet is due at once. */
  updateWebhook(id: string, patch: WebhookPatch, context: WriteContext): Promise<WebhookResource>;
  /** The secret before is signed with as well for `overlapSeconds` more; a day by default. */
  rotateWebhookSecret(id: string, request: { readonly overlapSeconds?: number }, context: WriteContext): Promise<CreatedWebhookResource>;
  deleteWebhook(id: string, context: WriteContext): Promise<WebhookResource>;
  /** Send one event of its own type, now. */
  testWebhook(id: string): Promise<WebhookAttempt>;
  /** Newest first. */
  listWebhookAttempts(id: string): Promise<readonly WebhookAttempt[]>;
  /** What was given up, oldest first. */
  listDeadDeliveries(id: string): Promise<readonly DeadDeliveryResource[]>;
  /** Send again what was given up, or else what waits; gives the sequences. */
  retryWebhook(id: string, request: WebhookRetryRequest, context: WriteContext): Promise<readonly number[]>;
  /** Who did what, oldest first unless asked otherwise. */
  listAudit(query: AuditRequest): Promise<readonly AuditRecord[]>;
  /** Write into the audit log what somebody has done to a gateway through this registry. */
  noteGatewayDeed(deed: GatewayDeed, context: WriteContext): Promise<void>;
  snapshot(query?: SnapshotRequest): Promise<SnapshotResource>;
  /** The same, read version by version. */
  openSnapshot(query?: SnapshotRequest): Promise<OpenSnapshot>;
  /** Throws `other_history` where this is not part of the registry's. */
  expectHistory(point: HistoryPoint): Promise<void>;
  /** Changes after a sequence, oldest first. Throws `resync` when the feed no longer reaches back so far. */
  changes(after: number, limit: number): Promise<readonly ChangeRecord[]>;
  position(): Promise<{ readonly first: number; readonly last: number }>;
  subscribe(wake: () => void): () => void;
  validate(request: ValidateRequest): Promise<ValidateResource>;
  ping(): Promise<void>;
  sizes(): Promise<StoreSizes>;
  /** How many live versions the snapshots so far had to leave out, since they cannot be read. */
  unreadable(): number;
  /** Make up the search index of subjects that have none, as in a file of an earlier format; gives how many. Ends early when `signal` aborts. Throws at the end why a schema cannot be read. */
  indexFields(signal?: AbortSignal): Promise<number>;
}

const everything: IsVisible = () => true;

export function createRegistry(options: RegistryOptions): Registry {
  const context = createContext(options);
  const { store } = options;
  const askedBy = (sender: string | undefined): Context => (sender === undefined ? context : { ...context, sender });
  return {
    register: (subject, request, write) => register(askedBy(write.sender), subject, request, write),
    lookUpContent: (subject, request) => lookUpContent(context, subject, request),
    compat: (request, sender) => checkCompatibility(askedBy(sender), request),
    lint: (request) => lintSchema(context, request),
    referrers: (subject, selector, isVisible = everything) => listReferrers(context, subject, selector, isVisible),
    diff: (request, sender) => diffSchemas(askedBy(sender), request),
    compatAttached: (subject, request, { version, sender } = {}) => checkAttached(askedBy(sender), subject, request, version),
    lookUpSent: (subject, request, choice) => lookUpSent(context, subject, request, choice),
    stored: createStoredReads(context),
    settings: (name) => readSettings(context, name),
    changeSettings: (name, change, write) => changeSettings(context, name, change, write),
    setFirstLevel: (subject, level, write) => setFirstLevel(context, subject, level, write),
    aliases: () => readAliases(context),
    listSubjects: (query) => listSubjects(context, query),
    getSubject: (subject) => getSubject(context, subject),
    updateSubject: (subject, patch, write) => updateSubject(context, subject, patch, write),
    readVersion: (subject, selector, choice) => readVersion(context, subject, selector, choice),
    getVersion: async (subject, selector, choice) => (await readVersion(context, subject, selector, choice)).version,
    typescript: (subject, selector, choice) => readTypescript(context, subject, selector, choice),
    setState: (subject, version, request, write) => setState(askedBy(write.sender), subject, version, request, write),
    deleteSubject: (subject, write) => deleteSubject(context, subject, write),
    deleteVersion: (subject, version, write) => deleteVersion(context, subject, version, write),
    getSchema: (id, isVisible = everything) => getSchema(context, id, isVisible),
    getFingerprint: (fingerprint, isVisible = everything) => getFingerprint(context, fingerprint, isVisible),
    getConfig: (name) => getConfig(context, name),
    putConfig: (name, request, write) => putConfig(askedBy(write.sender), name, request, write),
    deleteConfig: (name, write) => deleteConfig(askedBy(write.sender), name, write),
    listSettings: (query) => listSettings(context, query),
    getMode: (name) => getMode(context, name),
    putMode: (name, request, write) => putMode(context, name, request, write),
    deleteMode: (name, write) => deleteMode(context, name, write),
    createKey: (request, write) => createKey(context, request, write),
    listKeys: () => listKeys(context),
    revokeKey: (id, write) => revokeKey(context, id, write),
    findKey: (credential) => findKey(context, credential),
    isKeyGood: (id) => isKeyGood(context, id),
    createWebhook: (request, write) => createWebhook(context, request, write),
    listWebhooks: () => listWebhooks(context),
    getWebhook: (id) => getWebhook(context, id),
    updateWebhook: (id, patch, write) => updateWebhook(context, id, patch, write),
    rotateWebhookSecret: (id, request, write) => rotateWebhookSecret(context, id, request, write),
    deleteWebhook: (id, write) => deleteWebhook(context, id, write),
    testWebhook: (id) => testWebhook(context, id),
    listWebhookAttempts: (id) => listWebhookAttempts(context, id),
    listDeadDeliveries: (id) => listDeadDeliveries(context, id),
    retryWebhook: (id, request, write) => retryWebhook(context, id, request, write),
    listAudit: (query) => readAudit(context, query),
    noteGatewayDeed: (deed, write) => noteGatewayDeed(context, deed, write),
    snapshot: (query) => readSnapshot(context, query ?? {}),
    openSnapshot: (query) => openSnapshot(context, query ?? {}),
    expectHistory: (point) => expectHistory(context, point),
    changes: (after, limit) => readChanges(context, after, limit),
    position: () => store.readPosition(),
    subscribe: (wake) => store.subscribe(wake),
    validate: (request) => validateEvent(context, request),
    ping: () => store.ping({ toWrite: true }),
    sizes: () => store.readSizes(),
    unreadable: () => context.unreadable.count(),
    indexFields: (signal) => indexFields(context, signal),
  };
}
