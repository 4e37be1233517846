import type { EditorState } from '@codemirror/state';
import { formatPointer } from '../../core/json/pointer.ts';
import { placeKind } from './schema-place.ts';
import { itemsOf, membersOf, nameOf, rootValue, stepsTo, stringAt, valueOf, type Node } from './tree.ts';

/** Targets that are proposed: more nobody reads. */
const MOST = 200;

/** What a `$ref` within the document can name: the document itself, its definitions and its anchors. Works on a text that is not whole. */
export function referenceTargets(state: EditorState): string[] {
  const root = rootValue(state);
  const targets = new Set(['#']);
  if (root !== null) visit(state, root, targets);
  return [...targets].slice(0, MOST);
}

function visit(state: EditorState, node: Node, targets: Set<string>): void {
  if (targets.size >= MOST) return;
  if (node.name === 'Array') for (const item of itemsOf(node)) visit(state, item, targets);
  if (node.name !== 'Object') return;
  const kind = placeKind(stepsTo(state, node));
  if (kind === 'data') return;
  for (const [name, property] of membersOf(state, node)) {
    const value = valueOf(property);
    if (kind === 'schema' && (name === '$anchor' || name === '$dynamicAnchor') && value?.name === 'String') targets.add(`#${stringAt(state, value)}`);
    if (kind === 'map' && isDefinition(state, node)) targets.add(fragment(stepsTo(state, node), name));
    if (value !== null) visit(state, value, targets);
  }
}

function isDefinition(state: EditorState, map: Node): boolean {
  const name = map.parent?.name === 'Property' ? nameOf(state, map.parent) : undefined;
  return name === '$defs' || name === 'definitions';
}

/** A JSON Pointer as the fragment of a URI. Half of a surrogate pair has no UTF-8, so it stays as it is. */
function fragment(steps: readonly (string | number)[], name: string): string {
  return `#${formatPointer([...steps, name])
    .replace(/\P{Cs}+/gu, encodeURI)
    .replaceAll('#', '%23')}`;
}
