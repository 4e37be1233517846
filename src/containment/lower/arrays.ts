import type { Term } from '../form/term.ts';
import { itemsOf } from '../resolve/items.ts';
import { childSchema } from '../resolve/node.ts';
import { NOTHING, type Site } from './site.ts';

/** What speaks about arrays, but for `unevaluatedItems`. */
export function lowerArrays(site: Site): readonly Term[] {
  const { node, schema } = site;
  if (node.children.size === 0 && SIZES.every((keyword) => schema[keyword] === undefined)) return NOTHING;
  return [...lowerItems(site), ...lowerContains(site), ...lowerSize(site)];
}

const SIZES = ['minItems', 'maxItems', 'uniqueItems'];

function lowerItems({ lowering, node, scope, terms }: Site): Term[] {
  const { prefix, prefixKeyword, rest, restKeyword } = itemsOf(node);
  const parts = prefix.map((child, index) =>
    lowering.note(terms.atom({ kind: 'at', index, of: lowering.lowerBelow(child, scope) }), node, prefixKeyword),
  );
  if (rest === undefined) return parts;
  return [...parts, lowering.note(terms.atom({ kind: 'from', index: prefix.length, of: lowering.lowerBelow(rest, scope) }), node, restKeyword)];
}

function lowerContains({ lowering, node, scope, schema, terms }: Site): readonly Term[] {
  const child = childSchema(node, 'contains');
  if (child === undefined) return NOTHING;
  const of = lowering.lowerBelow(child, scope);
  const min = typeof schema['minContains'] === 'number' ? schema['minContains'] : 1;
  const max = schema['maxContains'];
  const atLeast = lowering.note(terms.atom({ kind: 'contains', of, min, max: Infinity }), node, 'contains');
  if (typeof max !== 'number') return [atLeast];
  return [atLeast, lowering.note(terms.atom({ kind: 'contains', of, min: 0, max }), node, 'maxContains')];
}

function lowerSize({ lowering, node, schema, terms }: Site): Term[] {
  const { minItems, maxItems, uniqueItems } = schema;
  const parts: Term[] = [];
  if (typeof minItems === 'number') parts.push(lowering.note(terms.atom({ kind: 'size', min: minItems, max: Infinity }), node, 'minItems'));
  if (typeof maxItems === 'number') parts.push(lowering.note(terms.atom({ kind: 'size', min: 0, max: maxItems }), node, 'maxItems'));
  if (uniqueItems === true) parts.push(lowering.note(terms.atom({ kind: 'unique' }), node, 'uniqueItems'));
  return parts;
}
