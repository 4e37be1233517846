import { expect, test } from 'vitest';
import type { Registry, WriteContext } from '../../src/registry/registry.ts';
import { failureOf, openRegistry } from './open-registry.ts';

const NATIVE: WriteContext = { actor: 'test' };
const CONFLUENT: WriteContext = { actor: 'test', face: 'confluent' };

async function openWithSettings(): Promise<Registry> {
  const registry = openRegistry();
  await registry.putConfig('com.shop.*', { level: 'FULL', profile: 'strict' }, NATIVE);
  await registry.putConfig('com.shop.*', { profile: 'tolerant' }, NATIVE);
  await registry.putMode('com.shop.order', { mode: 'READONLY' }, NATIVE);
  await registry.putConfig('', { onUndecided: 'warn' }, NATIVE);
  await registry.changeSettings('com.shop.order', { alias: 'com.shop.orders', normalize: true }, CONFLUENT);
  return registry;
}

const SHOP = { name: 'com.shop.*', config: { profile: 'tolerant', epoch: 2 } };
const ORDER = { name: 'com.shop.order', config: { others: ['alias', 'normalize'], epoch: 1 }, mode: { mode: 'READONLY', epoch: 1 } };
const REGISTRY = { name: '', config: { onUndecided: 'warn', epoch: 1 } };

test('each name has what was set for it and no more, the registry first', async () => {
  const registry = await openWithSettings();
  expect(await registry.listSettings({})).toEqual({ items: [REGISTRY, SHOP, ORDER] });
});

test('pages of one name are the whole list', async () => {
  const registry = await openWithSettings();
  const first = await registry.listSettings({ limit: 1 });
  const second = await registry.listSettings({ limit: 1, cursor: first.cursor ?? '' });
  const third = await registry.listSettings({ limit: 1, cursor: second.cursor ?? '' });
  expect([first.items, second.items, third]).toEqual([[REGISTRY], [SHOP], { items: [ORDER] }]);
});

test('only what begins so, and only what may be seen', async () => {
  const registry = await openWithSettings();
  expect(await registry.listSettings({ prefix: 'com.shop.o' })).toEqual({ items: [ORDER] });
  expect(await registry.listSettings({ isVisible: (name) => name === 'com.shop.*' })).toEqual({ items: [SHOP] });
});

test('what was removed is not in it', async () => {
  const registry = await openWithSettings();
  await registry.deleteConfig('com.shop.*', NATIVE);
  expect((await registry.listSettings({})).items.map(({ name }) => name)).toEqual(['', 'com.shop.order']);
});

test.each([0, 1.5, 1_001])('a page of %d names is refused', async (limit) => {
  const registry = openRegistry();
  expect(await failureOf(registry.listSettings({ limit }))).toMatchObject({ code: 'request_invalid' });
});
