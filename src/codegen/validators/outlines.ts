import { childList, type Outlines, type SchemaNode, valueKey } from '../../containment/index.ts';
import type { JsonObject, JsonValue } from '../../core/json/value.ts';

/** The keyword beside `anyOf` and `oneOf` that holds what their branches are at first sight, by keyword. */
export const OUTLINES = 'sluiceOutlines';

const UNIONS = ['anyOf', 'oneOf'] as const;

/** What tells the branches of a union apart before any of them is looked into. */
export interface UnionOutlines extends JsonObject {
  /** Of each branch the types that it may have, one after the other; null: any. */
  readonly types: readonly (string | null)[];
  /** Of each branch the values that it lists for members. Empty where they tell no objects apart. */
  readonly listed: readonly Readonly<Record<string, readonly JsonValue[]>>[];
  /** The members for which every branch that takes objects lists values of its own, with those of all; the fewest first. */
  readonly telling: readonly ListedMember[];
}

type ListedMember = readonly [name: string, values: readonly JsonValue[]];

/** Outline the unions of a schema, for a schema that has some. */
export function outlinesOf(node: SchemaNode, outlines: Outlines): JsonObject {
  if (!UNIONS.some((keyword) => node.children.has(keyword))) return {};
  const unions = UNIONS.map((keyword) => [keyword, childList(node, keyword)] as const).filter(([, branches]) => branches.length > 0);
  return { [OUTLINES]: Object.fromEntries(unions.map(([keyword, branches]) => [keyword, outlineUnion(branches, outlines)])) };
}

function outlineUnion(branches: readonly SchemaNode[], outlines: Outlines): UnionOutlines {
  const types = branches.map((branch) => outlines.types(branch));
  const objects = new Set([...branches.keys()].filter((index) => types[index]?.has('object') !== false));
  const members = branches.map((branch, index) => (objects.size > 1 && objects.has(index) ? listedMembers(branch, outlines) : []));
  const users = new Map<string, number>();
  for (const one of members.flat()) users.set(JSON.stringify(one), (users.get(JSON.stringify(one)) ?? 0) + 1);
  // What every object may have there tells nothing apart.
  const useful = members.map((listed) => listed.filter((one) => users.get(JSON.stringify(one)) !== objects.size));
  const lists = useful.map((listed) => Object.fromEntries(listed));
  return {
    types: types.map((set) => (set === undefined ? null : [...set].join(' '))),
    listed: useful.some((listed) => listed.length > 0) ? lists : [],
    telling: tellingOf(lists.filter((_, index) => objects.has(index))),
  };
}

function listedMembers(branch: SchemaNode, outlines: Outlines): readonly ListedMember[] {
  return [...outlines.members(branch)].map(([name, values]) => [name, [...values.values()]] as const);
}

function tellingOf(lists: readonly Readonly<Record<string, readonly JsonValue[]>>[]): readonly ListedMember[] {
  return Object.keys(lists[0] ?? {})
    .filter((name) => lists.every((list) => Object.hasOwn(list, name)))
    .map((name) => {
      const all = lists.flatMap((list) => list[name] ?? []);
      return [name, [...new Map(all.map((value) => [valueKey(value), value])).values()]] as const;
    })
    .filter(([name, values]) => lists.some((list) => (list[name] ?? []).length < values.length))
    .toSorted(([, a], [, b]) => a.length - b.length);
}
