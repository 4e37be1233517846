import { RegistryError } from '../core/errors.ts';
import type { RegisterRequest, SchemaResource, SubjectDetailResource, VersionHeadResource, VersionResource } from '../core/resources.ts';
import { isLive, type SchemaRecord, type VersionRecord } from '../core/version.ts';
import { readCandidate } from './candidate.ts';
import { findContent, findMeant } from './content.ts';
import type { Context } from './context.ts';
import { findSubject, findVersion } from './find-version.ts';
import { presentHead, presentSubjectDetail, presentVersion } from './present.ts';

export async function getSubject(context: Context, subject: string): Promise<SubjectDetailResource> {
  return context.cache.read(`subject ${subject}`, async () => {
    const history = await findSubject(context, subject);
    return presentSubjectDetail(history, await context.store.readConfigs());
  });
}

/** A version with the epoch of its subject; both of one moment. */
export interface VersionAtEpoch {
  readonly version: VersionResource;
  readonly epoch: number;
}

/** With `bundle` the schema needs no other document: what it refers to is embedded. */
export async function readVersion(
  context: Context,
  subject: string,
  selector: number | 'latest',
  { bundle = false }: { readonly bundle?: boolean } = {},
): Promise<VersionAtEpoch> {
  return context.cache.read(`version ${selector} ${bundle} ${subject}`, async () => {
    const history = await findSubject(context, subject);
    const version = findVersion(history, selector);
    const { record, document } = await context.schemas.load(version.schemaId);
    const schema = bundle ? context.format(record.format).bundle(document) : document.schema;
    return { version: Object.freeze(presentVersion(version, record, schema)), epoch: history.subject.epoch };
  });
}

export async function getSchema(context: Context, id: number): Promise<SchemaResource> {
  return context.cache.read(`schema ${id}`, async () => presentSchema(context, (await context.schemas.load(id)).record));
}

export async function getFingerprint(context: Context, fingerprint: string): Promise<SchemaResource> {
  const record = await context.store.readSchemaByFingerprint(fingerprint);
  if (record === undefined) throw new RegistryError('schema_not_found', `no schema has the fingerprint ${fingerprint}`);
  return presentSchema(context, record);
}

async function presentSchema(context: Context, record: SchemaRecord): Promise<SchemaResource> {
  const { document } = await context.schemas.load(record.id);
  const uses = await context.store.listUses(record.id);
  const { id, fingerprint, format, dialect, references } = record;
  return {
    id,
    fingerprint,
    format,
    ...(dialect === undefined ? {} : { dialect }),
    schema: document.schema,
    references,
    uses: uses.map(({ subject, version, state, deletedAt }) => ({ subject, version, state, deleted: deletedAt !== undefined })),
  };
}

/** The version that a schema of Confluent's clients is, soft-deleted and retired ones only with `deleted`; undefined if none. */
export async function lookUpSent(
  context: Context,
  subject: string,
  request: RegisterRequest,
  options: { readonly deleted: boolean },
): Promise<VersionRecord | undefined> {
  const history = await context.store.readSubject(subject);
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
