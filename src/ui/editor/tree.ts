import { ensureSyntaxTree, syntaxTree } from '@codemirror/language';
import type { EditorState } from '@codemirror/state';
import { parsePointer } from '../../core/json/pointer.ts';

/** A node of the syntax tree of a JSON text, whole or broken. */
export type Node = ReturnType<typeof syntaxTree>['topNode'];

export interface Range {
  readonly from: number;
  readonly to: number;
}

const VALUES: ReadonlySet<string> = new Set(['Object', 'Array', 'String', 'Number', 'True', 'False', 'Null']);

/** How long, in ms, one waits for the part of a large text that is not read yet. */
const PATIENCE_MS = 100;

export function rootValue(state: EditorState): Node | null {
  const tree = ensureSyntaxTree(state, state.doc.length, PATIENCE_MS) ?? syntaxTree(state);
  return tree.topNode.firstChild;
}

/** The text of a string, without quotes and escapes; as it stands where it is broken off. */
export function stringAt(state: EditorState, { from, to }: Range): string {
  const text = state.sliceDoc(from, to);
  try {
    return String(JSON.parse(text));
  } catch {
    return text.replace(/^"|"$/g, '');
  }
}

export function nameOf(state: EditorState, property: Node): string | undefined {
  const name = property.getChild('PropertyName');
  return name === null ? undefined : stringAt(state, name);
}

export function valueOf(property: Node): Node | null {
  const last = property.lastChild;
  return last !== null && VALUES.has(last.name) ? last : null;
}

/** The members of an object by name; the first of two with one name. */
export function membersOf(state: EditorState, object: Node): ReadonlyMap<string, Node> {
  const members = new Map<string, Node>();
  for (const property of object.getChildren('Property')) {
    const name = nameOf(state, property);
    if (name !== undefined && !members.has(name)) members.set(name, property);
  }
  return members;
}

export function itemsOf(array: Node): Node[] {
  const items: Node[] = [];
  for (let child = array.firstChild; child !== null; child = child.nextSibling) if (VALUES.has(child.name)) items.push(child);
  return items;
}

/** The steps from the document to a node. */
export function stepsTo(state: EditorState, node: Node): (string | number)[] {
  const { parent } = node;
  if (parent === null) return [];
  if (parent.name === 'Property') return [...stepsTo(state, parent.parent ?? parent), nameOf(state, parent) ?? ''];
  if (parent.name !== 'Array') return stepsTo(state, parent);
  const at = itemsOf(parent).findIndex((item) => item.from === node.from);
  return [...stepsTo(state, parent), Math.max(at, 0)];
}

/**
 * Where the value at `pointer` stands, or the nearest place above it that the text has. Of an object or array that is a member its name,
 * since the whole would underline half of the document.
 */
export function rangeAt(state: EditorState, pointer: string): Range {
  let node = rootValue(state);
  let range: Range = { from: node?.from ?? 0, to: Math.min((node?.from ?? 0) + 1, state.doc.length) };
  for (const step of parsePointer(pointer) ?? []) {
    const [next, shown] = node === null ? [null, null] : stepInto(state, node, step);
    if (next === null || shown === null) break;
    [node, range] = [next, { from: shown.from, to: shown.to }];
  }
  return range;
}

function stepInto(state: EditorState, node: Node, step: string): readonly [Node | null, Range | null] {
  if (node.name === 'Array') {
    const item = itemsOf(node)[Number(step)] ?? null;
    return [item, item === null ? null : shownRange(item, null)];
  }
  const property = node.name === 'Object' ? membersOf(state, node).get(step) : undefined;
  const value = property === undefined ? null : valueOf(property);
  return [value, value === null ? null : shownRange(value, property?.getChild('PropertyName') ?? null)];
}

function shownRange(value: Node, name: Node | null): Range {
  if (value.name !== 'Object' && value.name !== 'Array') return value;
  return name ?? { from: value.from, to: value.from + 1 };
}
