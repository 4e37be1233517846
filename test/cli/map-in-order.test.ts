import { expect, test } from 'vitest';
import { mapInOrder } from '../../cli/map-in-order.ts';

test('results come in the order of the items, whatever ends first', async () => {
  const ends: (() => void)[] = [];
  const work = (item: number): Promise<number> =>
    new Promise((resolve) => {
      ends.push(() => resolve(item * 10));
      if (ends.length === 3) for (const end of ends.toReversed()) end();
    });
  const results: number[] = [];
  for await (const result of mapInOrder([1, 2, 3], { width: 3, work })) results.push(result);
  expect(results).toEqual([10, 20, 30]);
});

test('no more items are begun than the width says', async () => {
  let begun = 0;
  const results = mapInOrder([1, 2, 3, 4], { width: 2, work: async (item: number) => ((begun += 1), item) });
  await results.next();
  expect(begun).toBe(2);
});

test('a failure is thrown at its turn, after the results before it', async () => {
  const results = mapInOrder([1, 2], {
    width: 2,
    work: async (item: number) => {
      if (item === 2) throw new Error('two');
      return item;
    },
  });
  expect(await results.next()).toEqual({ done: false, value: 1 });
  await expect(results.next()).rejects.toThrow('two');
});
