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
  const names = sharedNames(shared, byName);
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

function classesOf(entries: readonly Entry[], byName: ByName): Classes {
  // Contracts that were read together have the very same declarations.
  const texts = new Map<Declaration, string>();
  const textOnce = (declaration: Declaration): string => {
    const text = texts.get(declaration) ?? textOf(declaration);
    texts.set(declaration, text);
    return text;
  };
  return equalClasses(entries, {
    idOf: (entry) => entry,
    textOf: ({ declaration }) => textOnce(declaration),
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

type ByName = readonly ReadonlyMap<string, Entry>[];

/** By entry: its own name; that with a digest of what it says where another shape has the same; of all that it refers to where those say the same. */
function sharedNames(groups: readonly (readonly Entry[])[], byName: ByName): ReadonlyMap<Entry, string> {
  const firsts = groups.flatMap(([first]) => (first === undefined ? [] : [first]));
  const nameOf = ({ declaration: { name } }: Entry): string => name;
  const own = whereUnique(firsts, firsts.map(nameOf), (entry) => `${nameOf(entry)}X${nameDigest(textOf(entry.declaration))}`);
  const names = whereUnique(firsts, own, (entry) => `${nameOf(entry)}X${nameDigest(wholeTextOf(entry, byName))}`);
  return new Map(groups.flatMap((group, index) => group.map((entry) => [entry, names[index] ?? nameOf(entry)] as const)));
}

function whereUnique(entries: readonly Entry[], names: readonly string[], otherName: (entry: Entry) => string): readonly string[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return entries.map((entry, index) => {
    const name = names[index] ?? '';
    return counts.get(name) === 1 ? name : otherName(entry);
  });
}

function textOf({ name, type, doc }: Declaration): string {
  return JSON.stringify([name, type, doc]);
}

/** What a declaration and all that it refers to say; references go by name, which is one thing in a contract. */
function wholeTextOf(entry: Entry, byName: ByName): string {
  const found = new Set([entry]);
  for (const { contract, uses } of found) {
    for (const name of uses) {
      const used = byName[contract]?.get(name);
      if (used !== undefined) found.add(used);
    }
  }
  return [...found].map(({ declaration }) => textOf(declaration)).join('\n');
}

function declareShared(group: readonly Entry[], names: ReadonlyMap<Entry, string>, byName: ByName): SharedDeclaration {
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
