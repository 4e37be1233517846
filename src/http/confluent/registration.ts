import { RegistryError } from '../../core/errors.ts';
import type { JsonObject } from '../../core/json/value.ts';
import type { RegisterRequest } from '../../core/resources.ts';
import { latestVersion } from '../../core/version.ts';
import type { Registry } from '../../registry/registry.ts';
import { requireReferences } from '../kit/principal.ts';
import { readSchemaBody, type SchemaBody, type TagChange } from './bodies.ts';
import { describeConflict } from './incompatible.ts';
import { presentSchema, readSchema } from './present.ts';
import { writeContext, type Request } from './route.ts';
import { addTags, removeTags, tagsIn } from './tag-names.ts';

/** Register what the body says, and answer as clients expect it. */
export async function registerBody(registry: Registry, request: Request): Promise<object> {
  const { request: schema, wanted, tags, isEmpty } = await readSchemaBody(registry, request);
  // An empty text means that of the latest version, where other members say what is changed in it; a body that was lost means nothing.
  if (isEmpty)
    throw new RegistryError('schema_invalid', 'the body is empty; expected an object with a member "schema", which is the text of a schema');
  const imported = wanted === undefined ? undefined : await readImport(registry, request.name, wanted);
  const metadata = tags === undefined ? schema.metadata : await withTags(registry, request.name, schema.metadata, tags);
  return registerSchema(registry, request, {
    ...schema,
    ...(metadata === undefined ? {} : { metadata }),
    ...(imported === undefined ? {} : { imported }),
  });
}

/** Without metadata of its own a schema has that of the latest version, so that is what the tags are changed in. */
async function withTags(registry: Registry, subject: string, own: JsonObject | undefined, tags: TagChange): Promise<JsonObject> {
  const versions = (await registry.stored.subject(subject))?.versions ?? [];
  const latest = latestVersion(versions);
  const before = latest === undefined ? undefined : (await readSchema(registry, latest.schemaId)).metadata;
  const propagated = tags.propagate ? [...tagsIn(before)].map(([path, names]) => ({ path, tags: names })) : [];
  return removeTags(addTags(own ?? before ?? {}, [...propagated, ...tags.add]), tags.remove);
}

export async function registerSchema(registry: Registry, request: Request, schema: RegisterRequest): Promise<object> {
  requireReferences(request.principal, schema.references);
  const write = { ...writeContext(request), mayBreak: request.principal.can('break', request.name) };
  const { id = 0, version } = await orConflict(registry, request.name, registry.register(request.name, schema, write));
  const record = await readSchema(registry, id);
  // Content that is there already may have its references elsewhere.
  const stored = (await registry.stored.subject(request.name))?.versions.find((known) => known.version === version);
  return { id, version, guid: record.guid, ...presentSchema(record, stored ?? { references: schema.references ?? [] }) };
}

/** An id without a number means the next number; a number alone is none that this registry could give. */
async function readImport(
  registry: Registry,
  subject: string,
  { id, version }: NonNullable<SchemaBody['wanted']>,
): Promise<RegisterRequest['imported']> {
  const { mode } = await registry.getMode(subject);
  if (id === undefined || mode !== 'IMPORT') {
    const found = id === undefined ? `version ${version} without an id` : `id ${id}`;
    throw new RegistryError(
      'mode_forbids',
      `Subject ${subject} takes an id, or an id with a version, in mode IMPORT only; found ${found} in mode ${mode}`,
    );
  }
  return { id, version: version ?? (await registry.stored.subject(subject))?.subject.nextVersion ?? 1 };
}

async function orConflict<T>(registry: Registry, subject: string, registering: Promise<T>): Promise<T> {
  try {
    return await registering;
  } catch (thrown) {
    const isRefused = thrown instanceof RegistryError && (thrown.code === 'incompatible' || thrown.code === 'undecided');
    throw isRefused ? await describeConflict(registry, subject, thrown) : thrown;
  }
}
