import type { JsonObject, JsonValue } from '../../core/json/value.ts';
import { childList, childMap, type SchemaNode } from '../resolve/node.ts';
import { valueKey } from './equality.ts';
import { typeName } from './report.ts';

/** Listed values by their `valueKey`. */
export type Values = ReadonlyMap<string, JsonValue>;

/** Values by the member of the object that they are listed for. */
export type MemberValues = ReadonlyMap<string, Values>;

/** Nesting of references and applicators that is looked through. */
const MAX_DEPTH = 100;

/**
 * What subschemas say at first sight: the types and the values that they list, and those that they list for members,
 * through references, `allOf`, `anyOf` and `oneOf`. An upper bound: the other keywords only take away. Made once per
 * subschema; linear in what it looks through.
 */
export class Outlines {
  readonly #types = new Map<SchemaNode, ReadonlySet<string> | undefined>();
  readonly #values = new Map<SchemaNode, Values | undefined>();
  readonly #members = new Map<SchemaNode, MemberValues | undefined>();
  readonly #unions = { anyOf: new Map<SchemaNode, Values | undefined>(), oneOf: new Map<SchemaNode, Values | undefined>() };
  #depth = 0;

  /** The types that a value may have, `integer` beside each `number`; undefined: any. */
  types(node: SchemaNode): ReadonlySet<string> | undefined {
    return this.#inPlace(node, { known: this.#types, own: ownTypes, meet: meetSets, join: joinSets });
  }

  /** The values that are listed by `enum` and `const`; undefined where they are not. */
  values(node: SchemaNode): Values | undefined {
    return this.#inPlace(node, { known: this.#values, own: ownValues, meet: meetMaps, join: joinMaps });
  }

  /** The values that are listed for members of the object. */
  members(node: SchemaNode): MemberValues {
    const own = (_: JsonObject, at: SchemaNode): MemberValues => this.#ownMembers(at);
    return this.#inPlace(node, { known: this.#members, own, meet: meetMembers, join: joinMembers }) ?? NO_MEMBERS;
  }

  /** The values that the branches of a union list; undefined where one of them does not, or where there are none. */
  branchValues(node: SchemaNode, keyword: 'anyOf' | 'oneOf'): Values | undefined {
    const known = this.#unions[keyword];
    if (!known.has(node)) {
      const branches = childList(node, keyword);
      known.set(
        node,
        branches.length === 0
          ? undefined
          : joined(
              branches.map((branch) => this.values(branch)),
              joinMaps,
            ),
      );
    }
    return known.get(node);
  }

  #ownMembers(node: SchemaNode): MemberValues {
    return new Map(
      [...childMap(node, 'properties')].flatMap(([name, child]) => {
        const values = this.values(child);
        return values === undefined ? [] : [[name, values] as const];
      }),
    );
  }

  #inPlace<T extends object>(node: SchemaNode, aspect: Aspect<T>): T | undefined {
    const { known, own, meet, join } = aspect;
    if (known.has(node) || typeof node.schema === 'boolean' || this.#depth >= MAX_DEPTH) return known.get(node);
    // What leads back to itself says no more than it has said.
    known.set(node, undefined);
    this.#depth += 1;
    const of = (child: SchemaNode): T | undefined => this.#inPlace(child, aspect);
    const targets = node.references.flatMap(({ target }) => target ?? []);
    const unions = [childList(node, 'anyOf'), childList(node, 'oneOf')].filter(({ length }) => length > 0);
    const parts = [own(node.schema, node), ...[...targets, ...childList(node, 'allOf')].map(of), ...unions.map((all) => joined(all.map(of), join))];
    this.#depth -= 1;
    const said = parts.filter((part) => part !== undefined);
    const all = said.length === 0 ? undefined : said.reduce(meet);
    known.set(node, all);
    return all;
  }
}

const NO_MEMBERS: MemberValues = new Map();

/** One thing that subschemas say, undefined where they do not. */
interface Aspect<T extends object> {
  readonly known: Map<SchemaNode, T | undefined>;
  readonly own: (schema: JsonObject, node: SchemaNode) => T | undefined;
  /** What two that both hold say. */
  readonly meet: (a: T, b: T) => T;
  /** What several of which any may hold say. */
  readonly join: (parts: readonly T[]) => T;
}

/** What a union says; undefined where one of its branches says nothing. */
function joined<T extends object>(parts: readonly (T | undefined)[], join: (parts: readonly T[]) => T): T | undefined {
  const said = parts.filter((part) => part !== undefined);
  return said.length < parts.length ? undefined : join(said);
}

function ownTypes({ type, enum: values, const: constant }: JsonObject): ReadonlySet<string> | undefined {
  if (typeof type === 'string' || Array.isArray(type)) {
    const types = new Set([type].flat().map(String));
    return types.has('number') ? types.add('integer') : types;
  }
  if (constant !== undefined) return new Set([typeName(constant)]);
  return Array.isArray(values) ? new Set(values.map(typeName)) : undefined;
}

function ownValues({ enum: values, const: constant }: JsonObject): Values | undefined {
  const listed: readonly JsonValue[] | undefined = constant !== undefined ? [constant] : Array.isArray(values) ? values : undefined;
  return listed && new Map(listed.map((value) => [valueKey(value), value]));
}

function meetSets(a: ReadonlySet<string>, b: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...a].filter((value) => b.has(value)));
}

function joinSets(parts: readonly ReadonlySet<string>[]): ReadonlySet<string> {
  return new Set(parts.flatMap((part) => [...part]));
}

function meetMaps(a: Values, b: Values): Values {
  return new Map([...a].filter(([key]) => b.has(key)));
}

/** @internal */
export function joinMaps(parts: readonly Values[]): Values {
  const all = new Map<string, JsonValue>();
  for (const part of parts) for (const [key, value] of part) all.set(key, value);
  return all;
}

function meetMembers(a: MemberValues, b: MemberValues): MemberValues {
  return new Map([...a, ...[...b].map(([name, values]) => [name, meetMaps(a.get(name) ?? values, values)] as const)]);
}

function joinMembers(parts: readonly MemberValues[]): MemberValues {
  const [first, ...others] = parts;
  const names = [...(first?.keys() ?? [])].filter((name) => others.every((other) => other.has(name)));
  return new Map(names.map((name) => [name, joinMaps(parts.flatMap((part) => part.get(name) ?? []))]));
}
