import type { Context } from 'koa';
import { expect, test } from 'vitest';
import { inLayers, recovering, type Layer } from '../../../src/http/kit/layers.ts';

const ctx = {} as Context;
const noNext = async (): Promise<void> => {};

function run(layers: readonly Layer[]): Promise<void> | void {
  return inLayers(layers)(ctx, noNext) as Promise<void> | void;
}

test('layers see a request from the outermost in, and an answer from the innermost out', async () => {
  const seen: string[] = [];
  const layer =
    (name: string): Layer =>
    async (given, next) => {
      seen.push(`${name} in`);
      await next(given);
      seen.push(`${name} out`);
    };
  await run([layer('a'), layer('b')]);
  expect(seen).toEqual(['a in', 'b in', 'b out', 'a out']);
});

test('a layer that does not hand on is the last one', () => {
  expect(run([() => {}, () => expect.unreachable()])).toBe(undefined);
});

const thrown = new Error('x');

const failures: readonly { readonly name: string; readonly layer: Layer }[] = [
  {
    name: 'throws at once',
    layer: () => {
      throw thrown;
    },
  },
  { name: 'rejects', layer: async () => Promise.reject(thrown) },
];

for (const { name, layer } of failures) {
  test(`what ${name} below is recovered from, and seen no further out`, async () => {
    const recovered: unknown[] = [];
    await run([(given, next) => recovering(given, next, (found) => void recovered.push(found)), (given, next) => next(given), layer]);
    expect(recovered).toEqual([thrown]);
  });
}

test('what is thrown further out is not recovered from', async () => {
  const recover = (): never => expect.unreachable();
  const outer: Layer = async (given, next) => {
    await next(given);
    throw thrown;
  };
  await expect(run([outer, (given, next) => recovering(given, next, recover)])).rejects.toBe(thrown);
});
