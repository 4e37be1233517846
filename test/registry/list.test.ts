import { expect, test } from 'vitest';
import type { Registry } from '../../src/registry/registry.ts';
import { createTestRegistry } from '../http/test-server.ts';

const ACTOR = { actor: 'test' };

async function fill(names: readonly string[]): Promise<Registry> {
  const registry = createTestRegistry();
  for (const name of names) await registry.register(name, { schema: { max: name.length } }, ACTOR);
  return registry;
}

test('an item has what a catalogue shows: the latest version and its semver, how many are live, what is in force, and when it last changed', async () => {
  const registry = await fill(['a']);
  await registry.register('a', { schema: { max: 2 }, allowBreaking: { reason: 'r' } }, ACTOR);
  await registry.register('a', { schema: { max: 3 }, allowBreaking: { reason: 'r' } }, ACTOR);
  await registry.setState('a', 3, { state: 'retired' }, ACTOR);
  await registry.deleteVersion('a', 1, ACTOR);
  await registry.updateSubject('a', { owner: 'o', description: 'd', labels: { l: 'v' } }, ACTOR);
  const before = (await registry.listSubjects({})).items[0];
  expect(before).toMatchObject({
    subject: 'a',
    owner: 'o',
    description: 'd',
    labels: { l: 'v' },
    latest: 2,
    semver: '2.0.0',
    live: 1,
    state: 'active',
    level: 'FULL_TRANSITIVE',
    profile: 'declared',
  });
  await registry.putConfig('a', { profile: 'strict' }, ACTOR);
  expect((await registry.listSubjects({})).items).toEqual([{ ...before, profile: 'strict' }]);
  await registry.setState('a', 2, { state: 'retired' }, ACTOR);
  const [after] = (await registry.listSubjects({})).items;
  expect(after).toMatchObject({ latest: null, semver: null, live: 0, state: 'retired' });
  expect(String(after?.changedAt) > String(before?.changedAt)).toBe(true);
});

test('pages in order of changes give every subject once, also those with a blank in their name', async () => {
  const names = ['a b', 'c', 'd\u2028', '5 e', 'f'];
  const registry = await fill(names);
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await registry.listSubjects({ order: 'changed', limit: 2, ...(cursor === undefined ? {} : { cursor }) });
    seen.push(...page.items.map(({ subject }) => subject));
    cursor = page.cursor;
  } while (cursor !== undefined);
  expect(seen).toEqual(names.toReversed());
});

test('what is counted is what would be listed, whatever page is asked for', async () => {
  const registry = await fill(Array.from({ length: 30 }, (_, index) => `s${index}`));
  await registry.deleteSubject('s7', ACTOR);
  await registry.setState('s8', 1, { state: 'retired' }, ACTOR);
  const count = async (query: object): Promise<unknown> => (await registry.listSubjects({ limit: 5, count: true, ...query })).count;
  expect(await count({})).toEqual({ matches: 29, isExact: true });
  expect(await count({ cursor: 's2', order: 'name' })).toEqual({ matches: 29, isExact: true });
  expect(await count({ state: 'retired', order: 'changed' })).toEqual({ matches: 1, isExact: true });
  expect(await count({ prefix: 's1' })).toEqual({ matches: 11, isExact: true });
  expect(await count({ isVisible: (subject: string) => subject === 's3' })).toEqual({ matches: 1, isExact: true });
  expect((await registry.listSubjects({})).count).toBeUndefined();
});

test('the count ends at a thousand', async () => {
  const exactly = await fill(Array.from({ length: 1_000 }, (_, index) => `s${index}`));
  expect((await exactly.listSubjects({ limit: 1, count: true })).count).toEqual({ matches: 1_000, isExact: true });
  await exactly.register('one more', { schema: { max: 1 } }, ACTOR);
  expect((await exactly.listSubjects({ limit: 1, count: true })).count).toEqual({ matches: 1_000, isExact: false });
});
