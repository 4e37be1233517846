import { CONFLUENT_DEFAULTS, NATIVE_DEFAULTS, type Compatibility, type Face } from '../core/compatibility.ts';
import { covers } from '../core/subject.ts';
import type { ConfigRecord, Configs } from '../storage/store.ts';

/**
 * What is in force at a name, field by field: the name's own setting, then the longest prefix that covers it, then
 * the registry where somebody set it, then the default of the face that first wrote the subject.
 */
export function effectiveCompatibility(configs: Configs, name: string, face: Face = 'native'): Compatibility {
  const defaults = face === 'native' ? NATIVE_DEFAULTS : CONFLUENT_DEFAULTS;
  const sources = sourcesOf(configs.records, name);
  return {
    level: firstSet(sources, 'level') ?? defaults.level,
    profile: firstSet(sources, 'profile') ?? defaults.profile,
    formats: firstSet(sources, 'formats') ?? defaults.formats,
    onUndecided: firstSet(sources, 'onUndecided') ?? defaults.onUndecided,
  };
}

function sourcesOf(records: readonly ConfigRecord[], name: string): ConfigRecord[] {
  const own = records.filter((record) => record.name === name && name !== '');
  const prefixes = records.filter((record) => record.name !== name && covers(record.name, name)).toSorted((a, b) => b.name.length - a.name.length);
  return [...own, ...prefixes, ...records.filter((record) => record.name === '')];
}

function firstSet<Field extends keyof Compatibility>(
  sources: readonly Partial<Pick<Compatibility, Field>>[],
  field: Field,
): Compatibility[Field] | undefined {
  return sources.find((source) => source[field] !== undefined)?.[field];
}
