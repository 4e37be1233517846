import type { Doc, ObjectType, ScalarType, Type } from '../model/type.ts';
import { commentText, quote, quoteKey } from '../quote.ts';

/** A named type with its comment: an interface where it is an object, else an alias. */
export function printDeclaration({ name, type, doc }: { readonly name: string; readonly type: Type; readonly doc: Doc }): string {
  const comment = printDoc(doc, '');
  if (type.kind === 'object' && !isEmpty(type)) return `${comment}export interface ${name} ${printObject(type, '')}\n`;
  return `${comment}export type ${name} = ${printType(type, '')};\n`;
}

function isEmpty({ properties, prefixes = [], rest }: ObjectType): boolean {
  return properties.length + prefixes.length === 0 && rest === undefined;
}

function printType(type: Type, indent: string): string {
  switch (type.kind) {
    case 'unknown':
    case 'undefined':
      return type.kind;
    case 'scalar':
      return type.brand ?? type.name;
    case 'literal':
      return typeof type.value === 'string' ? quote(type.value) : JSON.stringify(type.value);
    case 'named':
      return printNamed(type);
    case 'union':
      return printUnion(type.members, indent);
    case 'array':
      return `${printOperand(type.items, indent)}[]`;
    case 'tuple':
      return printTuple(type, indent);
    case 'object':
      return printObject(type, indent);
  }
}

function printNamed({ name, absent = [] }: Extract<Type, { kind: 'named' }>): string {
  if (absent.length === 0) return name;
  return `(${name} & { ${absent.map((member) => `${quoteKey(member)}?: never`).join('; ')} })`;
}

function printOperand(type: Type, indent: string): string {
  const text = printType(type, indent);
  return type.kind === 'union' && type.members.length > 1 ? `(${text})` : text;
}

function printUnion(members: readonly Type[], indent: string): string {
  if (members.length === 0) return 'never';
  const isOpenList = members.some((member) => member.kind === 'literal' && typeof member.value === 'string');
  // Beside `string` a literal would be forgotten at once; an editor still offers it beside `string & {}`.
  const write = (member: Type): string => (isOpenList && isString(member) ? `(${member.brand ?? 'string'} & {})` : printOperand(member, indent));
  return members.map(write).join(' | ');
}

function isString(type: Type): type is ScalarType {
  return type.kind === 'scalar' && type.name === 'string';
}

function printTuple({ prefix, required, rest }: Extract<Type, { kind: 'tuple' }>, indent: string): string {
  const items = prefix.map((item, index) => (index < required ? printType(item, indent) : `${printOperand(item, indent)}?`));
  const others = rest === undefined ? [] : [`...${printOperand(rest, indent)}[]`];
  return `[${[...items, ...others].join(', ')}]`;
}

function printObject({ properties, prefixes = [], rest }: ObjectType, indent: string): string {
  const inner = `${indent}  `;
  const members = properties.map(
    ({ name, type, required, doc }) => `${printDoc(doc, inner)}${inner}${quoteKey(name)}${required ? '' : '?'}: ${printType(type, inner)};\n`,
  );
  const indexes = prefixes.map(({ prefix, type }) => `${inner}[k: \`${templateText(prefix)}\${string}\`]: ${printType(type, inner)};\n`);
  const others = rest === undefined ? [] : [`${inner}[k: string]: ${printType(rest, inner)};\n`];
  const all = [...members, ...indexes, ...others];
  // `{}` would be everything but null.
  return all.length === 0 ? 'Record<string, never>' : `{\n${all.join('')}${indent}}`;
}

/** Only letters, digits and a few signs reach a template: see `prefixOf`. */
function templateText(prefix: string): string {
  return prefix.replace(/[^A-Za-z0-9 _./:@-]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A comment of one line or of several; empty if there is nothing to say. */
function printDoc({ description, tags = [], deprecated }: Doc, indent: string): string {
  const text = description === undefined ? [] : commentText(description).split('\n');
  const facts = [...tags.map((tag) => commentText(tag).replaceAll('\n', ' ')), ...(deprecated === true ? ['@deprecated'] : [])];
  const lines = [...text, ...(text.length > 0 && facts.length > 0 ? [''] : []), ...facts].map((line) => line.trimEnd());
  const [only, second] = lines;
  if (only === undefined) return '';
  if (second === undefined) return `${indent}/** ${only} */\n`;
  return `${indent}/**\n${lines.map((line) => `${indent} *${line === '' ? '' : ` ${line}`}\n`).join('')}${indent} */\n`;
}
