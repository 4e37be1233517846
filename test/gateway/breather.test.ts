import { expect, test } from 'vitest';
import { Breather } from '../../src/gateway/breather.ts';

let time = 0;
const now = (): number => time;

function hold(ms: number): void {
  time += ms;
}

async function nothing(): Promise<void> {}

test('whoever held the loop for long lets others have their turn', async () => {
  const turns: string[] = [];
  const breather = new Breather(now);
  hold(6);
  setImmediate(() => turns.push('another'));
  await breather.begin(nothing);
  expect(turns).toEqual(['another']);
});

test('whoever has just begun goes on', async () => {
  const turns: string[] = [];
  const breather = new Breather(now);
  hold(4);
  setImmediate(() => turns.push('another'));
  await breather.begin(nothing);
  expect(turns).toEqual([]);
});

test('of several who hold the loop for long, others have their turn between each two', async () => {
  const turns: string[] = [];
  const breather = new Breather(now);
  hold(6);
  const work = async (name: string): Promise<void> => {
    turns.push(name);
    setImmediate(() => turns.push('another'));
    hold(6);
  };
  await Promise.all([breather.begin(() => work('a')), breather.begin(() => work('b'))]);
  await breather.begin(nothing);
  expect(turns).toEqual(['a', 'another', 'b', 'another']);
});
