import { equalClasses } from '../equal-classes.ts';
import { nameDigest } from '../naming.ts';
import { renamedDeclaration } from './rename.ts';
import { usesOf, type Declaration } from './type.ts';

/** What several contracts declare, once. */
export interface SharedTypes {
  readonly declarations: readonly SharedDeclaration[];
  /** For each contract, in the order given. */
  readonly contracts: readonly OwnTypes[];
}

export interface SharedDeclaration extends Declaration {
  /** Which contracts have it, by position, and where. */
  readonly users: readonly { readonly contract: number; readonly location: string }[];
}

/** What one contract declares itself, and what it takes from the others' module. */
export interface OwnTypes {
  readonly declarations: readonly Declaration[];
  readonly imports: readonly { readonly name: string; /** There. */ readonly sharedName: string }[];
}

interface Entry {
  readonly contract: number;
  readonly declaration: Declaration;
  readonly uses: readonly string[];
}

type Classes = ReadonlyMap<Entry, number>;

/**
 * Find the declarations that are one: equal under the same name, and so is all that they refer to. A contract keeps the
 * names that it would have alone; among what is shared, two shapes that want one name get digests of what they say.
 */
export function shareTypes(contracts: readonly (readonly Declaration[])[]): SharedTypes {
  const entries = contracts.flatMap((declarations, contract) =>
    declarations.map((declaration): Entry => ({ contract, declaration, uses: usesOf(declaration) })),
  );
  const byName = contracts.map(() => new Map<string, Entry>());
  for (const entry of entries) byName[entry.contract]?.set(entry.declaration.name, entry);
  const classes = classesOf(entries, byName);
  const shared = groupsOf(entries, classes).filter((group) => group.length > 1);
  const names = sharedNames(shared);
  return {
    declarations: shared.map((group) => declareShared(group, names, byName)).toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    contracts: contracts.map((declarations, contract) => ({
      declarations: declarations.filter(({ name }) => !isShared(names, byName[contract]?.get(name))),
      imports: declarations.flatMap(({ name }) => {
        const entry = byName[contract]?.get(name);
        const sharedName = entry === undefined ? undefined : names.get(entry);
        return sharedName === undefined ? [] : [{ name, sharedName }];
      }),
    })),
  };
}

function isShared(names: ReadonlyMap<Entry, string>, entry: Entry | undefined): boolean {
  return entry !== undefined && names.has(entry);
}

function classesOf(entries: readonly Entry[], byName: readonly ReadonlyMap<string, Entry>[]): Classes {
  // Contracts that were read together have the very same declarations.
  const texts = new Map<Declaration, string>();
  const textOf = (declaration: Declaration): string => {
    const { name, type, doc } = declaration;
    const text = texts.get(declaration) ?? JSON.stringify([name, type, doc]);
    texts.set(declaration, text);
    return text;
  };
  return equalClasses(entries, {
    idOf: (entry) => entry,
    textOf: ({ declaration }) => textOf(declaration),
    usesOf: ({ contract, uses }) => uses.map((name) => byName[contract]?.get(name)),
  });
}

function groupsOf(entries: readonly Entry[], classes: Classes): readonly (readonly Entry[])[] {
  const groups = new Map<number | undefined, Entry[]>();
  for (const entry of entries) {
    const number = classes.get(entry);
    const group = groups.get(number);
    if (group === undefined) groups.set(number, [entry]);
    else group.push(entry);
  }
  return [...groups.values()];
}

/** By entry: its own name, or that with a digest where another shape has the same. */
function sharedNames(groups: readonly (readonly Entry[])[]): ReadonlyMap<Entry, string> {
  const wanted = new Map<string, number>();
  for (const [first] of groups) if (first !== undefined) wanted.set(first.declaration.name, (wanted.get(first.declaration.name) ?? 0) + 1);
  const names = new Map<Entry, string>();
  for (const group of groups) {
    const [first] = group;
    if (first === undefined) continue;
    const { name, type, doc } = first.declaration;
    const sharedName = wanted.get(name) === 1 ? name : `${name}X${nameDigest(JSON.stringify([name, type, doc]))}`;
    for (const entry of group) names.set(entry, sharedName);
  }
  return names;
}

function declareShared(group: readonly Entry[], names: ReadonlyMap<Entry, string>, byName: readonly ReadonlyMap<string, Entry>[]): SharedDeclaration {
  const [first] = group as readonly [Entry, ...Entry[]];
  const nameOf = (name: string): string => {
    const entry = byName[first.contract]?.get(name);
    return (entry === undefined ? undefined : names.get(entry)) ?? name;
  };
  return {
    ...renamedDeclaration(first.declaration, nameOf),
    users: group.map(({ contract, declaration }) => ({ contract, location: declaration.location })),
  };
}
