import { RegistryError } from '../core/errors.ts';
import type { JsonValue } from '../core/json/value.ts';
import type { RegisterRequest, SchemaResource, SubjectDetailResource, VersionHeadResource, VersionResource } from '../core/resources.ts';
import { isLive, type SchemaRecord, type VersionRecord } from '../core/version.ts';
import { readCandidate } from './candidate.ts';
import { findContent, findMeant } from './content.ts';
import type { Context } from './context.ts';
import { findSubject, findVersion } from './find-version.ts';
import { presentHead, presentSubjectDetail, presentVersion } from './present.ts';
import { readText } from './read-text.ts';
import { pickUse, type IsVisible } from './uses.ts';

// Of a version without its schema, about.
const HEAD_CHARACTERS = 400;

export function getSubject(context: Context, subject: string): Promise<SubjectDetailResource> {
  return context.cache.read(`subject ${subject}`, async () => {
    const history = await findSubject(context, subject);
    const value = presentSubjectDetail(history, await context.store.readConfigs());
    return { value, characters: HEAD_CHARACTERS * history.versions.length };
  });
}

/** A version with the epoch of its subject; both of one moment. */
export interface VersionAtEpoch {
  readonly version: VersionResource;
  readonly epoch: number;
}

/** With `bundle` the schema needs no other document: what it refers to is embedded. */
export function readVersion(
  context: Context,
  subject: string,
  selector: number | 'latest',
  { bundle = false }: { readonly bundle?: boolean } = {},
): Promise<VersionAtEpoch> {
  return context.cache.read(`version ${selector} ${bundle} ${subject}`, async () => {
    const history = await findSubject(context, subject);
    const version = findVersion(history, selector);
    const { record, document } = await context.schemas.load(version);
    const schema = bundle ? context.format(record.format).bundle(document) : document.schema;
    const characters = schema === document.schema ? record.text.length : JSON.stringify(schema).length; // Without references it is the same.
    return { value: { version: Object.freeze(presentVersion(version, record, schema)), epoch: history.subject.epoch }, characters };
  });
}

/** A schema of which a version is left that may be seen, of any state; one whose versions were all deleted for good is gone with them. */
export async function getSchema(context: Context, id: number, isVisible: IsVisible): Promise<SchemaResource> {
  const used = await context.cache.read(`schema ${id}`, async () => {
    const found = await readUsed(context, await context.store.readSchema(id));
    return { value: [found], characters: found === undefined ? 0 : found.record.text.length + HEAD_CHARACTERS * found.uses.length };
  });
  return presentFirst(used, isVisible, `schema ${id} not found`);
}

/** The same for a fingerprint, which several ids may have. */
export async function getFingerprint(context: Context, fingerprint: string, isVisible: IsVisible): Promise<SchemaResource> {
  const records = await context.store.listSchemasByFingerprint(fingerprint);
  const used = await Promise.all(records.map((record) => readUsed(context, record)));
  return presentFirst(used, isVisible, `no schema has the fingerprint ${fingerprint}`);
}

interface UsedSchema {
  readonly record: SchemaRecord;
  readonly schema: JsonValue;
  readonly uses: readonly VersionRecord[];
}

async function readUsed(context: Context, record: SchemaRecord | undefined): Promise<UsedSchema | undefined> {
  if (record === undefined) return undefined;
  const uses = await context.store.listUses(record.id);
  return { record, schema: await readText(context.format(record.format), record), uses };
}

function presentFirst(used: readonly (UsedSchema | undefined)[], isVisible: IsVisible, notFound: string): SchemaResource {
  for (const found of used) {
    const resource = found === undefined ? undefined : presentSeen(found, isVisible);
    if (resource !== undefined) return resource;
  }
  throw new RegistryError('schema_not_found', notFound);
}

/** What was last made of a schema, for whoever sees the same of the subjects around it: nearly everybody does. */
const PRESENTED = new WeakMap<UsedSchema, { readonly seen: string; readonly resource: SchemaResource | undefined }>();

function presentSeen(used: UsedSchema, isVisible: IsVisible): SchemaResource | undefined {
  let seen = '';
  for (const { subject, references } of used.uses) {
    seen += isVisible(subject) ? 'y' : 'n';
    for (const reference of references) seen += isVisible(reference.subject) ? 'y' : 'n';
  }
  const known = PRESENTED.get(used);
  if (known?.seen === seen) return known.resource;
  const use = pickUse(used.uses, isVisible);
  const resource = use && presentSchema(used, use, isVisible);
  PRESENTED.set(used, { seen, resource });
  return resource;
}

function presentSchema({ record, schema, uses }: UsedSchema, { references }: VersionRecord, isVisible: IsVisible): SchemaResource {
  const { id, fingerprint, format, dialect } = record;
  const shown = uses.filter(({ subject }) => isVisible(subject));
  return Object.freeze({
    id,
    fingerprint,
    format,
    ...(dialect === undefined ? {} : { dialect }),
    schema,
    references,
    uses: shown.map(({ subject, version, state, deletedAt }) => ({ subject, version, state, deleted: deletedAt !== undefined })),
  });
}

/** The version that a schema of Confluent's clients is, soft-deleted and retired ones only with `deleted`; undefined if none. */
export async function lookUpSent(
  context: Context,
  subject: string,
  request: RegisterRequest,
  options: { readonly deleted: boolean },
): Promise<VersionRecord | undefined> {
  const history = await context.histories.read(subject);
  const place = { configs: await context.store.readConfigs(), subject, history };
  const sent = await readCandidate(context, request);
  const versions = history?.versions ?? [];
  const live = await findMeant(context, place, sent, versions.filter(isLive));
  if (live.existing !== undefined || !options.deleted) return live.existing;
  return (await findMeant(context, place, sent, versions)).existing;
}

export async function lookUpContent(context: Context, subject: string, request: RegisterRequest): Promise<VersionHeadResource> {
  const history = await findSubject(context, subject);
  const { fingerprint, identity } = await readCandidate(context, request);
  const version = findContent(history, identity);
  if (version === undefined)
    throw new RegistryError('schema_not_found', `subject ${JSON.stringify(subject)} has no version with this content (fingerprint ${fingerprint})`);
  return presentHead(version);
}
