import { expect, test } from 'vitest';
import type { JsonValue } from '../../src/core/json/value.ts';
import { objectionTo } from '../../src/core/semver.ts';
import { ACTOR, openRegistry } from './open-registry.ts';

// A semver may be raised, and never says less than what the change is.

const ROWS: readonly (readonly [wanted: string, computed: string, predecessor: string | undefined, taken: readonly string[], isFree: boolean])[] = [
  ['1.0.0', '1.0.0', undefined, [], true],
  ['2.3.1', '1.0.0', undefined, [], true],
  ['0.9.0', '1.0.0', undefined, [], false],
  ['1.1.0', '1.1.0', '1.0.0', ['1.0.0'], true],
  ['1.5.0', '1.1.0', '1.0.0', ['1.0.0'], true],
  ['1.0.1', '1.1.0', '1.0.0', ['1.0.0'], false],
  ['1.0.0', '1.1.0', '1.0.0', ['1.0.0'], false],
  ['1.9.0', '2.0.0', '1.0.0', ['1.0.0'], false],
  ['2.0.0', '2.0.0', '1.0.0', ['1.0.0'], true],
  ['3.1.0', '2.0.0', '1.0.0', ['1.0.0'], true],
  ['3.1.0', '2.0.0', '1.0.0', ['1.0.0', '3.0.0'], false],
  ['2.0.0', '2.0.0', '1.0.0', ['1.0.0', '3.0.0'], true],
  ['1.2.0', '1.3.0', '1.1.0', ['1.0.0', '1.1.0', '1.2.0'], false],
];

for (const [wanted, computed, predecessor, taken, isFree] of ROWS) {
  test(`${wanted} instead of ${computed} after ${predecessor ?? 'nothing'} is ${isFree ? 'taken' : 'refused'} where there are ${taken.join(', ') || 'none'}`, () =>
    expect(objectionTo(wanted, { computed, predecessor, taken }) === undefined).toBe(isFree));
}

const A: JsonValue = { required: ['a'] };
const B: JsonValue = { required: ['b'] };
const allowBreaking = { reason: 'test' };

test('a registration gets the semver that it asks for, a break never one of the same major, and the message says which it may have', async () => {
  const registry = openRegistry();
  expect(await registry.register('a', { schema: A, semver: '2.3.0' }, ACTOR)).toMatchObject({ semver: '2.3.0' });
  const broken = registry.register('a', { schema: B, allowBreaking, semver: '2.9.0' }, ACTOR);
  await expect(broken).rejects.toMatchObject({
    code: 'semver_conflict',
    message: expect.stringMatching(/^semver 2\.9\.0: .*the change is breaking against a@1 \(2\.3\.0\)\. Ask for 3\.0\.0 or a higher one/),
    data: { wanted: '2.9.0', least: '3.0.0' },
  });
  expect(await registry.register('a', { schema: B, allowBreaking, semver: '5.0.0', dryRun: true }, ACTOR)).toMatchObject({ semver: '5.0.0' });
  expect(await registry.register('a', { schema: B, allowBreaking, semver: '5.0.0' }, ACTOR)).toMatchObject({ semver: '5.0.0', version: 2 });
  expect(await registry.register('a', { schema: { ...(B as object), title: 't' }, semver: '5.0.7' }, ACTOR)).toMatchObject({ semver: '5.0.7' });
  expect(await registry.register('a', { schema: { ...(B as object), title: 'u' } }, ACTOR)).toMatchObject({ semver: '5.0.8' });
});

test('of two that ask for one semver at the same time one gets it', async () => {
  const registry = openRegistry();
  await registry.register('a', { schema: A }, ACTOR);
  const schemas = ['x', 'y'].map((title) => ({ ...(A as object), title }));
  const outcomes = await Promise.allSettled(schemas.map((schema) => registry.register('a', { schema, semver: '1.0.5' }, ACTOR)));
  expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
});
