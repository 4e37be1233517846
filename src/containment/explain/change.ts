import type { JsonValue } from '../../core/json/value.ts';
import { isAmong } from '../form/holds.ts';

/** What the writer and the reader say at the place of a break. */
export interface Contrast {
  readonly keyword: string;
  /** The name that the break is about: of the missing or refused member. */
  readonly name: string | undefined;
  readonly writer: readonly JsonValue[];
  readonly reader: JsonValue | undefined;
  /** The value of the witness at the place, if there is one. */
  readonly found: JsonValue | undefined;
  readonly isDeclared: boolean;
}

export interface Wording {
  /** Completes "the reader …". */
  readonly message: string;
  readonly change: string;
  readonly remedy: string;
}

type Describe = (contrast: Contrast) => Wording;

/** Put a break into words; by keyword, with a plain sentence for the rest. */
export function describeBreak(contrast: Contrast): Wording {
  const describe = Object.hasOwn(BY_KEYWORD, contrast.keyword) ? BY_KEYWORD[contrast.keyword] : undefined;
  return (describe ?? describeOther)(contrast);
}

const BY_KEYWORD: Readonly<Record<string, Describe>> = {
  required: describeRequired,
  dependentRequired: describeRequired,
  dependencies: describeRequired,
  enum: describeValues,
  const: describeValues,
  type: describeType,
  additionalProperties: describeClosed,
  unevaluatedProperties: describeClosed,
  undeclared: describeClosed,
  propertyNames: describeClosed,
  minimum: describeBound,
  maximum: describeBound,
  exclusiveMinimum: describeBound,
  exclusiveMaximum: describeBound,
  minLength: describeBound,
  maxLength: describeBound,
  minItems: describeBound,
  maxItems: describeBound,
  minProperties: describeBound,
  maxProperties: describeBound,
  multipleOf: describeBound,
  anyOf: describeUnion,
  oneOf: describeUnion,
};

function describeRequired({ name = '' }: Contrast): Wording {
  return {
    message: `requires ${JSON.stringify(name)}, which the writer may leave out`,
    change: `required added: ${name}`,
    remedy: `make ${JSON.stringify(name)} optional in the reader, or required in the writer first`,
  };
}

function describeValues({ writer, reader, found, keyword }: Contrast): Wording {
  const allowed: readonly JsonValue[] = keyword === 'const' ? [reader ?? null] : Array.isArray(reader) ? reader : [];
  const written = writer.flatMap((value) => (Array.isArray(value) ? value : [value]));
  const lost = written.filter((value) => !isAmong(allowed, value));
  const value = found === undefined ? 'a value' : show(found);
  const change = lost.length > 0 ? `${keyword} lost ${list(lost)}` : `${keyword} added: ${list(allowed)}`;
  return {
    message: `does not know ${value}, which the writer may send`,
    change,
    remedy: `add ${value} to the ${keyword} of the reader before a writer sends it`,
  };
}

function describeType({ writer, reader, found }: Contrast): Wording {
  const type = found === null ? 'null' : Array.isArray(found) ? 'an array' : typeof found === 'object' ? 'an object' : show(found ?? null);
  const before = writer.length === 0 ? 'any' : typeNames(writer);
  return {
    message: `takes ${typeNames([reader ?? null])} only; the writer may send ${type}`,
    change: `type ${before} → ${typeNames([reader ?? null])}`,
    remedy: 'let the reader take every type that the writer may send',
  };
}

function typeNames(types: readonly JsonValue[]): string {
  return [...new Set(types.flat().map(String))].join('|');
}

function describeClosed({ name = '', keyword, writer, isDeclared }: Contrast): Wording {
  const change = isDeclared ? `property removed: ${name}` : `closed: ${keyword} ${writer.length === 0 ? 'absent' : show(writer[0] ?? null)} → false`;
  return {
    message: `refuses the member ${JSON.stringify(name)}, which the writer may send`,
    change,
    remedy: isDeclared
      ? `keep ${JSON.stringify(name)} in the reader, or let it ignore members it does not know (${keyword}: true)`
      : 'let the reader ignore members it does not know, or compare under the profile declared or tolerant',
  };
}

function describeBound({ keyword, writer, reader, found }: Contrast): Wording {
  const before = writer.length === 0 ? 'absent' : writer.map(show).join(', ');
  const what = typeof found === 'number' ? show(found) : 'a value beyond it';
  return {
    message: `asks for ${keyword} ${show(reader ?? null)}; the writer may send ${what}`,
    change: `${keyword} ${before} → ${show(reader ?? null)}`,
    remedy: `loosen ${keyword} in the reader, or tighten the writer first`,
  };
}

function describeUnion({ keyword }: Contrast): Wording {
  return {
    message: `has no branch of ${keyword} that fits what the writer may send`,
    change: `${keyword} narrowed`,
    remedy: 'add the missing branch to the reader',
  };
}

function describeOther({ keyword, writer, reader }: Contrast): Wording {
  const before = writer.length === 0 ? 'absent' : writer.map(show).join(', ');
  return {
    message: `asks for more with ${keyword} than the writer promises`,
    change: `${keyword} ${before} → ${show(reader ?? null)}`,
    remedy: `loosen ${keyword} in the reader, or tighten the writer first`,
  };
}

function list(values: readonly JsonValue[]): string {
  const shown = values.slice(0, 10).map(show).join(', ');
  return values.length > 10 ? `${shown}, …` : shown;
}

function show(value: JsonValue): string {
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
