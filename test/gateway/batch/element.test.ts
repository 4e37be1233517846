import { expect, test } from 'vitest';
import { readElements } from '../../../src/gateway/batch/element.ts';
import { Breather } from '../../../src/gateway/breather.ts';

test('whoever reads a batch lets others have their turn between its elements', async () => {
  let time = 0;
  const breather = new Breather(() => time);
  time += 6;
  const turns: string[] = [];
  setImmediate(() => turns.push('another'));
  const elements = await readElements(Buffer.from('[1,2,3]'), breather);
  expect(turns).toEqual(['another']);
  expect(elements.map(({ content }) => content)).toEqual([1, 2, 3].map((value) => ({ kind: 'value', value })));
});
