import type { ExactValue } from '../../../core/json/value.ts';
import { childList, childSchema, type SchemaNode } from '../../resolve/node.ts';
import { ALWAYS, type Test } from './test.ts';

/** `prefixItems`, `items` and `additionalItems`, in the meaning that each dialect gives them. */
export function testItems(node: SchemaNode, testOf: (child: SchemaNode) => Test, spend: (units: number) => void): Test {
  const prefix = childList(node, 'prefixItems');
  const listed = childList(node, 'items');
  // An array at `items` is the prefix before 2020-12, and only beside one does `additionalItems` mean anything.
  const places = (listed.length > 0 ? listed : prefix).map(testOf);
  const hasList = node.children.get('items')?.kind === 'list';
  const rest = hasList ? childSchema(node, 'additionalItems') : childSchema(node, 'items');
  const others = rest === undefined ? ALWAYS : testOf(rest);
  if (places.length === 0 && others === ALWAYS) return ALWAYS;
  return (instance) => {
    const items = instance as readonly ExactValue[];
    spend(items.length);
    const end = Math.min(items.length, places.length);
    for (let index = 0; index < end; index += 1) if (!(places[index] as Test)(items[index] as ExactValue)) return false;
    return allFrom(items, places.length, others);
  };
}

function allFrom(items: readonly ExactValue[], from: number, test: Test): boolean {
  if (test === ALWAYS) return true;
  for (let index = from; index < items.length; index += 1) if (!test(items[index] as ExactValue)) return false;
  return true;
}
