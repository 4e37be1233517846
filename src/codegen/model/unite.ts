import { arePlainlyEmpty } from './plainly-empty.ts';
import type { Member } from './shape.ts';
import { UNKNOWN, type ObjectType, type Property, type Type } from './type.ts';

/**
 * One of these types. Literals go where a scalar says the same, unless it is a list of names that is open
 * (`isOpenList`): then they stay beside `string`.
 */
export function unite(types: readonly Type[], { isOpenList = false }: { readonly isOpenList?: boolean } = {}): Type {
  const [sole] = types;
  if (types.length === 1 && sole !== undefined) return sole;
  const flat = types.flatMap((type) => (type.kind === 'union' ? type.members : [type]));
  if (flat.some(({ kind }) => kind === 'unknown')) return UNKNOWN;
  const scalars = new Set(flat.map((type) => (type.kind === 'scalar' && type.brand === undefined ? type.name : '')));
  const wanted = flat.filter((type) => {
    if (type.kind === 'scalar') return type.brand === undefined || !scalars.has(type.name);
    if (type.kind !== 'literal') return true;
    const name = type.value === null ? 'null' : (typeof type.value as 'string');
    return !scalars.has(name) || (isOpenList && name === 'string');
  });
  const members = rejoined(withoutAbsorbed([...new Map(wanted.map((type) => [JSON.stringify(type), type])).values()]));
  const [only, second] = members;
  return only !== undefined && second === undefined ? only : { kind: 'union', members };
}

/** Two objects that differ in one member only, which is there in one and not in the other, are one in which it is optional. */
function rejoined(types: readonly Type[]): readonly Type[] {
  if (types.length > MAX_REJOINED || !types.some(hasAbsent)) return types;
  const left: Type[] = [];
  for (const type of types) {
    const index = left.findIndex((other) => type.kind === 'object' && other.kind === 'object' && joinedObject(other, type) !== undefined);
    const [other, joined] = [left[index], type.kind === 'object' ? joinedObject(left[index], type) : undefined];
    if (other === undefined || joined === undefined) left.push(type);
    else left[index] = joined;
  }
  return left.length === types.length ? left : rejoined(left);
}

// Each is held against each.
const MAX_REJOINED = 256;

function hasAbsent(type: Type): boolean {
  return type.kind === 'object' && type.properties.some(isAbsent);
}

function joinedObject(a: Type | undefined, b: ObjectType): ObjectType | undefined {
  if (a?.kind !== 'object' || a.properties.length !== b.properties.length || !hasSameOthers(a, b)) return undefined;
  const theirs = new Map(b.properties.map((member) => [member.name, member]));
  const differing = a.properties.filter((member) => !isSameMember(member, theirs.get(member.name)));
  const [mine, second] = differing;
  const other = mine === undefined ? undefined : theirs.get(mine.name);
  if (mine === undefined || second !== undefined || other === undefined) return undefined;
  const present = isAbsent(other) ? mine : isAbsent(mine) ? other : undefined;
  return present && { ...a, properties: a.properties.map((member) => (member === mine ? { ...present, required: false } : member)) };
}

function isSameMember(a: Property, b: Property | undefined): boolean {
  return b !== undefined && a.required === b.required && JSON.stringify(a.type) === JSON.stringify(b.type);
}

function isAbsent({ type, required }: Property): boolean {
  return !required && type.kind === 'union' && type.members.length === 0;
}

function hasSameOthers(a: ObjectType, b: ObjectType): boolean {
  return JSON.stringify([a.rest, a.prefixes, a.sent]) === JSON.stringify([b.rest, b.prefixes, b.sent]);
}

/** Leave out objects that say no more than another one. */
function withoutAbsorbed(types: readonly Type[]): readonly Type[] {
  if (types.length > 64) return types;
  return types.filter((type, index) => {
    if (type.kind !== 'object') return true;
    return !types.some((other, at) => at !== index && other.kind === 'object' && isWithin(type, other) && (at < index || !isWithin(other, type)));
  });
}

/** Whether two objects have the same members and others, and one of them allows whatever the other does. */
function isWithin(a: ObjectType, b: ObjectType): boolean {
  if (a.properties.length !== b.properties.length || !hasSameOthers(a, b)) return false;
  return a.properties.every((member) => {
    const other = b.properties.find(({ name }) => name === member.name);
    return other !== undefined && (member.required || !other.required) && isTypeWithin(member.type, other.type);
  });
}

function isTypeWithin(a: Type, b: Type): boolean {
  if (b.kind === 'unknown' || JSON.stringify(a) === JSON.stringify(b)) return true;
  if (a.kind === 'union') return a.members.every((member) => isTypeWithin(member, b));
  if (b.kind === 'union') return b.members.some((member) => isTypeWithin(a, member));
  if (a.kind === 'object' && b.kind === 'object') return isWithin(a, b);
  return a.kind === 'literal' && b.kind === 'scalar' && b.brand === undefined && b.name === (a.value === null ? 'null' : typeof a.value);
}

/** An alternative with the members that it may have; undefined where it may have others. */
export interface Alternative {
  readonly type: Type;
  readonly members: ReadonlyMap<string, Member> | undefined;
}

/**
 * TypeScript lets an object through that has members of several variants. Where nothing but their members tells closed
 * variants apart, each says of the members of the others that it has none of them.
 */
export function withoutMixes(alternatives: readonly Alternative[]): readonly Type[] {
  const closed = alternatives.filter(({ members }) => members !== undefined);
  if (closed.length < 2 || closed.length > 16 || hasDiscriminator(closed.flatMap(({ members }) => members ?? [])))
    return alternatives.map(({ type }) => type);
  const names = new Set(closed.flatMap(({ members }) => [...(members ?? [])].filter(([, { forbidden }]) => !forbidden).map(([name]) => name)));
  return alternatives.map(({ type, members }) => {
    if (members === undefined) return type;
    const absent = [...names].filter((name) => name !== '__proto__' && members.get(name)?.forbidden !== false);
    if (absent.length === 0) return type;
    if (type.kind === 'named') return { ...type, absent };
    return type.kind === 'object' ? { ...type, properties: [...type.properties, ...absent.map(absentMember)] } : type;
  });
}

function absentMember(name: string): Property {
  return { name, type: { kind: 'union', members: [] }, required: false, doc: {} };
}

/** Whether some member is required in each of them and never has a value that it may have in another. */
function hasDiscriminator(variants: readonly ReadonlyMap<string, Member>[]): boolean {
  const [first] = variants;
  return [...(first ?? [])].some(([name, { required }]) => {
    const members = variants.map((variant) => variant.get(name));
    if (!required || !members.every((member) => member?.required === true)) return false;
    return members.every((one, index) =>
      members.every((other, at) => at <= index || arePlainlyEmpty([...(one?.schemas ?? []), ...(other?.schemas ?? [])])),
    );
  });
}
