import { renamedDeclaration } from './rename.ts';
import { partsOf, usesOf, type Declaration, type Type } from './type.ts';

/** What every name of a writer's type ends with. */
export const WRITER_SUFFIX = 'Input';

/**
 * What a writer sends: the reader's types without the members that a reader only tolerates. Only those that say
 * something else than the reader's, and what refers to them: one name for one shape.
 */
export function writerTypes(reader: readonly Declaration[]): readonly Declaration[] {
  const distinct = new Set(reader.filter(isTolerantOne).map(({ name }) => name));
  const users = new Map<string, string[]>();
  for (const declaration of reader) {
    for (const used of usesOf(declaration)) {
      const known = users.get(used);
      if (known === undefined) users.set(used, [declaration.name]);
      else known.push(declaration.name);
    }
  }
  for (const name of distinct) for (const user of users.get(name) ?? []) distinct.add(user);
  const taken = new Set(reader.map(({ name }) => name));
  // Only the root may end so itself, and be called as what a writer sends of one of its parts.
  const writerName = (name: string): string => (taken.has(`${name}${WRITER_SUFFIX}`) ? `${name}Writer${WRITER_SUFFIX}` : `${name}${WRITER_SUFFIX}`);
  const nameOf = (name: string): string => (distinct.has(name) ? writerName(name) : name);
  return reader.filter(({ name }) => distinct.has(name)).map((declaration) => writerOf(declaration, nameOf));
}

/** What was made of declarations that several contracts have, and under which names. */
const WRITERS = new WeakMap<Declaration, { readonly names: string; readonly writer: Declaration }>();

function writerOf(declaration: Declaration, nameOf: (name: string) => string): Declaration {
  const names = [declaration.name, ...usesOf(declaration)].map(nameOf).join(' ');
  const known = WRITERS.get(declaration);
  if (known?.names === names) return known.writer;
  const writer = renamedDeclaration({ ...declaration, type: sent(declaration.type) }, nameOf);
  WRITERS.set(declaration, { names, writer });
  return writer;
}

const TOLERANT = new WeakMap<Declaration, boolean>();

function isTolerantOne(declaration: Declaration): boolean {
  const known = TOLERANT.get(declaration) ?? isTolerant(declaration.type);
  TOLERANT.set(declaration, known);
  return known;
}

function isTolerant(type: Type): boolean {
  return (type.kind === 'object' && type.sent !== undefined) || partsOf(type).some(isTolerant);
}

function sent(type: Type): Type {
  switch (type.kind) {
    case 'array':
      return { ...type, items: sent(type.items) };
    case 'tuple':
      return { ...type, prefix: type.prefix.map(sent), ...(type.rest === undefined ? {} : { rest: sent(type.rest) }) };
    case 'union':
      return { ...type, members: type.members.map(sent) };
    case 'object': {
      const { prefixes, rest } = type.sent ?? type;
      return {
        kind: 'object',
        properties: type.properties.map((member) => ({ ...member, type: sent(member.type) })),
        ...(prefixes === undefined ? {} : { prefixes: prefixes.map((one) => ({ ...one, type: sent(one.type) })) }),
        ...(rest === undefined ? {} : { rest: sent(rest) }),
      };
    }
    case 'unknown':
    case 'undefined':
    case 'scalar':
    case 'literal':
    case 'named':
      return type;
  }
}
