import type { PlacedChange } from '../../core/schema-change.ts';
import type { FormatDocument } from '../../core/schema-document.ts';
import { byFirst } from '../../core/text-order.ts';
import { placedChanges } from './schema-changes.ts';

/**
 * What is different in two documents and in those that both refer to by one name, with places such as `money.json#/type` there. One
 * that only one of them refers to shows in its `$ref`.
 */
export function documentChanges(from: FormatDocument, to: FormatDocument): readonly PlacedChange[] {
  const beside = Object.entries(to.documents ?? {})
    .toSorted(byFirst)
    .flatMap(([name, { schema }]) => {
      const other = Object.hasOwn(from.documents ?? {}, name) ? from.documents?.[name] : undefined;
      return other === undefined ? [] : placedChanges(other.schema, schema).map((change) => within(name, change));
    });
  return [...placedChanges(from.schema, to.schema), ...beside];
}

function within(name: string, { pointer, places, ...change }: PlacedChange): PlacedChange {
  return { ...change, pointer: `${name}#${pointer}`, places: { before: `${name}#${places.before}`, after: `${name}#${places.after}` } };
}
