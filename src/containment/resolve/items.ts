import { childList, childSchema, type SchemaNode } from './node.ts';

/** How a subschema reads the items of an array. */
export interface Items {
  /** The subschemas of single positions, from the first on. */
  readonly prefix: readonly SchemaNode[];
  readonly prefixKeyword: 'prefixItems' | 'items';
  /** The subschema of all the others; undefined: they may be anything. */
  readonly rest: SchemaNode | undefined;
  readonly restKeyword: 'items' | 'additionalItems';
}

/** An array at `items` is the prefix before 2020-12, and only beside one does `additionalItems` mean anything. */
export function itemsOf(node: SchemaNode): Items {
  if (node.children.get('items')?.kind === 'list') {
    const rest = childSchema(node, 'additionalItems');
    return { prefix: childList(node, 'items'), prefixKeyword: 'items', rest, restKeyword: 'additionalItems' };
  }
  return { prefix: childList(node, 'prefixItems'), prefixKeyword: 'prefixItems', rest: childSchema(node, 'items'), restKeyword: 'items' };
}

/** The subschema of one position; undefined: the item may be anything. */
export function itemAt(node: SchemaNode, index: number): SchemaNode | undefined {
  const { prefix, rest } = itemsOf(node);
  return prefix[index] ?? rest;
}
