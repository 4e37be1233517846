import { patternsOf, type KeySet } from '../form/key-set.ts';
import { TYPE, type Term } from '../form/term.ts';
import type { Terms } from '../form/terms.ts';

/** Names that no keyword mentions and that match the same patterns. */
export interface NameClass {
  /** The strings that such a name is. */
  readonly name: Term;
  readonly matched: ReadonlySet<string>;
}

const MAX_CLASSES = 64;
const MAX_PATTERNS = 64;

/** What the names of a class have to do with a set of names, of which the class has all or none. */
export function coversClass(keys: KeySet, { matched }: NameClass): boolean {
  if (keys.kind === 'name') return false;
  return keys.inside.every((source) => matched.has(source)) && !keys.outside.some((source) => matched.has(source));
}

/**
 * The classes that the patterns of `sets` make of the names that are in `common` and none of `mentioned`. Refined pattern
 * by pattern, so that only combinations that some name has are ever looked at; undefined beyond 64, or beyond
 * 64 patterns.
 */
export function nameClassesOf(
  terms: Terms,
  { sets, mentioned, common }: { readonly sets: readonly KeySet[]; readonly mentioned: ReadonlySet<string>; readonly common: readonly Term[] },
  isEmpty: (name: Term) => boolean,
): readonly NameClass[] | undefined {
  const patterns = [...new Set(sets.flatMap(patternsOf))];
  const others = mentioned.size === 0 ? [] : [terms.not(terms.enum([...mentioned]))];
  const all = terms.and([terms.type(TYPE.string), ...common, ...others]);
  if (patterns.length > MAX_PATTERNS) return undefined;
  let classes: NameClass[] = isEmpty(all) ? [] : [{ name: all, matched: new Set() }];
  for (const source of patterns) {
    const pattern = terms.atom({ kind: 'pattern', source });
    classes = classes
      .flatMap(({ name, matched }) => [
        { name: terms.and([name, terms.not(pattern)]), matched },
        { name: terms.and([name, pattern]), matched: new Set([...matched, source]) },
      ])
      .filter(({ name }) => !isEmpty(name));
    if (classes.length > MAX_CLASSES) return undefined;
  }
  return classes;
}
