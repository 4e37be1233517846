import { CONFLUENT_DEFAULTS, NATIVE_DEFAULTS, type Compatibility, type Face } from '../core/compatibility.ts';
import type { Configs } from '../storage/store.ts';
import { scopesOf } from './scopes.ts';

/**
 * What is in force at a name, field by field: the name's own setting, then the longest prefix that covers it, then
 * the registry where somebody set it, then the default of the face that first wrote the subject.
 */
export function effectiveCompatibility(configs: Configs, name: string, face: Face = 'native'): Compatibility {
  const defaults = face === 'native' ? NATIVE_DEFAULTS : CONFLUENT_DEFAULTS;
  const sources = scopesOf(configs.records, name);
  return {
    level: firstSet(sources, 'level') ?? defaults.level,
    profile: firstSet(sources, 'profile') ?? defaults.profile,
    formats: firstSet(sources, 'formats') ?? defaults.formats,
    onUndecided: firstSet(sources, 'onUndecided') ?? defaults.onUndecided,
  };
}

/** By field, the name whose setting is in force; "" is the registry, null the default of the face. */
export function sourcesOfCompatibility(configs: Configs, name: string): { readonly [Field in keyof Compatibility]: string | null } {
  const sources = scopesOf(configs.records, name);
  const source = (field: keyof Compatibility): string | null => sources.find((record) => record[field] !== undefined)?.name ?? null;
  return { level: source('level'), profile: source('profile'), formats: source('formats'), onUndecided: source('onUndecided') };
}

function firstSet<Field extends keyof Compatibility>(
  sources: readonly Partial<Pick<Compatibility, Field>>[],
  field: Field,
): Compatibility[Field] | undefined {
  return sources.find((source) => source[field] !== undefined)?.[field];
}
