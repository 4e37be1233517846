import fc from 'fast-check';
import { expect, test } from 'vitest';
import { circlesOf } from '../../src/core/circles.ts';

const names = 'abcdefgh'.split('');

const graphs = fc
  .array(fc.array(fc.constantFrom(...names), { maxLength: 4 }), { minLength: names.length, maxLength: names.length })
  .map((lists) => new Map(lists.map((next, index) => [names[index] ?? '', next])));

test('circlesOf() puts together what reaches each other', () => {
  fc.assert(
    fc.property(graphs, (graph) => {
      const circles = circlesOf(graph);
      const expected = names.map((name) => names.filter((other) => other === name || (reaches(graph, name, other) && reaches(graph, other, name))));
      expect(names.map((name) => circles.get(name))).toEqual(expected);
    }),
  );
});

test('circlesOf() follows a chain of 20,000', () => {
  const chain = new Map(Array.from({ length: 20_000 }, (_, index) => [`${index}`, index === 19_999 ? [] : [`${index + 1}`]] as const));
  expect(circlesOf(chain).get('5')).toEqual(['5']);
});

function reaches(graph: ReadonlyMap<string, readonly string[]>, from: string, to: string): boolean {
  const seen = new Set(graph.get(from));
  for (const name of seen) for (const next of graph.get(name) ?? []) seen.add(next);
  return seen.has(to);
}
