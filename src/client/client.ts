import type { JsonObject } from '../core/json/value.ts';
import type {
  AuditPageResource,
  ChangeEventResource,
  CompatRequest,
  CompatResource,
  ConfigRequest,
  ConfigResource,
  CreatedKeyResource,
  DeletedSubjectResource,
  DeletedVersionResource,
  DiffRequest,
  DiffResource,
  GeneratedFilesResource,
  KeyListResource,
  LintRequest,
  LintResource,
  ReferrersResource,
  KeyRequest,
  KeyResource,
  ModeRequest,
  ModeResource,
  Page,
  RegisterRequest,
  RegisterResource,
  SchemaResource,
  SettingResource,
  StateRequest,
  StateResource,
  SubjectDetailResource,
  SubjectPatch,
  SubjectPageResource,
  ValidateRequest,
  ValidateResource,
  VersionHeadResource,
  VersionResource,
  WhoamiResource,
} from '../core/resources.ts';
import { followChanges, type ChangesOptions } from './changes.ts';
import { gatewayMethods, type GatewayClient } from './gateways.ts';
import { ifMatch, type WriteOptions } from './if-match.ts';
import type { AuditOptions, DeleteOptions, DryRunOptions, ListOptions, SettingsOptions } from './options.ts';
import { fetchSnapshot, type SnapshotAnswer, type SnapshotOptions } from './snapshot.ts';
import { registerAll, type RegisterItem, type RegisterOutcome } from './registrations.ts';
import { createTransport, pathOf, type Call, type Transport, type TransportOptions } from './transport.ts';
import { webhookMethods, type WebhookClient } from './webhooks.ts';

/**
 * The native API of a registry, a method for each route. All throw `RegistryError` with the code that the registry
 * gave, or `registry_unavailable` where it gave none.
 */
export interface Client extends WebhookClient, GatewayClient {
  /** The address of the registry. */
  readonly url: string;
  listSubjects(options?: ListOptions): Promise<SubjectPageResource>;
  getSubject(subject: string): Promise<SubjectDetailResource>;
  updateSubject(subject: string, patch: SubjectPatch, options?: WriteOptions): Promise<SubjectDetailResource>;
  /** Deletion of all versions; soft unless `permanent`. */
  deleteSubject(subject: string, options?: DeleteOptions): Promise<DeletedSubjectResource>;
  /** Throws `incompatible` or `undecided` with `data.checks`. */
  register(subject: string, request: RegisterRequest, options?: WriteOptions): Promise<RegisterResource>;
  /** Up to 100 at once, each with an outcome of its own, in the order of the list. */
  registerAll(items: readonly RegisterItem[]): Promise<readonly RegisterOutcome[]>;
  /** The version of the subject that has this content. */
  lookUpContent(subject: string, request: Pick<RegisterRequest, 'schema' | 'format' | 'dialect' | 'references'>): Promise<VersionHeadResource>;
  getVersion(subject: string, selector: number | 'latest', options?: { readonly bundle?: boolean }): Promise<VersionResource>;
  /** Who refers to a version. */
  listReferrers(subject: string, selector: number | 'latest'): Promise<ReferrersResource>;
  /** What `sluice generate` writes for a version: the types alone, or all of it. */
  getTypescript(subject: string, selector: number | 'latest', options?: { readonly content?: 'types' | 'all' }): Promise<GeneratedFilesResource>;
  /** A dry run says in `narrows` what gates would no longer accept. */
  setState(subject: string, version: number, request: StateRequest, options?: DryRunOptions): Promise<StateResource>;
  /** Soft unless `permanent`. */
  deleteVersion(subject: string, version: number, options?: DeleteOptions): Promise<DeletedVersionResource>;
  getSchema(id: number): Promise<SchemaResource>;
  getFingerprint(fingerprint: string): Promise<SchemaResource>;
  compat(request: CompatRequest): Promise<CompatResource>;
  /** What is different between two schemas, and what that means in both directions. */
  diff(request: DiffRequest): Promise<DiffResource>;
  /** What the lint rules find in a schema. */
  lint(request: LintRequest): Promise<LintResource>;
  validate(request: ValidateRequest): Promise<ValidateResource>;
  /** What is in force for the registry (no name, or ""), a prefix or a subject. */
  getConfig(name?: string): Promise<ConfigResource>;
  putConfig(name: string, request: ConfigRequest, options?: DryRunOptions): Promise<ConfigResource>;
  deleteConfig(name: string, options?: DryRunOptions): Promise<ConfigResource>;
  /** The names that a configuration or a mode was set for, and what was set there. */
  listSettings(options?: SettingsOptions): Promise<Page<SettingResource>>;
  /** What may be written to the registry (no name, or ""), a prefix or a subject. */
  getMode(name?: string): Promise<ModeResource>;
  putMode(name: string, request: ModeRequest, options?: DryRunOptions): Promise<ModeResource>;
  deleteMode(name: string, options?: DryRunOptions): Promise<ModeResource>;
  /** With the `etag` of an earlier answer: `not_modified` where nothing changed since. */
  snapshot(options?: SnapshotOptions): Promise<SnapshotAnswer>;
  changes(options?: ChangesOptions): AsyncIterable<ChangeEventResource>;
  /** The only answer that has the secret of the key. */
  createKey(request: KeyRequest): Promise<CreatedKeyResource>;
  listKeys(): Promise<KeyListResource>;
  /** Effective at once. */
  revokeKey(id: string): Promise<KeyResource>;
  /** Who the registry takes this client for. */
  whoami(): Promise<WhoamiResource>;
  /** Who did what, a page at a time. */
  listAudit(options?: AuditOptions): Promise<AuditPageResource>;
  /** The OpenAPI 3.1 document of the registry. */
  openapi(): Promise<JsonObject>;
}

const HEAD = { subject: 'string', version: 'number', fingerprint: 'string', semver: 'string', state: 'string', labels: 'object' } as const;
const SUBJECT = { subject: 'string', labels: 'object', versions: [HEAD] } as const;
const CONFIG = { level: 'string', own: 'list', sources: 'object' } as const;

/** Connects to nothing yet. Throws `config_invalid` for a `url` that is no http address, and for a `token` that no header takes. */
export function createClient(options: TransportOptions): Client {
  const transport = createTransport(options);
  return {
    url: transport.url,
    ...subjectMethods(transport),
    ...versionMethods(transport),
    ...configMethods(transport),
    ...keyMethods(transport),
    ...modeMethods(transport),
    ...webhookMethods(transport),
    ...gatewayMethods(transport),
    getSchema: async (id) => transport.sendJson({ expects: { references: 'list', uses: 'list' }, method: 'GET', path: pathOf`/schemas/${id}` }),
    getFingerprint: async (fingerprint) =>
      transport.sendJson({ expects: { references: 'list', uses: 'list' }, method: 'GET', path: pathOf`/fingerprints/${fingerprint}` }),
    compat: async (request) =>
      transport.sendJson({ expects: { compatible: 'boolean', checks: 'list' }, method: 'POST', path: '/compat', body: request }),
    diff: async (request) => transport.sendJson({ expects: { changes: 'list' }, method: 'POST', path: '/diff', body: request }),
    lint: async (request) => transport.sendJson({ expects: { findings: 'list' }, method: 'POST', path: '/lint', body: request }),
    validate: async (request) =>
      transport.sendJson({ expects: { valid: 'boolean', findings: 'list' }, method: 'POST', path: '/validate', body: request }),
    snapshot: async (choice = {}) => fetchSnapshot(transport, choice),
    changes: (choice = {}) => followChanges(transport, choice),
    openapi: async () => transport.sendJson({ method: 'GET', path: '/openapi.json' }),
  };
}

function subjectMethods(transport: Transport): Pick<Client, 'listSubjects' | 'getSubject' | 'updateSubject' | 'deleteSubject'> {
  return {
    listSubjects: async (options = {}) =>
      transport.sendJson({ expects: { items: [{ subject: 'string', labels: 'object' }] }, method: 'GET', path: '/subjects', query: { ...options } }),
    getSubject: async (subject) => transport.sendJson({ expects: SUBJECT, method: 'GET', path: pathOf`/subjects/${subject}` }),
    updateSubject: async (subject, patch, options = {}) =>
      transport.sendJson({ expects: SUBJECT, method: 'PATCH', path: pathOf`/subjects/${subject}`, body: patch, headers: ifMatch(options) }),
    deleteSubject: async (subject, options = {}) =>
      transport.sendJson({
        expects: { versions: 'list' },
        method: 'DELETE',
        path: pathOf`/subjects/${subject}`,
        query: deleteQuery(options),
        headers: ifMatch(options),
      }),
  };
}

function versionMethods(
  transport: Transport,
): Pick<Client, 'register' | 'registerAll' | 'lookUpContent' | 'getVersion' | 'getTypescript' | 'listReferrers' | 'setState' | 'deleteVersion'> {
  return {
    register: async (subject, request, options = {}) =>
      transport.sendJson({
        expects: { subject: 'string', fingerprint: 'string', checks: 'list' },
        method: 'POST',
        path: pathOf`/subjects/${subject}/versions`,
        body: request,
        headers: ifMatch(options),
      }),
    registerAll: async (items) => registerAll(transport, items),
    lookUpContent: async (subject, request) =>
      transport.sendJson({ expects: HEAD, method: 'POST', path: pathOf`/subjects/${subject}/lookup`, body: request }),
    getVersion: async (subject, selector, { bundle } = {}) =>
      transport.sendJson({
        expects: { ...HEAD, references: 'list' },
        method: 'GET',
        path: pathOf`/subjects/${subject}/versions/${selector}`,
        query: { bundle },
      }),
    listReferrers: async (subject, selector) =>
      transport.sendJson({
        expects: { items: [{ subject: 'string', names: 'list' }] },
        method: 'GET',
        path: pathOf`/subjects/${subject}/versions/${selector}/referrers`,
      }),
    getTypescript: async (subject, selector, { content } = {}) =>
      transport.sendJson({
        expects: { files: [{ path: 'string', text: 'string' }] },
        method: 'GET',
        path: pathOf`/subjects/${subject}/versions/${selector}/typescript`,
        query: { content },
      }),
    setState: async (subject, version, request, options = {}) =>
      transport.sendJson({
        expects: HEAD,
        method: 'PATCH',
        path: pathOf`/subjects/${subject}/versions/${version}`,
        query: { dryRun: options.dryRun },
        body: request,
        headers: ifMatch(options),
      }),
    deleteVersion: async (subject, version, options = {}) =>
      transport.sendJson({
        method: 'DELETE',
        path: pathOf`/subjects/${subject}/versions/${version}`,
        query: deleteQuery(options),
        headers: ifMatch(options),
      }),
  };
}

function configMethods(transport: Transport): Pick<Client, 'getConfig' | 'putConfig' | 'deleteConfig' | 'listSettings'> {
  return {
    getConfig: async (name = '') => transport.sendJson({ expects: CONFIG, method: 'GET', path: pathAt('/config', name) }),
    putConfig: async (name, request, options = {}) =>
      transport.sendJson({
        expects: CONFIG,
        method: 'PUT',
        path: pathAt('/config', name),
        query: { dryRun: options.dryRun },
        body: request,
        headers: ifMatch(options),
      }),
    listSettings: async (options = {}) =>
      transport.sendJson({ expects: { items: [{ name: 'string' }] }, method: 'GET', path: '/settings', query: { ...options } }),
    deleteConfig: async (name, options = {}) =>
      transport.sendJson({
        expects: CONFIG,
        method: 'DELETE',
        path: pathAt('/config', name),
        query: { dryRun: options.dryRun },
        headers: ifMatch(options),
      }),
  };
}

function keyMethods(transport: Transport): Pick<Client, 'createKey' | 'listKeys' | 'revokeKey' | 'whoami' | 'listAudit'> {
  return {
    createKey: async (request) => transport.sendJson({ expects: { id: 'string', key: 'string' }, method: 'POST', path: '/keys', body: request }),
    listKeys: async () =>
      transport.sendJson({ expects: { items: [{ id: 'string', name: 'string', scopes: 'list' }] }, method: 'GET', path: '/keys' }),
    revokeKey: async (id) => transport.sendJson({ expects: { id: 'string' }, method: 'DELETE', path: pathOf`/keys/${id}` }),
    whoami: async () => transport.sendJson({ expects: { name: 'string', scopes: 'list' }, method: 'GET', path: '/whoami' }),
    listAudit: async (options = {}) =>
      transport.sendJson({ expects: { items: [{ actor: 'string', action: 'string' }] }, method: 'GET', path: '/audit-log', query: { ...options } }),
  };
}

function modeMethods(transport: Transport): Pick<Client, 'getMode' | 'putMode' | 'deleteMode'> {
  return {
    getMode: async (name = '') => transport.sendJson({ expects: { mode: 'string' }, method: 'GET', path: pathAt('/mode', name) }),
    putMode: async (name, request, options = {}) =>
      transport.sendJson({
        expects: { mode: 'string' },
        method: 'PUT',
        path: pathAt('/mode', name),
        query: { dryRun: options.dryRun },
        body: request,
        headers: ifMatch(options),
      }),
    deleteMode: async (name, options = {}) =>
      transport.sendJson({
        expects: { mode: 'string' },
        method: 'DELETE',
        path: pathAt('/mode', name),
        query: { dryRun: options.dryRun },
        headers: ifMatch(options),
      }),
  };
}

function pathAt(place: string, name: string): string {
  return name === '' ? place : `${place}${pathOf`/${name}`}`;
}

function deleteQuery({ permanent, dryRun }: DeleteOptions): NonNullable<Call['query']> {
  return { permanent, dryRun };
}
