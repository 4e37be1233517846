import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Implications } from '../../src/core/implications.ts';

function implications(edges: readonly (readonly [number, number])[]): Implications<number> {
  const made = new Implications<number>();
  for (const [from, to] of edges) made.add(from, to);
  return made;
}

/** Who would have to be asked if every answer were yes. */
function asked(items: readonly number[], edges: readonly (readonly [number, number])[]): number[] {
  const implied = implications(edges);
  const settled = new Set<number>();
  return implied.order(items).filter((item) => {
    const isOpen = !settled.has(item);
    implied.settle(item, settled);
    return isOpen;
  });
}

const frontiers: readonly {
  readonly title: string;
  readonly items: readonly number[];
  readonly edges: readonly (readonly [number, number])[];
  readonly frontier: readonly number[];
}[] = [
  { title: 'without implications all are asked', items: [3, 2, 1], edges: [], frontier: [1, 2, 3] },
  {
    title: 'of a chain its beginning is',
    items: [3, 2, 1],
    edges: [
      [3, 2],
      [2, 1],
    ],
    frontier: [3],
  },
  {
    title: 'whichever end that is',
    items: [3, 2, 1],
    edges: [
      [1, 2],
      [2, 3],
    ],
    frontier: [1],
  },
  {
    title: 'of equal ones the first',
    items: [3, 2, 1],
    edges: [
      [1, 2],
      [2, 1],
      [2, 3],
      [3, 2],
    ],
    frontier: [3],
  },
  {
    title: 'a chain leads through what is not asked about',
    items: [3, 1],
    edges: [
      [3, 2],
      [2, 1],
    ],
    frontier: [3],
  },
  {
    title: 'two branches have two ends',
    items: [4, 3, 2, 1],
    edges: [
      [4, 1],
      [3, 1],
      [3, 2],
    ],
    frontier: [3, 4],
  },
];

for (const { title, items, edges, frontier } of frontiers) {
  test(`the frontier: ${title}`, () => expect(new Set(asked(items, edges))).toEqual(new Set(frontier)));
}

test('whoever is asked is implied by nobody before, and by nobody outside its own circle', () => {
  const node = fc.integer({ min: 0, max: 7 });
  fc.assert(
    fc.property(fc.uniqueArray(node), fc.array(fc.tuple(node, node), { maxLength: 16 }), (items, edges) => {
      const implied = implications(edges);
      const reached = (from: number): Set<number> => {
        const settled = new Set<number>();
        implied.settle(from, settled);
        return settled;
      };
      const frontier = asked(items, edges);
      const needless = frontier.filter((item) => items.some((other) => reached(other).has(item) && !reached(item).has(other)));
      const twice = frontier.filter((item) => frontier.some((other) => other !== item && reached(other).has(item)));
      expect({ needless, twice }).toEqual({ needless: [], twice: [] });
    }),
  );
});
