/** A set of member names: one, or those that match all patterns of `inside`, none of `outside`, and are none of `except`. */
export type KeySet =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'class'; readonly inside: readonly string[]; readonly outside: readonly string[]; readonly except: readonly string[] };

export const ALL_KEYS: KeySet = { kind: 'class', inside: [], outside: [], except: [] };

export function oneKey(name: string): KeySet {
  return { kind: 'name', name };
}

export function keysMatching(...patterns: readonly string[]): KeySet {
  return { kind: 'class', inside: patterns, outside: [], except: [] };
}

/** All names but `names` and those that match one of `patterns`. */
export function otherKeys(names: readonly string[], patterns: readonly string[]): KeySet {
  return { kind: 'class', inside: [], outside: patterns, except: names };
}

/** The patterns that decide whether a name is in the set. */
export function patternsOf(keys: KeySet): readonly string[] {
  return keys.kind === 'name' ? [] : [...keys.inside, ...keys.outside];
}

/** A text that two sets share only if they are written with the same names and patterns. */
export function keySetText(keys: KeySet): string {
  if (keys.kind === 'name') return `n${JSON.stringify(keys.name)}`;
  return `c${JSON.stringify([keys.inside.toSorted(), keys.outside.toSorted(), keys.except.toSorted()])}`;
}
