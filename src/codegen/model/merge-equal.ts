import { equalClasses } from '../equal-classes.ts';
import { renamed, renamedDeclaration } from './rename.ts';
import { namesIn, type Declaration } from './type.ts';

/**
 * Leave out declarations that say what another says that wanted the same name: the document that refers to itself by the
 * name of its file, say. `wantedBy` has the names that were wanted. The first of equal ones stays.
 */
export function mergeEqual(declarations: readonly Declaration[], wantedBy: ReadonlyMap<string, string>): readonly Declaration[] {
  const wanted = declarations.map(({ name }) => wantedBy.get(name) ?? name);
  if (new Set(wanted).size === wanted.length) return declarations;
  const classes = equalClasses(declarations, {
    idOf: ({ name }) => name,
    textOf: ({ name, type }) => JSON.stringify([wantedBy.get(name) ?? name, renamed(type, () => '')]),
    // Each as often as it stands there, since the text has no names.
    usesOf: ({ type }) => namesIn(type),
  });
  const first = new Map(declarations.toReversed().map(({ name }) => [classes.get(name), name]));
  const nameOf = (name: string): string => first.get(classes.get(name)) ?? name;
  return declarations.filter(({ name }) => nameOf(name) === name).map((declaration) => renamedDeclaration(declaration, nameOf));
}
