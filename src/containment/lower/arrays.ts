import type { Term } from '../form/term.ts';
import { childList, childSchema, type SchemaNode } from '../resolve/node.ts';
import { keywordAt, type Site } from './site.ts';

/** What speaks about arrays, but for `unevaluatedItems`. */
export function lowerArrays(site: Site): Term[] {
  return [...lowerItems(site), ...lowerContains(site), ...lowerSize(site)];
}

/** @internal The subschemas of single positions, and the one for the rest, with their keywords. */
export function itemsOf(node: SchemaNode): {
  readonly prefix: readonly SchemaNode[];
  readonly keyword: string;
  readonly rest: SchemaNode | undefined;
} {
  const list = childList(node, 'items');
  // Without an array at `items`, `additionalItems` means nothing.
  if (list.length > 0) return { prefix: list, keyword: 'additionalItems', rest: childSchema(node, 'additionalItems') };
  const isEmptyList = node.children.get('items')?.kind === 'list';
  const rest = childSchema(node, isEmptyList ? 'additionalItems' : 'items');
  return { prefix: childList(node, 'prefixItems'), keyword: isEmptyList ? 'additionalItems' : 'items', rest };
}

function lowerItems(site: Site): Term[] {
  const { lowering, node, scope, terms } = site;
  const { prefix, keyword, rest } = itemsOf(node);
  const prefixLocation = keywordAt(site, node.children.has('prefixItems') ? 'prefixItems' : 'items');
  const parts = prefix.map((child, index) => lowering.note(terms.atom({ kind: 'at', index, of: lowering.lowerBelow(child, scope) }), prefixLocation));
  if (rest === undefined) return parts;
  return [
    ...parts,
    lowering.note(terms.atom({ kind: 'from', index: prefix.length, of: lowering.lowerBelow(rest, scope) }), keywordAt(site, keyword)),
  ];
}

function lowerContains(site: Site): Term[] {
  const { lowering, node, scope, schema, terms } = site;
  const child = childSchema(node, 'contains');
  if (child === undefined) return [];
  const of = lowering.lowerBelow(child, scope);
  const min = typeof schema['minContains'] === 'number' ? schema['minContains'] : 1;
  const max = schema['maxContains'];
  const atLeast = lowering.note(terms.atom({ kind: 'contains', of, min, max: Infinity }), keywordAt(site, 'contains'));
  if (typeof max !== 'number') return [atLeast];
  return [atLeast, lowering.note(terms.atom({ kind: 'contains', of, min: 0, max }), keywordAt(site, 'maxContains'))];
}

function lowerSize(site: Site): Term[] {
  const { lowering, schema, terms } = site;
  const { minItems, maxItems, uniqueItems } = schema;
  const parts: Term[] = [];
  if (typeof minItems === 'number')
    parts.push(lowering.note(terms.atom({ kind: 'size', min: minItems, max: Infinity }), keywordAt(site, 'minItems')));
  if (typeof maxItems === 'number') parts.push(lowering.note(terms.atom({ kind: 'size', min: 0, max: maxItems }), keywordAt(site, 'maxItems')));
  if (uniqueItems === true) parts.push(lowering.note(terms.atom({ kind: 'unique' }), keywordAt(site, 'uniqueItems')));
  return parts;
}
