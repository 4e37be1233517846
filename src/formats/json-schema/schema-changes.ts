import { canonicalJson } from '../../core/json/canonical.ts';
import { appendPointer } from '../../core/json/pointer.ts';
import { isJsonObject, type JsonValue } from '../../core/json/value.ts';

export const CHANGED_THINGS = [
  'property',
  'definition',
  'branch',
  'item',
  'required',
  'value',
  'type',
  'constraint',
  'annotation',
  'identity',
  'schema',
] as const;
/** What kind of thing changed. `value` is one of an `enum`; `identity` what names or reads the document: `$id`, `$schema`; `annotation` asserts nothing. */
export type ChangedThing = (typeof CHANGED_THINGS)[number];

/** One difference between two documents, at its place. */
export interface SchemaChange {
  readonly kind: 'added' | 'removed' | 'changed';
  readonly thing: ChangedThing;
  /** The member, branch or keyword: `currency`, `oneOf 2`, `minimum`. */
  readonly name: string;
  /** A JSON Pointer into the newer document; of what was removed, into the older. */
  readonly pointer: string;
  readonly before?: JsonValue;
  readonly after?: JsonValue;
}

/**
 * What is different in `after`, by structure: members by their names, branches by what they hold and then by their order,
 * `required`, `enum` and `type` as sets. It says nothing about what that means for events. The order of members, white space and how a number is
 * written are no difference. In the order of the newer document, then what is only in the older. Linear but for branches, which
 * cost their number squared.
 */
export function schemaChanges(before: JsonValue, after: JsonValue): readonly SchemaChange[] {
  return compare({ value: before, pointer: '' }, { value: after, pointer: '' });
}

interface Side {
  readonly value: JsonValue;
  readonly pointer: string;
}

function compare(before: Side, after: Side): SchemaChange[] {
  const [a, b] = [before.value, after.value];
  if (isSame(a, b)) return [];
  if (!isJsonObject(a) || !isJsonObject(b)) return [{ kind: 'changed', thing: 'schema', name: '', pointer: after.pointer, before: a, after: b }];
  const keywords = [...new Set([...Object.keys(b), ...Object.keys(a)])];
  return keywords.flatMap((keyword) => compareKeyword(keyword, memberOf(before, keyword), memberOf(after, keyword)));
}

function memberOf({ value, pointer }: Side, name: string): Side | undefined {
  const member = isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  return member === undefined ? undefined : { value: member, pointer: appendPointer(pointer, name) };
}

type Compare = (keyword: string, before: Side | undefined, after: Side | undefined) => SchemaChange[];

function compareKeyword(keyword: string, before: Side | undefined, after: Side | undefined): SchemaChange[] {
  const shape = Object.hasOwn(SHAPES, keyword) ? SHAPES[keyword] : undefined;
  return (shape ?? comparePlain)(keyword, before, after);
}

const SHAPES: Readonly<Record<string, Compare>> = {
  ...forEach(['properties', 'patternProperties'], compareMap('property')),
  ...forEach(['$defs', 'definitions'], compareMap('definition')),
  dependentSchemas: compareMap('branch'),
  ...forEach(['allOf', 'anyOf', 'oneOf'], compareBranches),
  prefixItems: compareList,
  items: (keyword, before, after) => (isList(before) || isList(after) ? compareList(keyword, before, after) : compareSchema(keyword, before, after)),
  ...forEach(
    `additionalProperties unevaluatedProperties propertyNames additionalItems unevaluatedItems contains not if then else contentSchema`.split(' '),
    compareSchema,
  ),
  required: compareSet('required'),
  enum: compareSet('value'),
  type: compareSet('type'),
};

function forEach(keywords: readonly string[], shape: Compare): Record<string, Compare> {
  return Object.fromEntries(keywords.map((keyword) => [keyword, shape]));
}

function isList(side: Side | undefined): boolean {
  return Array.isArray(side?.value);
}

function compareSchema(keyword: string, before: Side | undefined, after: Side | undefined): SchemaChange[] {
  if (before === undefined || after === undefined) return comparePlain(keyword, before, after);
  return compare(before, after);
}

function compareMap(thing: ChangedThing): Compare {
  return (keyword, before, after) => {
    const [a, b] = [before ?? absentBeside(after), after ?? absentBeside(before)];
    if (!isJsonObject(a.value) || !isJsonObject(b.value)) return comparePlain(keyword, before, after);
    const names = [...new Set([...Object.keys(b.value), ...Object.keys(a.value)])];
    return names.flatMap((name) => compareNamed(thing, name, memberOf(a, name), memberOf(b, name)));
  };
}

/** A keyword that is not there holds no members. */
function absentBeside(other: Side | undefined): Side {
  return { value: {}, pointer: other?.pointer ?? '' };
}

function compareNamed(thing: ChangedThing, name: string, before: Side | undefined, after: Side | undefined): SchemaChange[] {
  if (before !== undefined && after !== undefined) return compare(before, after);
  return oneSided(thing, name, before, after);
}

function compareList(keyword: string, before: Side | undefined, after: Side | undefined): SchemaChange[] {
  if (!isList(before) || !isList(after)) return comparePlain(keyword, before, after);
  const [a, b] = [itemsOf(before), itemsOf(after)];
  return Array.from({ length: Math.max(a.length, b.length) }, (_, index) => compareNamed('item', `${keyword} ${index}`, a[index], b[index])).flat();
}

/** Branches that both have are the same wherever they stand; what is left is paired in order. */
function compareBranches(keyword: string, before: Side | undefined, after: Side | undefined): SchemaChange[] {
  const [a, b] = [itemsOf(before), itemsOf(after)];
  const gone = [...a];
  const fresh = b.filter((branch) => {
    const known = gone.findIndex((other) => isSame(other.value, branch.value));
    if (known >= 0) gone.splice(known, 1);
    return known < 0;
  });
  return Array.from({ length: Math.max(gone.length, fresh.length) }, (_, index) => {
    const [left, right] = [gone[index], fresh[index]];
    const place = right === undefined ? a.indexOf(left ?? { value: null, pointer: '' }) : b.indexOf(right);
    return compareNamed('branch', `${keyword} ${place}`, left, right);
  }).flat();
}

function itemsOf(side: Side | undefined): Side[] {
  const value = side?.value;
  return Array.isArray(value) ? value.map((item: JsonValue, index) => ({ value: item, pointer: appendPointer(side?.pointer ?? '', index) })) : [];
}

function compareSet(thing: ChangedThing): Compare {
  return (keyword, before, after) => {
    const [a, b] = [elementsOf(before), elementsOf(after)];
    // `required` that is absent is empty; an `enum` or `type` that is absent takes everything, which is more than all elements.
    if (thing !== 'required' && (a === undefined || b === undefined)) return comparePlain(keyword, before, after);
    const added = (b ?? []).filter(({ value }) => !(a ?? []).some((other) => isSame(other.value, value)));
    const removed = (a ?? []).filter(({ value }) => !(b ?? []).some((other) => isSame(other.value, value)));
    const [first, last] = [removed[0], added[0]];
    if (a?.length === 1 && b?.length === 1 && first && last) return oneSided(thing, keyword, first, last);
    return [
      ...added.flatMap((side) => oneSided(thing, nameOf(side.value), undefined, side)),
      ...removed.flatMap((side) => oneSided(thing, nameOf(side.value), side, undefined)),
    ];
  };
}

function elementsOf(side: Side | undefined): Side[] | undefined {
  if (side === undefined) return undefined;
  return Array.isArray(side.value) ? itemsOf(side) : [side];
}

function nameOf(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const IDENTITY: ReadonlySet<string> = new Set('$schema $id id $anchor $dynamicAnchor $recursiveAnchor $vocabulary'.split(' '));
const CONSTRAINTS: ReadonlySet<string> = new Set(
  `$ref $dynamicRef $recursiveRef const multipleOf maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength pattern format
  maxItems minItems uniqueItems maxContains minContains maxProperties minProperties dependentRequired dependencies`.split(/\s+/),
);

function comparePlain(keyword: string, before: Side | undefined, after: Side | undefined): SchemaChange[] {
  const asserts = CONSTRAINTS.has(keyword) || Object.hasOwn(SHAPES, keyword);
  return oneSided(IDENTITY.has(keyword) ? 'identity' : asserts ? 'constraint' : 'annotation', keyword, before, after);
}

function oneSided(thing: ChangedThing, name: string, before: Side | undefined, after: Side | undefined): SchemaChange[] {
  if (before !== undefined && after !== undefined && isSame(before.value, after.value)) return [];
  const kind = before === undefined ? 'added' : after === undefined ? 'removed' : 'changed';
  const pointer = (after ?? before)?.pointer ?? '';
  return [{ kind, thing, name, pointer, ...(before && { before: before.value }), ...(after && { after: after.value }) }];
}

function isSame(a: JsonValue, b: JsonValue): boolean {
  return a === b || (typeof a === typeof b && canonicalJson(a) === canonicalJson(b));
}
