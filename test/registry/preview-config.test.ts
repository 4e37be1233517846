import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import type { JsonValue } from '../../src/core/json/value.ts';
import type { ConfigRequest } from '../../src/core/resources.ts';
import { jsonSchemaFormat } from '../../src/formats/json-schema/format.ts';
import type { Registry } from '../../src/registry/registry.ts';
import { createRegistry } from '../../src/registry/registry.ts';
import { createMemoryStore } from '../../src/storage/memory/store.ts';
import { limitFormat } from '../http/limit-format.ts';
import { ACTOR, failureOf, openRegistry } from './open-registry.ts';

const DRY = { ...ACTOR, dryRun: true };
const upTo = (maximum: number): JsonValue => ({ type: 'integer', maximum });

async function grow(registry: Registry, subject: string, maxima: readonly number[]): Promise<void> {
  await registry.putConfig(subject, { level: 'NONE' }, ACTOR);
  for (const maximum of maxima) await registry.register(subject, { schema: upTo(maximum) }, ACTOR);
  await registry.deleteConfig(subject, ACTOR);
}

test('a dry run says for each pair of live versions that the level asks for whether it holds, newest first', async () => {
  const registry = openRegistry();
  await grow(registry, 'a', [1, 3, 2]);
  const { dryRun, level, own } = await registry.putConfig('', { level: 'BACKWARD_TRANSITIVE' }, DRY);
  expect({ level, own }).toEqual({ level: 'BACKWARD_TRANSITIVE', own: ['level'] });
  expect(dryRun).toMatchObject({ asked: 3, truncated: false, subjects: [{ subject: 'a', level: 'BACKWARD_TRANSITIVE', holds: false }] });
  expect(dryRun?.subjects[0]?.checks.map(({ writer, reader, verdict }) => [writer.version, reader.version, verdict.kind])).toEqual([
    [2, 3, 'not_contained'],
    [1, 3, 'contained'],
    [1, 2, 'contained'],
  ]);
});

const levels: readonly { level: 'NONE' | 'BACKWARD' | 'FORWARD' | 'FULL_TRANSITIVE'; asked: number; holds: boolean }[] = [
  { level: 'NONE', asked: 0, holds: true },
  { level: 'BACKWARD', asked: 2, holds: true },
  { level: 'FORWARD', asked: 2, holds: false },
  { level: 'FULL_TRANSITIVE', asked: 6, holds: false },
];

for (const { level, asked, holds } of levels) {
  test(`${level} asks about ${asked} of the pairs of three growing versions`, async () => {
    const registry = openRegistry();
    await grow(registry, 'a', [1, 2, 3]);
    expect((await registry.putConfig('a', { level }, DRY)).dryRun).toMatchObject({ asked, subjects: [{ holds }] });
  });
}

test('a dry run leaves out retired and deleted versions, other lines, and subjects that the name does not cover', async () => {
  const registry = openRegistry();
  await grow(registry, 'a.x', [4, 3, 2]);
  await registry.setState('a.x', 2, { state: 'retired' }, ACTOR);
  await registry.deleteVersion('a.x', 3, ACTOR);
  await registry.register('a.x', { schema: { type: 'boolean' }, allowBreaking: { reason: 'r' } }, ACTOR);
  await grow(registry, 'b.x', [2, 1]);
  const { dryRun } = await registry.putConfig('a.*', { level: 'FULL_TRANSITIVE' }, DRY);
  expect(dryRun).toMatchObject({ asked: 0, subjects: [{ subject: 'a.x', holds: true, checks: [] }] });
  expect(dryRun?.subjects).toHaveLength(1);
});

test('a subject for which something narrower is set is not affected, and not asked about', async () => {
  const registry = openRegistry();
  await grow(registry, 'a.x', [2, 1]);
  await registry.putConfig('a.x', { level: 'FORWARD' }, ACTOR);
  const tried = async (name: string, request: ConfigRequest): Promise<unknown> => (await registry.putConfig(name, request, DRY)).dryRun?.subjects[0];
  const unaffected = { subject: 'a.x', level: 'FORWARD', holds: true, checks: [] };
  expect(await tried('a.*', { level: 'FULL' })).toMatchObject({ ...unaffected, setAt: 'a.x' });
  expect(await tried('', { level: 'FULL' })).toMatchObject({ ...unaffected, setAt: 'a.x' });
  const affected = await tried('a.*', { level: 'FULL', profile: 'strict' });
  expect(affected).toMatchObject({ level: 'FORWARD', profile: 'strict', checks: [{}] });
  expect(affected).not.toHaveProperty('setAt');
  await registry.putConfig('a.*', { level: 'FULL' }, ACTOR);
  expect((await registry.deleteConfig('a.*', DRY)).dryRun?.subjects).toMatchObject([{ ...unaffected, setAt: 'a.x' }]);
});

test('a removal says what would be in force without it, and the profile decides', async () => {
  const registry = openRegistry();
  await registry.putConfig('a', { level: 'BACKWARD', profile: 'declared' }, ACTOR);
  await registry.register('a', { schema: { type: 'object', properties: { a: {} } } }, ACTOR);
  await registry.register('a', { schema: { type: 'object', properties: { a: {}, b: { type: 'string' } } } }, ACTOR);
  expect((await registry.putConfig('a', { level: 'BACKWARD', profile: 'strict' }, DRY)).dryRun).toMatchObject({ subjects: [{ holds: false }] });
  expect((await registry.deleteConfig('a', DRY)).dryRun).toMatchObject({ asked: 2, subjects: [{ level: 'FULL_TRANSITIVE', holds: true }] });
});

test('a doubt fails, or only warns, as onUndecided says', async () => {
  const registry = openRegistry([limitFormat]);
  await registry.register('a', { schema: { max: 1 } }, ACTOR);
  await registry.register('a', { schema: { max: 1, riddle: true }, overrideUndecided: { reason: 'r' } }, ACTOR);
  expect((await registry.putConfig('a', { onUndecided: 'fail' }, DRY)).dryRun).toMatchObject({ subjects: [{ holds: false }] });
  expect((await registry.putConfig('a', { onUndecided: 'warn' }, DRY)).dryRun).toMatchObject({ subjects: [{ holds: true }] });
});

test('a dry run looks at 100 subjects and makes 500 checks, and says that there is more', async () => {
  const registry = openRegistry([limitFormat]);
  for (let number = 100; number <= 200; number += 1) await registry.register(`s.${number}`, { schema: { max: 1 } }, ACTOR);
  expect((await registry.putConfig('s.*', { level: 'FULL' }, DRY)).dryRun).toMatchObject({ asked: 0, truncated: true });
  for (let number = 1; number <= 24; number += 1) await registry.register('t', { schema: { max: 1, title: String(number) } }, ACTOR);
  const { dryRun } = await registry.putConfig('t', { level: 'FULL_TRANSITIVE' }, DRY);
  expect(dryRun).toMatchObject({ asked: 500, truncated: true });
  expect(dryRun?.subjects[0]?.checks[0]).toMatchObject({ writer: { version: 23 }, reader: { version: 24 } });
});

test('a dry run begins no check after 20 s', async () => {
  let now = 0;
  const registry = createRegistry({ store: createMemoryStore(), formats: [limitFormat], now: () => (now += 9_000), random: randomBytes });
  for (let max = 1; max <= 4; max += 1) await registry.register('a', { schema: { max: 1, title: String(max) } }, ACTOR);
  const { dryRun } = await registry.putConfig('a', { level: 'FULL_TRANSITIVE' }, DRY);
  expect(dryRun).toMatchObject({ asked: 2, truncated: true });
});

test('without a dry run nothing is judged, and nothing of one is stored', async () => {
  let asked = 0;
  const counting = {
    ...jsonSchemaFormat,
    compare: (...question: Parameters<typeof jsonSchemaFormat.compare>) => ((asked += 1), jsonSchemaFormat.compare(...question)),
  };
  const registry = openRegistry([counting]);
  await grow(registry, 'a', [2, 1]);
  asked = 0;
  expect(await registry.putConfig('a', { level: 'FULL' }, ACTOR)).not.toHaveProperty('dryRun');
  expect(asked).toBe(0);
  await registry.putConfig('a', { level: 'NONE', profile: 'strict' }, DRY);
  expect(await registry.getConfig('a')).toMatchObject({ level: 'FULL', sources: { level: 'a', profile: null } });
});

test('a removal of what was never set fails in a dry run as well', async () => {
  expect(await failureOf(openRegistry().deleteConfig('a', DRY))).toMatchObject({ code: 'config_not_found' });
});
