import type { JsonObject } from '../core/json/value.ts';
import { isJsonObject } from '../core/json/value.ts';
import type { VersionRecord } from '../core/version.ts';
import type { Configs } from '../storage/store.ts';
import type { Context } from './context.ts';
import { effectiveSettings } from './registration-settings.ts';

/** A schema that is about to be compared, and where. */
export interface GroupInput {
  readonly configs: Configs;
  readonly subject: string;
  readonly metadata: JsonObject | undefined;
}

/**
 * Those of `versions` that a schema is compared with: all of them, unless a compatibility group is set. Then only
 * those that have the same value of that property in their metadata, or like the schema none at all.
 */
export async function inSameGroup(context: Context, input: GroupInput, versions: readonly VersionRecord[]): Promise<readonly VersionRecord[]> {
  const { compatibilityGroup: property } = effectiveSettings(input.configs, input.subject);
  if (property === undefined) return versions;
  const wanted = propertyOf(input.metadata, property);
  const same: VersionRecord[] = [];
  for (const version of versions) {
    const { record } = await context.schemas.load(version);
    if (propertyOf(record.metadata, property) === wanted) same.push(version);
  }
  return same;
}

/** A property of Confluent's metadata; undefined where it is absent or no text. */
export function propertyOf(metadata: JsonObject | undefined, name: string): string | undefined {
  const properties = metadata?.['properties'];
  const value = isJsonObject(properties) && Object.hasOwn(properties, name) ? properties[name] : undefined;
  return typeof value === 'string' ? value : undefined;
}
