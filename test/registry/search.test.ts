import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import type { JsonValue } from '../../src/core/json/value.ts';
import { jsonSchemaFormat } from '../../src/formats/json-schema/format.ts';
import { createRegistry, type ListQuery, type Registry } from '../../src/registry/registry.ts';
import { createMemoryStore } from '../../src/storage/memory/store.ts';
import type { Store } from '../../src/storage/store.ts';

const ACTOR = { actor: 'test' };

function open(store: Store = createMemoryStore()): Registry {
  return createRegistry({ store, formats: [jsonSchemaFormat], now: () => Date.UTC(2026, 0, 1), random: randomBytes });
}

const withMembers = (...names: readonly string[]): JsonValue => ({ properties: Object.fromEntries(names.map((name) => [name, { type: 'string' }])) });

async function found(registry: Registry, query: ListQuery): Promise<readonly string[]> {
  return (await registry.listSubjects(query)).items.map(({ subject }) => subject);
}

test('a search for a field follows what latest means, through every change of it', async () => {
  const registry = open();
  const fieldsOf = async (): Promise<readonly string[]> => {
    const candidates = ['a', 'b', 'c'];
    const hits = await Promise.all(candidates.map((field) => found(registry, { field })));
    return candidates.filter((_, index) => hits[index]?.length === 1);
  };
  await registry.register('s', { schema: withMembers('a') }, ACTOR);
  expect(await fieldsOf()).toEqual(['a']);
  await registry.register('s', { schema: withMembers('a', 'b') }, ACTOR);
  expect(await fieldsOf()).toEqual(['a', 'b']);
  await registry.register('s', { schema: withMembers('a', 'c'), dryRun: true }, ACTOR);
  expect(await fieldsOf()).toEqual(['a', 'b']);
  await registry.setState('s', 2, { state: 'retired' }, ACTOR);
  expect(await fieldsOf()).toEqual(['a']);
  await registry.setState('s', 2, { state: 'active' }, ACTOR);
  expect(await fieldsOf()).toEqual(['a', 'b']);
  await registry.deleteVersion('s', 2, ACTOR);
  expect(await fieldsOf()).toEqual(['a']);
  await registry.register('s', { schema: withMembers('a', 'c') }, ACTOR);
  expect(await fieldsOf()).toEqual(['a', 'c']);
  await registry.setState('s', 3, { state: 'deprecated' }, ACTOR);
  expect(await fieldsOf()).toEqual(['a']);
  await registry.deleteSubject('s', ACTOR);
  expect(await fieldsOf()).toEqual([]);
});

const SCHEMA: JsonValue = {
  properties: { 'order.id': { type: 'string' }, lines: { items: { properties: { Quantity: { type: 'integer' } } } } },
};

const rows: readonly { readonly field: string; readonly hits: boolean }[] = [
  { field: 'lines', hits: true },
  { field: 'quantity', hits: true },
  { field: 'lines/quantity', hits: true },
  { field: 'lines.quantity', hits: true },
  { field: '/lines/quantity', hits: true },
  { field: 'quant', hits: false },
  { field: 'lines.id', hits: false },
  { field: 'order.id', hits: true },
  { field: 'order/id', hits: true },
  { field: 'id', hits: true },
  { field: 'order', hits: false },
];

for (const { field, hits } of rows) {
  test(`field ${field} is ${hits ? '' : 'not '}found`, async () => {
    const registry = open();
    await registry.register('s', { schema: SCHEMA }, ACTOR);
    expect(await found(registry, { field })).toEqual(hits ? ['s'] : []);
  });
}

test('name, owner, label and field narrow together', async () => {
  const registry = open();
  for (const subject of ['a', 'b']) await registry.register(subject, { schema: SCHEMA }, ACTOR);
  await registry.updateSubject('b', { owner: 'checkout', labels: { tier: 'gold' } }, ACTOR);
  expect(await found(registry, { field: 'lines' })).toEqual(['a', 'b']);
  expect(await found(registry, { field: 'lines', label: { name: 'tier', value: 'gold' } })).toEqual(['b']);
  expect(await found(registry, { owner: 'checkout', field: 'lines', search: 'TIER' })).toEqual(['b']);
  expect(await found(registry, { label: { name: 'tier', value: 'silver' } })).toEqual([]);
});

test('indexFields() makes up the index of what an earlier format left without', async () => {
  const store = createMemoryStore();
  const unindexed: Store = { ...store, commit: (commit) => store.commit(withoutFields(commit)) };
  for (const subject of ['a', 'b']) await open(unindexed).register(subject, { schema: SCHEMA }, ACTOR);
  const registry = open(store);
  expect(await found(registry, { field: 'quantity' })).toEqual([]);
  expect(await registry.indexFields(AbortSignal.abort())).toBe(0);
  expect(await registry.indexFields()).toBe(2);
  expect(await found(registry, { field: 'quantity' })).toEqual(['a', 'b']);
  expect(await registry.indexFields()).toBe(0);
});

test('indexFields() makes up the index of all others where a schema cannot be read, and then says why', async () => {
  const store = createMemoryStore();
  const unindexed: Store = { ...store, commit: (commit) => store.commit(withoutFields(commit)) };
  for (const [index, subject] of ['a', 'b', 'c'].entries()) await open(unindexed).register(subject, { schema: withMembers(`m${index}`) }, ACTOR);
  const damaged: Store = {
    ...store,
    async readSchema(id) {
      const schema = await store.readSchema(id);
      return schema !== undefined && id === 2 ? { ...schema, text: '{' } : schema;
    },
  };
  const registry = open(damaged);
  await expect(registry.indexFields()).rejects.toMatchObject({ code: 'store_damaged', data: { schemaId: 2 } });
  expect([await found(registry, { field: 'm0' }), await found(registry, { field: 'm2' })]).toEqual([['a'], ['c']]);
});

function withoutFields(commit: Parameters<Store['commit']>[0]): Parameters<Store['commit']>[0] {
  const { fields: _fields, ...rest } = commit;
  return rest;
}
