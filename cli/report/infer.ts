import type { Inferred } from '../../src/formats/json-schema/infer/infer.ts';
import { printable } from './printable.ts';
import { table } from './table.ts';

/** How much the samples say about each place: what was always there may only have been so in these. */
export function inferenceTable(places: readonly Inferred[], samples: number): string {
  const rows = places.map(({ place, types, seen, of, isRequired, format, distinct }) => [
    printable(place === '' ? '(the event)' : place),
    types.length === 0 ? 'never seen' : types.join(' or '),
    `${seen} of ${of}`,
    [
      ...(isRequired ? ['required'] : []),
      ...(format === undefined ? [] : [`format ${format}`]),
      ...(distinct === undefined ? [] : [distinctText(distinct)]),
    ].join(', '),
  ]);
  const head = `${samples} ${samples === 1 ? 'sample' : 'samples'}; every one is valid under the schema. What was seen, and what was made of it:`;
  return [head, table([['PLACE', 'TYPE', 'SEEN', 'SO'], ...rows])].join('\n');
}

function distinctText(count: number): string {
  return count === 1 ? 'always the same value' : `${count} different values`;
}
