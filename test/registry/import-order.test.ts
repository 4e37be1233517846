import fc from 'fast-check';
import { expect, test } from 'vitest';
import { majorOf } from '../../src/core/semver.ts';
import type { VersionHeadResource } from '../../src/core/resources.ts';
import { ACTOR, openRegistry } from './open-registry.ts';

const [TEXT, NUMBER] = [{ type: 'string' }, { type: 'integer' }];
/** 2 is full to 1; 3 breaks both; 4 equals 3. */
const SCHEMAS = [
  { type: 'object', properties: { a: TEXT } },
  { type: 'object', properties: { a: TEXT, b: TEXT } },
  { type: 'object', properties: { a: NUMBER } },
  { type: 'object', properties: { a: NUMBER }, title: 'four' },
];

async function importIn(order: readonly number[]): Promise<readonly VersionHeadResource[]> {
  const registry = openRegistry();
  await registry.putMode('s', { mode: 'IMPORT' }, ACTOR);
  for (const version of order) await registry.register('s', { schema: SCHEMAS[version - 1] ?? true, imported: { id: version + 10, version } }, ACTOR);
  return (await registry.getSubject('s')).versions;
}

const ROWS: readonly (readonly [order: readonly number[], semvers: readonly string[]])[] = [
  [
    [1, 2, 3, 4],
    ['1.0.0', '1.1.0', '2.0.0', '2.0.1'],
  ],
  [
    [4, 3, 2, 1],
    ['1.0.0', '2.0.0', '3.0.0', '4.0.0'],
  ],
  [
    [3, 1, 4, 2],
    ['1.0.0', '1.1.0', '3.0.0', '3.0.1'],
  ],
  [
    [1, 3, 2, 4],
    ['1.0.0', '1.1.0', '2.0.0', '2.0.1'],
  ],
  [
    [2, 3, 4],
    ['2.0.0', '3.0.0', '3.0.1'],
  ],
];
for (const [order, semvers] of ROWS) {
  test(`imported in the order ${order.join(', ')}: ${semvers.join(', ')}`, async () => {
    expect((await importIn(order)).map(({ semver }) => semver)).toEqual(semvers);
  });
}

test('a minor that comes late is a patch, below what came after it', async () => {
  const registry = openRegistry();
  await registry.putMode('s', { mode: 'IMPORT' }, ACTOR);
  const put = (version: number, ...names: readonly string[]): Promise<unknown> => {
    const properties = Object.fromEntries(names.map((name) => [name, TEXT]));
    return registry.register('s', { schema: { type: 'object', properties }, imported: { id: version + 10, version } }, ACTOR);
  };
  await put(1, 'a');
  await put(3, 'a', 'b', 'c');
  await put(2, 'a', 'b');
  expect((await registry.getSubject('s')).versions.map(({ semver }) => semver)).toEqual(['1.0.0', '1.0.1', '1.1.0']);
});

test('in whatever order: no semver is given twice, and versions of one major read each other', async () => {
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray([1, 2, 3, 4], { minLength: 1 }), async (order) => {
      const versions = await importIn(order);
      expect(new Set(versions.map(({ semver }) => semver)).size).toBe(order.length);
      const majors = versions.map(({ version, semver }) => ({ isText: version <= 2, major: majorOf(semver) }));
      for (const { isText, major } of majors) expect(majors.filter((other) => other.major === major && other.isText !== isText)).toEqual([]);
    }),
  );
});
