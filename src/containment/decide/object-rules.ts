import type { Shape } from '../form/shape.ts';
import { ALL_KEYS, patternsOf, type KeySet } from '../form/key-set.ts';
import { TYPE, type Term } from '../form/term.ts';
import type { Prover } from './prover.ts';

/** Names that no keyword mentions, told apart by the patterns that they match. */
export interface NameClass {
  /** The strings that such a name is. */
  readonly name: Term;
  /** What the value of such a member is in. */
  readonly value: Term;
}

/** More patterns than this are not told apart. */
const MAX_PATTERNS = 6;

/** Whether every object of `shape` is in the atom. */
export function objectAtomHolds(prover: Prover, shape: Shape, atom: Term): boolean {
  switch (atom.kind) {
    case 'members':
      return membersHold(prover, shape, atom.keys, atom.of);
    case 'required':
      return shape.required.has(atom.name) || isForced(prover, shape, atom.name);
    case 'count':
      return countOf(prover, shape).min >= atom.min && countOf(prover, shape).max <= atom.max;
    case 'names':
      return namesHold(prover, shape, atom.of);
    default:
      return false;
  }
}

/** Whether surely no object is in `shape`. */
export function isObjectPartEmpty(prover: Prover, shape: Shape): boolean {
  for (const name of shape.required) {
    if (!mayBeNamed(prover, shape, name) || prover.isEmptyBelow(prover.member(shape, name))) return true;
  }
  return shape.count.min > 0 && shape.count.min < Infinity && countOf(prover, shape).max < shape.count.min;
}

/** @internal See `Prover.member`, which remembers it. */
export function memberOf(prover: Prover, shape: Shape, name: string): Term {
  const own = shape.named.get(name) ?? [];
  const groups = shape.groups.filter(({ keys }) => prover.membership.covers(keys, name)).map(({ of }) => of);
  return prover.terms.and([...own, ...groups]);
}

/** Every name that the shape mentions, and those of `keys`. */
export function mentionedNames(shape: Shape, keys?: KeySet): Set<string> {
  const names = new Set([...shape.required, ...shape.named.keys()]);
  for (const group of [...shape.groups.map((member) => member.keys), ...(keys === undefined ? [] : [keys])]) {
    for (const name of group.kind === 'name' ? [group.name] : group.except) names.add(name);
  }
  return names;
}

/** Classes of the names that are not mentioned and lie in `keys`; together they have all of them. */
export function nameClasses(prover: Prover, shape: Shape, keys: KeySet): NameClass[] {
  if (keys.kind === 'name') return [];
  const known = new Map<string, boolean>();
  for (const source of keys.inside) known.set(source, true);
  for (const source of keys.outside) known.set(source, false);
  const free = new Set(shape.groups.flatMap((group) => patternsOf(group.keys)).filter((source) => !known.has(source)));
  if (free.size > MAX_PATTERNS) return [nameClass(prover, shape, known)];
  return assignments([...free], known).map((matched) => nameClass(prover, shape, matched));
}

function assignments(sources: readonly string[], known: ReadonlyMap<string, boolean>): ReadonlyMap<string, boolean>[] {
  return sources.reduce<ReadonlyMap<string, boolean>[]>(
    (list, source) => list.flatMap((matched) => [new Map([...matched, [source, false]]), new Map([...matched, [source, true]])]),
    [known],
  );
}

// What is not known to cover the class is left out, so the class may only come out too large.
function nameClass(prover: Prover, shape: Shape, matched: ReadonlyMap<string, boolean>): NameClass {
  const { terms } = prover;
  const covering = shape.groups.filter(({ keys }) => {
    if (keys.kind === 'name') return false;
    return keys.inside.every((source) => matched.get(source) === true) && keys.outside.every((source) => matched.get(source) === false);
  });
  const literals = [...matched].map(([source, isMatch]) => {
    const pattern = terms.atom({ kind: 'pattern', source });
    return isMatch ? pattern : terms.not(pattern);
  });
  return { name: terms.and([terms.type(TYPE.string), ...shape.names, ...literals]), value: terms.and(covering.map(({ of }) => of)) };
}

function membersHold(prover: Prover, shape: Shape, keys: KeySet, of: Term): boolean {
  if (shape.count.max === 0) return true;
  if (keys.kind === 'name') return memberHolds(prover, shape, keys.name, of);
  for (const name of mentionedNames(shape, keys)) {
    if (prover.membership.covers(keys, name) && !memberHolds(prover, shape, name, of)) return false;
  }
  return nameClasses(prover, shape, keys).every(
    ({ name, value }) => prover.isEmptyBelow(value) || prover.isEmptyBelow(name) || prover.leqBelow('*', value, of),
  );
}

function memberHolds(prover: Prover, shape: Shape, name: string, of: Term): boolean {
  return !mayBeNamed(prover, shape, name) || prover.leqBelow(name, prover.member(shape, name), of);
}

function mayBeNamed(prover: Prover, shape: Shape, name: string): boolean {
  return shape.names.every((term) => prover.membership.holds(term, name) !== false);
}

/** The names that objects of `shape` may have, if those are finitely many. */
export function possibleNames(prover: Prover, shape: Shape): readonly string[] | undefined {
  const open = nameClasses(prover, shape, ALL_KEYS);
  if (!open.every(({ name, value }) => prover.isEmptyBelow(value) || prover.isEmptyBelow(name))) return undefined;
  return [...mentionedNames(shape)].filter((name) => mayBeNamed(prover, shape, name) && !prover.isEmptyBelow(prover.member(shape, name)));
}

function countOf(prover: Prover, shape: Shape): { readonly min: number; readonly max: number } {
  const names = shape.groups.length === 0 && shape.names.length === 0 ? undefined : possibleNames(prover, shape);
  return { min: Math.max(shape.count.min, shape.required.size), max: Math.min(shape.count.max, names?.length ?? Infinity) };
}

/** So many members are asked for that none of the possible ones can be left out. */
function isForced(prover: Prover, shape: Shape, name: string): boolean {
  if (shape.count.min === 0) return false;
  const names = possibleNames(prover, shape);
  return names !== undefined && names.includes(name) && names.length <= shape.count.min;
}

function namesHold(prover: Prover, shape: Shape, of: Term): boolean {
  if (shape.count.max === 0) return true;
  for (const name of mentionedNames(shape)) {
    const isFine = prover.membership.holds(of, name) === true || !mayBeNamed(prover, shape, name);
    if (!isFine && !prover.isEmptyBelow(prover.member(shape, name))) return false;
  }
  const classes = nameClasses(prover, shape, ALL_KEYS);
  return classes.every(({ name, value }) => prover.isEmptyBelow(value) || prover.leqBelow('*', name, of));
}
