import type { Declaration, Others, Type } from './type.ts';

/** The same type with other names in it. */
export function renamed(type: Type, nameOf: (name: string) => string): Type {
  switch (type.kind) {
    case 'named':
      return { ...type, name: nameOf(type.name) };
    case 'array':
      return { kind: 'array', items: renamed(type.items, nameOf) };
    case 'tuple':
      return {
        ...type,
        prefix: type.prefix.map((item) => renamed(item, nameOf)),
        ...(type.rest === undefined ? {} : { rest: renamed(type.rest, nameOf) }),
      };
    case 'union':
      return { kind: 'union', members: type.members.map((member) => renamed(member, nameOf)) };
    case 'object':
      return {
        ...type,
        properties: type.properties.map((property) => ({ ...property, type: renamed(property.type, nameOf) })),
        ...renamedOthers(type, nameOf),
        ...(type.sent === undefined ? {} : { sent: renamedOthers(type.sent, nameOf) }),
      };
    case 'unknown':
    case 'undefined':
    case 'scalar':
    case 'literal':
      return type;
  }
}

function renamedOthers({ prefixes, rest }: Others, nameOf: (name: string) => string): Others {
  return {
    ...(prefixes === undefined ? {} : { prefixes: prefixes.map((one) => ({ ...one, type: renamed(one.type, nameOf) })) }),
    ...(rest === undefined ? {} : { rest: renamed(rest, nameOf) }),
  };
}

/** A declaration under other names. */
export function renamedDeclaration(declaration: Declaration, nameOf: (name: string) => string): Declaration {
  return { ...declaration, name: nameOf(declaration.name), type: renamed(declaration.type, nameOf) };
}
