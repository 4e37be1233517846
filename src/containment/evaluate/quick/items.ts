import type { ExactValue } from '../../../core/json/value.ts';
import { childList, childSchema, type SchemaNode } from '../../resolve/node.ts';
import type { Meter } from './meter.ts';
import { ALWAYS, type Test } from './test.ts';

/** `prefixItems`, `items` and `additionalItems`, in the meaning that each dialect gives them. */
export function testItems(node: SchemaNode, testOf: (child: SchemaNode) => Test, meter: Meter): Test {
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
    const seen = seenUntilFailure(items, places, others);
    meter.spend(1 + Math.abs(seen));
    return seen >= 0;
  };
}

/** How many items were asked about; negative where the last of them failed. */
function seenUntilFailure(items: readonly ExactValue[], places: readonly Test[], others: Test): number {
  const end = Math.min(items.length, places.length);
  for (let index = 0; index < end; index += 1) if (!(places[index] as Test)(items[index] as ExactValue)) return -index - 1;
  if (others === ALWAYS) return end;
  for (let index = end; index < items.length; index += 1) if (!others(items[index] as ExactValue)) return -index - 1;
  return items.length;
}
