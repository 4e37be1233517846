import { isJsonObject, type ExactValue, type JsonObject, type JsonValue } from '../../core/json/value.ts';
import { asList, asMembers, asText, member, refuse } from './members.ts';

/** Tags of one part of a schema; the path is that of `metadata.tags`, `**.ssn` or `object.Order.ssn`. */
export interface EntityTags {
  readonly path: string;
  readonly tags: readonly string[];
}

/** Read `[{ schemaEntity: { entityPath, entityType }, tags: [...] }]`. Throws `request_invalid`. */
export function readTags(value: ExactValue, pointer: string): readonly EntityTags[] {
  return asList(readEntity)(value, pointer);
}

function readEntity(value: ExactValue, pointer: string): EntityTags {
  const entity = member(value, 'schemaEntity', asMembers, pointer) ?? refuse(pointer, 'a member "schemaEntity"', value);
  const path = member(entity, 'entityPath', asText, `${pointer}/schemaEntity`) ?? refuse(pointer, 'a member "entityPath"', value);
  return { path, tags: member(value, 'tags', asList(asText), pointer) ?? [] };
}

export function addTags(metadata: JsonObject, added: readonly EntityTags[]): JsonObject {
  return changeTags(metadata, added, (before, tags) => [...new Set([...before, ...tags])]);
}

export function removeTags(metadata: JsonObject, removed: readonly EntityTags[]): JsonObject {
  return changeTags(metadata, removed, (before, tags) => before.filter((tag) => !tags.includes(tag)));
}

/** The tags of metadata, by path. */
export function tagsIn(metadata: JsonObject | undefined): ReadonlyMap<string, readonly string[]> {
  const tags = metadata?.['tags'];
  if (!isJsonObject(tags)) return new Map();
  return new Map(Object.entries(tags).map(([path, names]) => [path, textsIn(names)]));
}

function changeTags(
  metadata: JsonObject,
  changes: readonly EntityTags[],
  change: (before: readonly string[], tags: readonly string[]) => readonly string[],
): JsonObject {
  const tags = new Map(tagsIn(metadata));
  for (const { path, tags: names } of changes) {
    const after = change(tags.get(path) ?? [], names);
    if (after.length === 0) tags.delete(path);
    else tags.set(path, after);
  }
  const { tags: _tags, ...rest } = metadata;
  return tags.size === 0 ? rest : { ...rest, tags: Object.fromEntries(tags) };
}

function textsIn(value: JsonValue): readonly string[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]).filter((item) => typeof item === 'string') : [];
}
