import type { ExactValue } from '../../../core/json/value.ts';
import { itemsOf } from '../../resolve/items.ts';
import type { SchemaNode } from '../../resolve/node.ts';
import type { Meter } from './meter.ts';
import { ALWAYS, type Test } from './test.ts';

/** `prefixItems`, `items` and `additionalItems`, in the meaning that each dialect gives them. */
export function testItems(node: SchemaNode, testOf: (child: SchemaNode) => Test, meter: Meter): Test {
  const { prefix, rest } = itemsOf(node);
  const places = prefix.map(testOf);
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
