import { covers } from '../core/subject.ts';

/** The settings that bear on a name, the narrowest first: its own, those of prefixes and contexts that cover it, the registry's. */
export function scopesOf<T extends { readonly name: string }>(records: readonly T[], name: string): T[] {
  const own = records.filter((record) => record.name === name && name !== '');
  const wider = records.filter((record) => record.name !== name && covers(record.name, name)).toSorted((a, b) => b.name.length - a.name.length);
  return [...own, ...wider, ...records.filter((record) => record.name === '')];
}
