import type { Compatibility } from '../../../../core/compatibility.ts';
import type { ConfigRequest, ConfigResource } from '../../../../core/resources.ts';
import { FIELDS } from '../tree/setting-tree.ts';

/** What the form says: a value for a field, or "" to inherit it. */
export type Draft = { readonly [Field in keyof Compatibility]: string };

/** What is set for the very name. */
export function draftOf(config: ConfigResource): Draft {
  const set = (field: keyof Compatibility): string => (config.own.includes(field) ? config[field] : '');
  return { level: set('level'), profile: set('profile'), formats: set('formats'), onUndecided: set('onUndecided') };
}

export function toRequest(draft: Draft): ConfigRequest {
  return Object.fromEntries(FIELDS.map((field) => [field, draft[field] === '' ? null : draft[field]])) as ConfigRequest;
}

/** The fields in which two drafts differ. */
export function differing(one: Draft, other: Draft): (keyof Compatibility)[] {
  return FIELDS.filter((field) => one[field] !== other[field]);
}
