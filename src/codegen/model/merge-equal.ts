import { renamed, renamedDeclaration } from './rename.ts';
import { namesIn, type Declaration } from './type.ts';

/**
 * Leave out declarations that say what another says that wanted the same name: the document that refers to itself by the
 * name of its file, say. `wantedBy` has the names that were wanted. The first of equal ones stays.
 */
export function mergeEqual(declarations: readonly Declaration[], wantedBy: ReadonlyMap<string, string>): readonly Declaration[] {
  const wanted = declarations.map(({ name }) => wantedBy.get(name) ?? name);
  if (new Set(wanted).size === wanted.length) return declarations;
  const uses = declarations.map(({ type }) => namesIn(type));
  let classes = numberBy(declarations, ({ type }, index) => JSON.stringify([wanted[index], renamed(type, () => '')]));
  for (let count = 0; count !== new Set(classes.values()).size;) {
    count = new Set(classes.values()).size;
    const before = classes;
    classes = numberBy(declarations, ({ name }, index) => [name, ...(uses[index] ?? [])].map((used) => before.get(used)).join(' '));
  }
  const first = new Map(declarations.toReversed().map(({ name }) => [classes.get(name), name]));
  const nameOf = (name: string): string => first.get(classes.get(name)) ?? name;
  return declarations.filter(({ name }) => nameOf(name) === name).map((declaration) => renamedDeclaration(declaration, nameOf));
}

function numberBy(declarations: readonly Declaration[], keyOf: (declaration: Declaration, index: number) => string): ReadonlyMap<string, number> {
  const numbers = new Map<string, number>();
  return new Map(
    declarations.map((declaration, index) => {
      const key = keyOf(declaration, index);
      const number = numbers.get(key) ?? numbers.size;
      numbers.set(key, number);
      return [declaration.name, number];
    }),
  );
}
