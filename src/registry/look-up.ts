import { RegistryError } from '../core/errors.ts';
import type { RegisterRequest, SchemaResource, SubjectDetailResource, VersionHeadResource, VersionResource } from '../core/resources.ts';
import type { SchemaRecord } from '../core/version.ts';
import { readCandidate } from './candidate.ts';
import type { Context } from './context.ts';
import { findSubject, findVersion } from './find-version.ts';
import { presentHead, presentSubjectDetail, presentVersion } from './present.ts';
import { findContent } from './register.ts';

export async function getSubject(context: Context, subject: string): Promise<SubjectDetailResource> {
  const history = await findSubject(context, subject);
  return presentSubjectDetail(history, await context.store.readConfigs());
}

/** With `bundle` the schema needs no other document: what it refers to is embedded. */
export async function getVersion(
  context: Context,
  subject: string,
  selector: number | 'latest',
  options: { readonly bundle?: boolean } = {},
): Promise<VersionResource> {
  const version = findVersion(await findSubject(context, subject), selector);
  const { record, document } = await context.schemas.load(version.schemaId);
  const schema = options.bundle === true ? context.format(record.format).bundle(document) : document.schema;
  return presentVersion(version, record, schema);
}

export async function getSchema(context: Context, id: number): Promise<SchemaResource> {
  const { record } = await context.schemas.load(id);
  return presentSchema(context, record);
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

export async function lookUpContent(context: Context, subject: string, request: RegisterRequest): Promise<VersionHeadResource> {
  const history = await findSubject(context, subject);
  const { fingerprint, identity } = await readCandidate(context, request);
  const version = findContent(history, identity);
  if (version === undefined)
    throw new RegistryError('schema_not_found', `subject ${JSON.stringify(subject)} has no version with this content (fingerprint ${fingerprint})`);
  return presentHead(version);
}
