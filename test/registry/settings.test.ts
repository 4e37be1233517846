import { expect, test } from 'vitest';
import type { JsonObject } from '../../src/core/json/value.ts';
import type { Registry, WriteContext } from '../../src/registry/registry.ts';
import { ACTOR, failureOf, openRegistry } from './open-registry.ts';

const NATIVE: WriteContext = { actor: 'test' };
const CONFLUENT: WriteContext = { actor: 'test', face: 'confluent' };

function put(registry: Registry, type: string, major: string): Promise<unknown> {
  return registry.register('s', { schema: { type }, metadata: ofMajor(major) }, CONFLUENT);
}

function ofMajor(major: string): JsonObject {
  return { properties: { major } };
}

test('members are set one by one; null takes one away; what the other face has set stays', async () => {
  const registry = openRegistry();
  await registry.putConfig('s', { level: 'FULL', formats: 'assert' }, NATIVE);
  await registry.changeSettings('s', { alias: 't', level: 'BACKWARD' }, CONFLUENT);
  expect((await registry.settings('s')).own).toEqual({ level: 'BACKWARD', formats: 'assert', alias: 't' });
  await registry.changeSettings('s', { alias: null }, CONFLUENT);
  expect((await registry.settings('s')).own).toEqual({ level: 'BACKWARD', formats: 'assert' });
  await registry.changeSettings('s', { compatibilityGroup: 'major' }, CONFLUENT);
  await registry.putConfig('s', { level: 'NONE' }, NATIVE);
  expect((await registry.settings('s')).own).toEqual({ level: 'NONE', compatibilityGroup: 'major' });
});

test('the subject goes before a context or prefix, and that before the registry; an alias is not inherited', async () => {
  const registry = openRegistry();
  await registry.changeSettings('', { compatibilityGroup: 'a', normalize: true, validateRules: true, alias: 'x' }, CONFLUENT);
  await registry.changeSettings(':.eu:', { compatibilityGroup: 'b', normalize: false }, CONFLUENT);
  await registry.changeSettings(':.eu:s', { compatibilityGroup: 'c' }, CONFLUENT);
  expect((await registry.settings(':.eu:s')).inForce).toMatchObject({ compatibilityGroup: 'c', normalize: false, validateRules: true });
  expect((await registry.settings(':.eu:s')).inForce).not.toHaveProperty('alias');
});

test('nothing to change writes nothing', async () => {
  const registry = openRegistry();
  await registry.changeSettings('s', {}, CONFLUENT);
  expect((await registry.settings('s')).own).toBeUndefined();
  expect((await registry.position()).last).toBe(0);
});

test('a group bounds what is compared: at a registration, at a question, and when a version is brought back', async () => {
  const registry = openRegistry();
  await registry.changeSettings('s', { compatibilityGroup: 'major', level: 'FULL_TRANSITIVE' }, CONFLUENT);
  await put(registry, 'string', '1');
  await put(registry, 'number', '2');
  expect(await failureOf(put(registry, 'boolean', '2'))).toMatchObject({ code: 'incompatible' });
  const ask = async (major: string, version?: number): Promise<readonly unknown[]> =>
    (await registry.compatAttached('s', { schema: { type: 'boolean' }, metadata: ofMajor(major) }, { version })).checks;
  expect(await ask('2')).toHaveLength(2);
  expect(await ask('3')).toHaveLength(0);
  expect(await ask('2', 1)).toHaveLength(0);
  await registry.setState('s', 1, { state: 'retired' }, NATIVE);
  await registry.setState('s', 1, { state: 'active' }, NATIVE);
  await registry.changeSettings('s', { compatibilityGroup: null }, CONFLUENT);
  await registry.setState('s', 1, { state: 'retired' }, NATIVE);
  expect(await failureOf(registry.setState('s', 1, { state: 'active' }, NATIVE))).toMatchObject({ code: 'incompatible' });
});

test('on the native API a schema has no metadata, and is compared with those that have none', async () => {
  const registry = openRegistry();
  await registry.changeSettings('s', { compatibilityGroup: 'major' }, CONFLUENT);
  await put(registry, 'string', '1');
  await registry.register('s', { schema: { type: 'number' } }, NATIVE);
  expect((await registry.compat({ schema: { type: 'boolean' }, against: { subject: 's' } })).checks).toHaveLength(1);
});

test('many at once: the same text is one version, others follow each other', async () => {
  const registry = openRegistry();
  const texts = [0, 1, 2, 0, 1, 2].map((index) => ({ type: 'number', title: String(index) }));
  const versions = await Promise.all(texts.map((schema) => registry.register('s', { schema }, CONFLUENT)));
  expect(versions.map(({ version }) => version)).toEqual([1, 2, 3, 1, 2, 3]);
});

test('defaults and overrides are merged for clients of this face only', async () => {
  const registry = openRegistry();
  await registry.changeSettings('s', { defaultMetadata: ofMajor('1') }, CONFLUENT);
  const { id: confluent = 0 } = await registry.register('s', { schema: { type: 'number' } }, CONFLUENT);
  const { id: native = 0 } = await registry.register('s', { schema: { type: 'number' } }, NATIVE);
  expect((await registry.stored.schema(confluent))?.metadata).toEqual(ofMajor('1'));
  expect((await registry.stored.schema(native))?.metadata).toBeUndefined();
});

// A name, whether a subject `real*` makes it one.
const STARS: readonly (readonly [name: string, taken: boolean])[] = [
  ['com.acme*', false],
  ['com.*.order', false],
  ['com.acme*.*', false],
  ['*', false],
  ['.*', false],
  ['com.acme.*', true],
  ['real*', true],
  ['real*.*', true],
];
for (const [name, taken] of STARS) {
  test(`${JSON.stringify(name)} ${taken ? 'can' : 'cannot'} be configured and given a mode`, async () => {
    const registry = openRegistry();
    for (const subject of ['real*', 'real*.a']) await registry.register(subject, { schema: {} }, ACTOR);
    const config = registry.putConfig(name, { level: 'NONE' }, ACTOR);
    if (taken) return expect([await config, await registry.putMode(name, { mode: 'READONLY' }, ACTOR)]).toMatchObject([{ name }, { name }]);
    const expected = { code: 'subject_invalid', message: expect.stringContaining('is no pattern') as unknown };
    expect(await failureOf(config)).toMatchObject(expected);
    return expect(await failureOf(registry.putMode(name, { mode: 'READONLY' }, ACTOR))).toMatchObject(expected);
  });
}

test('what was set for such a name before can be removed, and the Confluent face knows names only', async () => {
  const registry = openRegistry();
  await registry.changeSettings('com.acme*', { level: 'NONE' }, { ...ACTOR, face: 'confluent' });
  expect(await registry.deleteConfig('com.acme*', ACTOR)).toMatchObject({ own: [] });
});
