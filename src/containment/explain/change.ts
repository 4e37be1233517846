import { isJsonObject, type JsonValue } from '../../core/json/value.ts';
import { BOUNDS, describeBound } from './bounds.ts';
import { describeClosed } from './closed.ts';
import type { Contrast, Describe, Wording } from './contrast.ts';
import { describeAmbiguous, describeBranchMissing, describeType, describeUnion, describeValues } from './values.ts';
import { counted, list, ownText, show, sizeOf, textOf } from './words.ts';

/** Put a break into words: by what was found, then by keyword, with a plain sentence for the rest. */
export function describeBreak(contrast: Contrast): Wording {
  const describe = lookUp(BY_CODE, contrast.code) ?? lookUp(BY_KEYWORD, contrast.keyword) ?? describeOther;
  return describe(contrast);
}

function lookUp(table: Readonly<Record<string, Describe>>, name: string): Describe | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

const BY_CODE: Readonly<Record<string, Describe>> = {
  one_of_ambiguous: describeAmbiguous,
  discriminator_unmatched: describeBranchMissing,
  property_forbidden: describeForbidden,
  additional_item: describeItem,
  unevaluated_item: describeItem,
  schema_false: describeNothing,
};

/** Breaks that are about the event as a whole: one sentence each, completed by the value. */
const PLAIN: Readonly<Record<string, (contrast: Contrast) => string>> = {
  not: ({ found }) => `refuses what is valid under its "not"; the writer may send ${sizeOf(found)}`,
  uniqueItems: () => 'takes no array with the same item twice; the writer may send one',
  contains: ({ reader, found }) =>
    `takes only arrays with at least ${counted(reader.own[0], 'item')} valid under its "contains"; the writer may send ${sizeOf(found)}`,
  minContains: ({ reader, found }) =>
    `takes only arrays with at least ${counted(reader.own[0], 'item')} valid under its "contains"; the writer may send ${sizeOf(found)}`,
  maxContains: ({ reader, found }) =>
    `takes only arrays with at most ${counted(reader.own[0], 'item')} valid under its "contains"; the writer may send ${sizeOf(found)}`,
};

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
  propertyNames: describeName,
  anyOf: describeUnion,
  oneOf: describeUnion,
  ...Object.fromEntries(BOUNDS.map((keyword) => [keyword, describeBound])),
};

function describeRequired({ name = '', beside }: Contrast): Wording {
  const where = beside.length === 0 ? '' : ` beside ${beside.map((trigger) => JSON.stringify(trigger)).join(' or ')}`;
  return {
    message: `requires ${JSON.stringify(name)}${where}, which the writer may leave out`,
    change: `required added: ${name}`,
    remedy: `make ${JSON.stringify(name)} optional in the reader or required in the writer, whichever is new; or release as breaking (a new line)`,
  };
}

function describeForbidden({ name = '' }: Contrast): Wording {
  return {
    message: `forbids the member ${JSON.stringify(name)}, which the writer may send`,
    change: `property forbidden: ${name}`,
    remedy: `allow ${JSON.stringify(name)} in the reader or take it out of the writer, whichever is new`,
  };
}

function describeItem({ keyword, name = '' }: Contrast): Wording {
  return {
    message: `takes no item at position ${name}; the writer may send one`,
    change: `closed: ${keyword} → false`,
    remedy: 'let the reader take more items or the writer send fewer, whichever is new',
  };
}

function describeName({ name = '', writer, reader }: Contrast): Wording {
  const rule = reader.own[0];
  return {
    message: `refuses the name ${JSON.stringify(name)}: ${nameRule(rule)}`,
    change: `propertyNames ${ownText(writer)} → ${show(rule)}`,
    remedy: 'loosen propertyNames in the reader or give the writer the same, whichever is new',
  };
}

function nameRule(rule: JsonValue | undefined): string {
  if (rule === false) return 'it takes no members at all';
  const { pattern, minLength, maxLength, enum: values, ...others } = isJsonObject(rule) ? rule : { not: true };
  const rules = [
    ...(pattern === undefined ? [] : [`match ${textOf(pattern)}`]),
    ...(minLength === undefined ? [] : [`have at least ${counted(minLength, 'character')}`]),
    ...(maxLength === undefined ? [] : [`have at most ${counted(maxLength, 'character')}`]),
    ...(Array.isArray(values) ? [`be one of ${list(values as readonly JsonValue[])}`] : []),
  ];
  const isSaid = rules.length > 0 && Object.keys(others).every((keyword) => keyword === 'type');
  return `names must ${isSaid ? rules.join(' and ') : `be valid under ${show(rule)}`}`;
}

function describeNothing({ found }: Contrast): Wording {
  return {
    message: `takes no value at all here; the writer may send ${sizeOf(found)}`,
    change: 'closed: the schema is false',
    remedy: 'let the reader take the value or the writer not send it, whichever is new',
  };
}

function describeOther(contrast: Contrast): Wording {
  const { keyword, writer, reader, found } = contrast;
  const plain = Object.hasOwn(PLAIN, keyword) ? PLAIN[keyword] : undefined;
  return {
    message: plain?.(contrast) ?? `asks for more with ${keyword} than the writer promises, who may send ${show(found)}`,
    change: keyword === 'contains' && writer.own.length === 0 ? 'contains added' : `${keyword} ${ownText(writer)} → ${show(reader.own[0])}`,
    remedy: `loosen ${keyword} in the reader or tighten the writer, whichever is new`,
  };
}
