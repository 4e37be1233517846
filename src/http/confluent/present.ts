import type { JsonValue } from '../../core/json/value.ts';
import { isLive, type SchemaRecord, type VersionRecord } from '../../core/version.ts';
import type { Registry } from '../../registry/registry.ts';
import { schemaNotFound } from './find-version.ts';
import { tagsIn } from './tag-names.ts';

/** A version as clients read it. `ts` is in milliseconds since 1970. */
export async function presentVersion(registry: Registry, version: VersionRecord, wantedTags: readonly string[] = []): Promise<object> {
  const record = await readSchema(registry, version.schemaId);
  return {
    subject: version.subject,
    version: version.version,
    id: version.schemaId,
    guid: record.guid,
    ...presentSchema(record, version, wantedTags),
    ts: Date.parse(version.createdAt),
    deleted: !isLive(version),
  };
}

/** A schema with the references of a version that has it. Its type is always named: where it is absent, clients take it for AVRO. */
export function presentSchema(record: SchemaRecord, { references }: Pick<VersionRecord, 'references'>, wantedTags: readonly string[] = []): object {
  const { text, metadata, ruleSet } = record;
  const tags = wantedTags.length === 0 ? [] : presentTags(record, wantedTags);
  return {
    schemaType: 'JSON',
    schema: text,
    ...(references.length === 0 ? {} : { references }),
    ...(metadata === undefined ? {} : { metadata }),
    ...(ruleSet === undefined ? {} : { ruleSet }),
    ...(tags.length === 0 ? {} : { schemaTags: tags }),
  };
}

/** Throws `schema_not_found`. */
export async function readSchema(registry: Registry, id: number): Promise<SchemaRecord> {
  const record = await registry.stored.schema(id);
  if (record === undefined) throw schemaNotFound(id);
  return record;
}

function presentTags({ metadata }: SchemaRecord, wanted: readonly string[]): JsonValue[] {
  return [...tagsIn(metadata)].flatMap(([entityPath, names]) => {
    const tags = wanted.includes('*') ? names : names.filter((name) => wanted.includes(name));
    return tags.length === 0 ? [] : [{ schemaEntity: { entityPath, entityType: 'sr_field' }, tags }];
  });
}
