import { snippet, type Completion, type CompletionContext, type CompletionResult } from '@codemirror/autocomplete';
import { syntaxTree } from '@codemirror/language';
import type { EditorState } from '@codemirror/state';
import type { Dialect } from '../../core/version.ts';
import { dialectOf, keywordsOf, VALUES, type KeywordWords } from './keywords.ts';
import { referenceTargets } from './reference-targets.ts';
import { placeKind } from './schema-place.ts';
import { membersOf, nameOf, rootValue, stepsTo, stringAt, valueOf, type Node, type Range } from './tree.ts';

/** Proposals for a schema document: keywords of its dialect, what `type`, `format` and `$schema` take, what `$ref` can name, members for `required`. */
export function completeSchema({ state, pos, explicit }: CompletionContext): CompletionResult | null {
  const node = syntaxTree(state).resolveInner(pos, -1);
  const word = wordAt(state, node, pos);
  if (word === undefined && !explicit) return null;
  const range = word ?? { from: pos, to: pos };
  const options = proposals(state, node, range);
  return options.length === 0 ? null : { from: range.from, to: range.to, options, validFor: /^"?[\w$#/.:%~-]*"?$/ };
}

/** The string or the bare word that the cursor is in; bare words are what one types before the quotes. */
function wordAt(state: EditorState, node: Node, pos: number): Range | undefined {
  if ((node.name === 'String' || node.name === 'PropertyName') && node.from < pos) return { from: node.from, to: node.to };
  const line = state.doc.lineAt(pos);
  const before = /"?[\w$]*$/.exec(line.text.slice(0, pos - line.from))?.[0] ?? '';
  if (before === '') return undefined;
  const after = /^[\w$]*"?/.exec(line.text.slice(pos - line.from))?.[0] ?? '';
  return { from: pos - before.length, to: pos + after.length };
}

function proposals(state: EditorState, node: Node, range: Range): Completion[] {
  const place = enclosing(node);
  if (place === null) return [];
  const property = place.name === 'Property' ? place : null;
  if (property !== null && afterColon(property, range)) return valueProposals(state, property, range);
  const holder = property === null ? place : property.parent;
  if (holder?.name === 'Array') return itemProposals(state, holder, range);
  return holder?.name === 'Object' ? keywordProposals(state, holder, range) : [];
}

function enclosing(node: Node): Node | null {
  for (let at: Node | null = node; at !== null; at = at.parent) if (['Property', 'Object', 'Array'].includes(at.name)) return at;
  return null;
}

function afterColon(property: Node, range: Range): boolean {
  const name = property.getChild('PropertyName');
  return name !== null && range.from >= name.to;
}

function valueProposals(state: EditorState, property: Node, range: Range): Completion[] {
  const keyword = nameOf(state, property) ?? '';
  if (property.parent === null || placeKind(stepsTo(state, property.parent)) !== 'schema') return [];
  return textsFor(state, keyword).map((text, at) => quoted(text, range, at));
}

function textsFor(state: EditorState, keyword: string): readonly string[] {
  if (keyword === '$ref') return referenceTargets(state);
  return Object.hasOwn(VALUES, keyword) ? (VALUES[keyword] ?? []) : [];
}

function itemProposals(state: EditorState, array: Node, range: Range): Completion[] {
  const property = array.parent?.name === 'Property' ? array.parent : null;
  const object = property?.parent ?? null;
  if (property === null || object === null || placeKind(stepsTo(state, object)) !== 'schema') return [];
  const keyword = nameOf(state, property);
  const texts = keyword === 'required' ? declaredIn(state, object) : keyword === 'type' ? textsFor(state, 'type') : [];
  return texts.map((text, at) => quoted(text, range, at));
}

function declaredIn(state: EditorState, object: Node): string[] {
  const properties = membersOf(state, object).get('properties');
  const map = properties === undefined ? null : valueOf(properties);
  return map?.name === 'Object' ? [...membersOf(state, map).keys()] : [];
}

/** `at`: its place in the order in which they are proposed. */
function quoted(text: string, { from }: Range, at: number): Completion {
  const label = JSON.stringify(text);
  return {
    label,
    displayLabel: text,
    type: 'constant',
    boost: Math.max(-99, -at),
    apply: (view, _completion, start, end) => replace(view, label, Math.min(from, start), end),
  };
}

type View = Parameters<Exclude<Completion['apply'], string | undefined>>[0];

function replace(view: View, insert: string, from: number, to: number): void {
  view.dispatch({ changes: { from, to, insert }, selection: { anchor: from + insert.length }, userEvent: 'input.complete' });
}

function keywordProposals(state: EditorState, object: Node, range: Range): Completion[] {
  if (placeKind(stepsTo(state, object)) !== 'schema') return [];
  const hasValue = state
    .sliceDoc(range.to, range.to + 20)
    .trimStart()
    .startsWith(':');
  return keywordsOf(dialectIn(state), new Set(membersOf(state, object).keys())).map((keyword) => proposal(keyword, hasValue));
}

/** Proposed before the others. */
const OFTEN: ReadonlySet<string> = new Set(['type', 'properties', 'required', 'description', 'enum', 'format', 'items', '$ref']);

function proposal({ name, detail, value }: KeywordWords, hasValue: boolean): Completion {
  const label = JSON.stringify(name);
  // `$` begins a field of a snippet where a brace follows, and nothing else does in these names.
  const template = hasValue ? label : `${label}: ${value.replace('$0', '${}')}`;
  return { label, displayLabel: name, detail, type: 'keyword', boost: OFTEN.has(name) ? 1 : 0, apply: snippet(template) };
}

function dialectIn(state: EditorState): Dialect {
  const root = rootValue(state);
  const property = root?.name === 'Object' ? membersOf(state, root).get('$schema') : undefined;
  const value = property === undefined ? null : valueOf(property);
  return (value?.name === 'String' ? dialectOf(stringAt(state, value)) : undefined) ?? 'draft-2020-12';
}
