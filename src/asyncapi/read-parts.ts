import { appendPointer } from '../core/json/pointer.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../core/json/value.ts';
import { KEPT_BINDINGS } from './kept-bindings.ts';
import type { Described, MessageExample, ParameterModel, ServerModel, TagModel } from './model.ts';
import type { Placed, Resolver } from './references.ts';

/** An object of the document with its place, mere references followed. */
export type Part = Placed<JsonObject>;

/** The member of an object, references followed; undefined where it is not there or no object. */
export function partOf(resolver: Resolver, { value, pointer }: Part, name: string): Part | undefined {
  const member = value[name];
  return member === undefined ? undefined : asPart(resolver, { value: member, pointer: appendPointer(pointer, name) });
}

export function asPart(resolver: Resolver, placed: Placed): Part | undefined {
  const found = resolver.follow(placed);
  return found !== undefined && isJsonObject(found.value) ? { value: found.value, pointer: found.pointer } : undefined;
}

/** The members of a map of objects, by their keys. */
export function partsIn(resolver: Resolver, part: Part | undefined): readonly (readonly [key: string, part: Part])[] {
  if (part === undefined) return [];
  return Object.keys(part.value).flatMap((key) => {
    const found = partOf(resolver, part, key);
    return found === undefined ? [] : [[key, found] as const];
  });
}

/** The items of a list of objects, not followed. */
export function itemsOf({ value, pointer }: Part, name: string): readonly Placed[] {
  const list = value[name];
  if (!Array.isArray(list)) return [];
  const at = appendPointer(pointer, name);
  return (list as readonly JsonValue[]).map((item, index) => ({ value: item, pointer: appendPointer(at, index) }));
}

export function textIn(value: JsonObject, name: string): string | undefined {
  const text = value[name];
  return typeof text === 'string' ? text : undefined;
}

/** The members that are text, as members of a result: `...textsOf(value, ['title'])`. */
export function textsOf<Name extends string>(value: JsonObject, names: readonly Name[]): { readonly [K in Name]?: string } {
  const found = names.flatMap((name) => (typeof value[name] === 'string' ? [[name, value[name]] as const] : []));
  return Object.fromEntries(found) as { readonly [K in Name]?: string };
}

export function objectsOf<Name extends string>(resolver: Resolver, part: Part, names: readonly Name[]): { readonly [K in Name]?: JsonObject } {
  const found = names.flatMap((name) => {
    const member = partOf(resolver, part, name);
    return member === undefined ? [] : [[name, member.value] as const];
  });
  return Object.fromEntries(found) as { readonly [K in Name]?: JsonObject };
}

export function listOf(value: JsonObject, name: string): readonly JsonValue[] {
  const list = value[name];
  return Array.isArray(list) ? (list as readonly JsonValue[]) : [];
}

/** What every object may say of itself. */
export function describe(resolver: Resolver, part: Part): Described {
  const { value, pointer } = part;
  return {
    pointer,
    ...textsOf(value, ['title', 'summary', 'description']),
    tags: itemsOf(part, 'tags').flatMap((item) => {
      const tag = asPart(resolver, item);
      return tag === undefined ? [] : tagOf(resolver, tag);
    }),
    ...objectsOf(resolver, part, ['externalDocs']),
    bindings: Object.fromEntries(
      ['bindings', KEPT_BINDINGS].flatMap((name) =>
        partsIn(resolver, partOf(resolver, part, name)).map(([protocol, binding]) => [protocol, binding.value] as const),
      ),
    ),
    extensions: extensionsOf(value),
  };
}

function tagOf(resolver: Resolver, part: Part): readonly TagModel[] {
  const name = textIn(part.value, 'name');
  if (name === undefined) return [];
  return [{ name, ...textsOf(part.value, ['description']), ...objectsOf(resolver, part, ['externalDocs']) }];
}

function extensionsOf(value: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(value).filter(([name]) => name.startsWith('x-') && name !== 'x-sluice-files'));
}

export function readParameters(resolver: Resolver, channel: Part): readonly ParameterModel[] {
  return partsIn(resolver, partOf(resolver, channel, 'parameters')).map(([name, { value }]) => {
    const { schema } = value;
    const limits = isJsonObject(schema) ? schema : value;
    const allowed = listOf(limits, 'enum').filter((item) => typeof item === 'string');
    return {
      name,
      ...textsOf(value, ['description', 'location']),
      ...textsOf(limits, ['default']),
      ...(allowed.length === 0 ? {} : { enum: allowed }),
      examples: listOf(limits, 'examples').filter((item) => typeof item === 'string'),
      ...(schema === undefined ? {} : { schema }),
      extensions: extensionsOf(value),
    };
  });
}

export function readServers(resolver: Resolver, root: Part): readonly ServerModel[] {
  return partsIn(resolver, partOf(resolver, root, 'servers')).map(([name, part]) => {
    const { value } = part;
    const [, host = '', pathname] = /^(?:[a-z][a-z0-9+.-]*:\/\/)?([^/]*)(\/.*)?$/is.exec(textIn(value, 'url') ?? textIn(value, 'host') ?? '') ?? [];
    const variables = partsIn(resolver, partOf(resolver, part, 'variables')).map(([variable, found]) => [variable, found.value] as const);
    const path = textIn(value, 'pathname') ?? pathname;
    return {
      ...describe(resolver, part),
      ...{ name, host, protocol: textIn(value, 'protocol') ?? '' },
      ...(path === undefined ? {} : { pathname: path }),
      ...textsOf(value, ['protocolVersion']),
      variables: Object.fromEntries(variables),
      security: listOf(value, 'security'),
    };
  });
}

export function readExamples(value: JsonObject): readonly MessageExample[] {
  return listOf(value, 'examples').flatMap((example) => {
    if (!isJsonObject(example)) return [];
    const { payload, headers } = example;
    return [
      {
        ...textsOf(example, ['name', 'summary']),
        ...(payload === undefined ? {} : { payload }),
        ...(headers === undefined ? {} : { headers }),
      },
    ];
  });
}
