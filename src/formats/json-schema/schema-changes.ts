import type { ChangedThing, PlacedChange, SchemaChange } from '../../core/schema-change.ts';
import { canonicalJson } from '../../core/json/canonical.ts';
import { appendPointer } from '../../core/json/pointer.ts';
import { isSameJson } from '../../core/json/same.ts';
import { isJsonObject, type JsonValue } from '../../core/json/value.ts';

/**
 * What is different in `after`, by structure: members by their names, branches by what they hold and then by their order,
 * `required`, `enum` and `type` as sets. It says nothing about what that means for events. The order of members, white space and how a number is
 * written are no difference. In the order of the newer document, then what is only in the older. Linear.
 */
export function schemaChanges(before: JsonValue, after: JsonValue): readonly SchemaChange[] {
  return placedChanges(before, after).map(({ places: _places, ...change }) => change);
}

/** As `schemaChanges`, with the places in both documents. */
export function placedChanges(before: JsonValue, after: JsonValue): readonly PlacedChange[] {
  return compare({ value: before, pointer: '' }, { value: after, pointer: '' });
}

interface Side {
  readonly value: JsonValue;
  readonly pointer: string;
}

/** A place, where there may be nothing. */
interface Place {
  readonly value: JsonValue | undefined;
  readonly pointer: string;
}

function compare(before: Side, after: Side): PlacedChange[] {
  const [a, b] = [before.value, after.value];
  if (isSameJson(a, b)) return [];
  if (!isJsonObject(a) || !isJsonObject(b)) return oneSided('schema', '', before, after);
  const keywords = [...new Set([...Object.keys(b), ...Object.keys(a)])];
  return keywords.flatMap((keyword) => compareKeyword(keyword, memberOf(before, keyword), memberOf(after, keyword)));
}

function memberOf({ value, pointer }: Side, name: string): Place {
  const member = isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  return { value: member, pointer: appendPointer(pointer, name) };
}

function isThere(place: Place): place is Side {
  return place.value !== undefined;
}

type Compare = (keyword: string, before: Place, after: Place) => PlacedChange[];

function compareKeyword(keyword: string, before: Place, after: Place): PlacedChange[] {
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

function isList({ value }: Place): boolean {
  return Array.isArray(value);
}

function compareSchema(keyword: string, before: Place, after: Place): PlacedChange[] {
  return isThere(before) && isThere(after) ? compare(before, after) : comparePlain(keyword, before, after);
}

function compareMap(thing: ChangedThing): Compare {
  return (keyword, before, after) => {
    // A keyword that is not there holds no members.
    const [a, b] = [
      { ...before, value: before.value ?? {} },
      { ...after, value: after.value ?? {} },
    ];
    if (!isJsonObject(a.value) || !isJsonObject(b.value)) return comparePlain(keyword, before, after);
    const names = [...new Set([...Object.keys(b.value), ...Object.keys(a.value)])];
    return names.flatMap((name) => compareNamed(thing, name, memberOf(a, name), memberOf(b, name)));
  };
}

function compareNamed(thing: ChangedThing, name: string, before: Place, after: Place): PlacedChange[] {
  return isThere(before) && isThere(after) ? compare(before, after) : oneSided(thing, name, before, after);
}

function compareList(keyword: string, before: Place, after: Place): PlacedChange[] {
  if (!isList(before) || !isList(after)) return comparePlain(keyword, before, after);
  const [a, b] = [itemsOf(before), itemsOf(after)];
  return Array.from({ length: Math.max(a.length, b.length) }, (_, index) => {
    return compareNamed('item', `${keyword} ${index}`, a[index] ?? endOf(before), b[index] ?? endOf(after));
  }).flat();
}

/** Branches that both have are the same wherever they stand; what is left is paired in order. */
function compareBranches(keyword: string, before: Place, after: Place): PlacedChange[] {
  const [a, b] = [itemsOf(before), itemsOf(after)];
  const [gone, fresh] = [surplusOf(a, b), surplusOf(b, a)];
  return Array.from({ length: Math.max(gone.length, fresh.length) }, (_, index) => {
    const [older, newer] = [gone[index], fresh[index]];
    const place = (newer ?? older)?.pointer.split('/').at(-1) ?? '';
    return compareNamed('branch', `${keyword} ${place}`, older ?? endOf(before), newer ?? endOf(after));
  }).flat();
}

/** The elements of which the others have fewer, or none; of equal ones the last. */
function surplusOf(elements: readonly Side[], others: readonly Side[]): readonly Side[] {
  const left = new Map<string, number>();
  for (const text of others.map(textOf)) left.set(text, (left.get(text) ?? 0) + 1);
  return elements.filter((element) => {
    const text = textOf(element);
    const count = left.get(text) ?? 0;
    left.set(text, count - 1);
    return count <= 0;
  });
}

/** Two that are the same have the same. */
function textOf({ value }: Side): string {
  return canonicalJson(value);
}

function itemsOf({ value, pointer }: Place): Side[] {
  return Array.isArray(value) ? value.map((item: JsonValue, index) => ({ value: item, pointer: appendPointer(pointer, index) })) : [];
}

function endOf({ pointer }: Place): Place {
  return { value: undefined, pointer: appendPointer(pointer, '-') };
}

function compareSet(thing: ChangedThing): Compare {
  return (keyword, before, after) => {
    const [a, b] = [elementsOf(before), elementsOf(after)];
    // `required` that is absent is empty; an `enum` or `type` that is absent takes everything, which is more than all elements.
    if (thing !== 'required' && (a === undefined || b === undefined)) return comparePlain(keyword, before, after);
    const added = without(b, a);
    const removed = without(a, b);
    const [first, last] = [removed[0], added[0]];
    if (a?.length === 1 && b?.length === 1 && first && last) return oneSided(thing, keyword, first, last);
    return [
      ...added.flatMap((side) => oneSided(thing, nameOf(side.value), endOf(before), side)),
      ...removed.flatMap((side) => oneSided(thing, nameOf(side.value), side, endOf(after))),
    ];
  };
}

function without(elements: readonly Side[] = [], others: readonly Side[] = []): readonly Side[] {
  const texts = new Set(others.map(textOf));
  return elements.filter((element) => !texts.has(textOf(element)));
}

function elementsOf(place: Place): Side[] | undefined {
  if (!isThere(place)) return undefined;
  return Array.isArray(place.value) ? itemsOf(place) : [place];
}

function nameOf(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const IDENTITY: ReadonlySet<string> = new Set('$schema $id id $anchor $dynamicAnchor $recursiveAnchor $vocabulary'.split(' '));
const CONSTRAINTS: ReadonlySet<string> = new Set(
  `$ref $dynamicRef $recursiveRef const multipleOf maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength pattern format
  maxItems minItems uniqueItems maxContains minContains maxProperties minProperties dependentRequired dependencies`.split(/\s+/),
);

function comparePlain(keyword: string, before: Place, after: Place): PlacedChange[] {
  const asserts = CONSTRAINTS.has(keyword) || Object.hasOwn(SHAPES, keyword);
  return oneSided(IDENTITY.has(keyword) ? 'identity' : asserts ? 'constraint' : 'annotation', keyword, before, after);
}

function oneSided(thing: ChangedThing, name: string, before: Place, after: Place): PlacedChange[] {
  if (isThere(before) && isThere(after) && isSameJson(before.value, after.value)) return [];
  return [
    {
      kind: isThere(before) ? (isThere(after) ? 'changed' : 'removed') : 'added',
      thing,
      name,
      pointer: isThere(after) ? after.pointer : before.pointer,
      ...(isThere(before) && { before: before.value }),
      ...(isThere(after) && { after: after.value }),
      places: { before: before.pointer, after: after.pointer },
    },
  ];
}
