import type { NamePattern } from './name-pattern.ts';
import type { ObjectType, Others, Property, Type } from './type.ts';
import { unite } from './unite.ts';

const ABSENT: Type = { kind: 'undefined' };

interface NamedByPattern {
  readonly pattern: NamePattern;
  readonly type: Type;
}

/**
 * What an object says of the members that it does not name. TypeScript wants every named member to fit as well, so
 * what those are is added where it must be.
 */
export function indexesOf(properties: readonly Property[], named: readonly NamedByPattern[], rest: Type | undefined): Others {
  if (named.length === 0 && rest === undefined) return {};
  const canBePrefixed = (one: NamedByPattern): boolean => one.pattern.prefix !== '' && (one.pattern.isExact || rest === undefined);
  const isPrefixed = rest === undefined ? named.every(canBePrefixed) : false;
  const prefixes = isPrefixed || rest?.kind === 'unknown' ? prefixesOf(properties, named.filter(canBePrefixed)) : [];
  if (isPrefixed) return { prefixes };
  const others = [...named.map(({ type }) => type), ...(rest === undefined ? [] : [rest])];
  const whole = withMembers(others, properties);
  return { ...(prefixes.length === 0 ? {} : { prefixes }), rest: whole };
}

function prefixesOf(properties: readonly Property[], named: readonly NamedByPattern[]): NonNullable<ObjectType['prefixes']> {
  const all = [...new Set(named.map(({ pattern }) => pattern.prefix))].toSorted();
  return all.map((prefix) => {
    const overlapping = named.filter(({ pattern }) => pattern.prefix.startsWith(prefix) || prefix.startsWith(pattern.prefix));
    const members = properties.filter(({ name }) => name.startsWith(prefix));
    return {
      prefix,
      type: withMembers(
        overlapping.map(({ type }) => type),
        members,
      ),
    };
  });
}

function withMembers(types: readonly Type[], members: readonly Property[]): Type {
  const isOptional = members.some(({ required }) => !required);
  const all = unite([...types, ...members.map(({ type }) => type)]);
  return !isOptional || all.kind === 'unknown' ? all : unite([all, ABSENT]);
}
