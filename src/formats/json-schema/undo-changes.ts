import { canonicalJson } from '../../core/json/canonical.ts';
import { appendPointer, formatPointer, parsePointer, valueAtPointer } from '../../core/json/pointer.ts';
import { isJsonObject, type JsonValue } from '../../core/json/value.ts';
import type { PatchOperation, PlacedChange } from '../../core/schema-change.ts';

/** A document that takes some changes back, and how it is made from the newer one. */
export interface Undone {
  readonly schema: JsonValue;
  /** Applied in order to the newer document it gives `schema`. Arrays are replaced as a whole. */
  readonly patch: readonly PatchOperation[];
}

/**
 * Take changes that lead to `after` back, and keep all others. With every change taken back there is no difference left
 * to the document before. Linear in the document for each change.
 */
export function undoChanges(after: JsonValue, changes: readonly PlacedChange[]): Undone {
  const schema = inOrder(changes).reduce(undo, after);
  return { schema, patch: patchOf(after, schema, changes.map(touched)) };
}

/** What is deep before what holds it, and what leaves an array from its end, so that every place stays where it is until its turn. */
function inOrder(changes: readonly PlacedChange[]): PlacedChange[] {
  const plan = changes.map((change) => {
    const steps = parsePointer(change.places.after) ?? [];
    const last = steps.at(-1) ?? '';
    return { change, depth: steps.length, index: /^\d+$/.test(last) ? Number(last) : -1 };
  });
  return plan.toSorted((a, b) => b.depth - a.depth || b.index - a.index).map(({ change }) => change);
}

const SETS: ReadonlySet<string> = new Set(['required', 'value', 'type']);

function undo(schema: JsonValue, change: PlacedChange): JsonValue {
  const { kind, thing, before, after, places } = change;
  if (SETS.has(thing) && kind !== 'changed') {
    const steps = parsePointer(setPlace(places.after)) ?? [];
    return setAt(schema, steps, (set) => (kind === 'added' ? without(set, after ?? null, thing) : withValue(set, before ?? null)));
  }
  const steps = parsePointer(places.after) ?? [];
  if (kind === 'added' && thing === 'branch') return setAt(schema, steps.slice(0, -1), (branches) => withoutMember(branches, steps.at(-1) ?? ''));
  return setAt(schema, steps, () => before);
}

/** Undefined where none is left: a keyword of no branches is no keyword. */
function withoutMember(members: JsonValue | undefined, name: string): JsonValue | undefined {
  const left = members === undefined ? [] : setAt(members, [name], () => undefined);
  return Array.isArray(left) && left.length === 0 ? undefined : left;
}

/** The keyword of a set, where a change names one of its elements. */
function setPlace(pointer: string): string {
  return pointer.replace(/\/(-|\d+)$/, '');
}

function without(set: JsonValue | undefined, value: JsonValue, thing: PlacedChange['thing']): JsonValue | undefined {
  const left = listOf(set).filter((other) => canonicalJson(other) !== canonicalJson(value));
  // An empty one is not allowed in draft-04, and means nothing in the others.
  return thing === 'required' && left.length === 0 ? undefined : left;
}

function withValue(set: JsonValue | undefined, value: JsonValue): JsonValue {
  return [...listOf(set), value];
}

function listOf(set: JsonValue | undefined): readonly JsonValue[] {
  return set === undefined ? [] : Array.isArray(set) ? (set as readonly JsonValue[]) : [set];
}

/** A copy in which another value stands at a place, or none; objects on the way are made where there are none. */
function setAt(value: JsonValue | undefined, steps: readonly string[], change: (value: JsonValue | undefined) => JsonValue | undefined): JsonValue {
  const [step, ...rest] = steps;
  if (step === undefined) return change(value) ?? true;
  const inside = (member: JsonValue | undefined): JsonValue | undefined => (rest.length === 0 ? change(member) : setAt(member, rest, change));
  if (Array.isArray(value)) return setItem(value as readonly JsonValue[], step, inside);
  if (value === undefined && step === '-') return setItem([], step, inside);
  const members = value !== undefined && isJsonObject(value) ? value : {};
  const changed = inside(Object.hasOwn(members, step) ? members[step] : undefined);
  const others = Object.entries(members).filter(([name]) => name !== step);
  if (changed === undefined) return Object.fromEntries(others);
  if (!Object.hasOwn(members, step)) return Object.fromEntries([...others, [step, changed]]);
  return Object.fromEntries(Object.entries(members).map(([name, member]) => [name, name === step ? changed : member]));
}

function setItem(items: readonly JsonValue[], step: string, change: (item: JsonValue | undefined) => JsonValue | undefined): JsonValue {
  const index = step === '-' ? items.length : Number(step);
  const changed = change(items[index]);
  return [...items.slice(0, index), ...(changed === undefined ? [] : [changed]), ...items.slice(index + 1)];
}

/** The value that is another one after a change was taken back: an array as a whole. */
function touched({ thing, places }: PlacedChange): string {
  if (SETS.has(thing)) return setPlace(places.after);
  return thing === 'branch' || thing === 'item' ? setPlace(places.after) : places.after;
}

function patchOf(from: JsonValue, to: JsonValue, pointers: readonly string[]): readonly PatchOperation[] {
  const found = new Set(pointers.map((pointer) => firstMissing(from, pointer)));
  const outer = [...found].filter((pointer) => ![...found].some((other) => other !== pointer && pointer.startsWith(`${other}/`)));
  return outer.toSorted().map((path): PatchOperation => {
    const value = valueAtPointer(to, path);
    if (value === undefined) return { op: 'remove', path };
    return { op: valueAtPointer(from, path) === undefined ? 'add' : 'replace', path, value };
  });
}

/** The place itself, or the outermost one on the way to it that is not there; of an array that is too short, the array. */
function firstMissing(document: JsonValue, pointer: string): string {
  const steps = parsePointer(pointer) ?? [];
  for (let depth = 1; depth <= steps.length; depth += 1) {
    const here = formatPointer(steps.slice(0, depth));
    if (valueAtPointer(document, here) === undefined) {
      const parent = formatPointer(steps.slice(0, depth - 1));
      return Array.isArray(valueAtPointer(document, parent)) ? parent : appendPointer(parent, steps[depth - 1] ?? '');
    }
  }
  return pointer;
}
