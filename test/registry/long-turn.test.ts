import { expect, test } from 'vitest';
import { createLongTurns } from '../../src/registry/long-turn.ts';

test('of those that wait one goes on in each round of the loop, first come first, and others are between them', async () => {
  const turn = createLongTurns();
  const order: string[] = [];
  const long = ['a', 'b', 'c', 'd'].map((name) => turn().then(() => order.push(name)));
  let rounds = 0;
  const others = new Promise<void>((resolve) => {
    const go = (): void => {
      order.push('-');
      if ((rounds += 1) < 4) setImmediate(go);
      else resolve();
    };
    setImmediate(go);
  });
  await Promise.all([...long, others]);
  expect(order.join('')).toBe('a-b-c-d-');
});
