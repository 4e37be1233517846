import { expect, test } from 'vitest';
import { contains } from '../../src/formats/json-schema/containment.ts';
import type { JsonObject, JsonValue } from '../../src/core/json/value.ts';
import type { RegisterRequest } from '../../src/core/resources.ts';
import type { Dialect, Reference } from '../../src/core/version.ts';
import type { Registry } from '../../src/registry/registry.ts';
import { ACTOR, failureOf, openRegistry, openSqliteRegistry } from './open-registry.ts';

const to = (name: string, subject: string, version = 1): Reference => ({ name, subject, version });

async function put(
  registry: Registry,
  subject: string,
  schema: JsonValue,
  references: readonly Reference[] = [],
  more: Partial<RegisterRequest> = {},
): Promise<void> {
  await registry.register(subject, { schema, references, ...more }, ACTOR);
}

const BREAKING = { allowBreaking: { reason: 'r' } };

// Deletion.

interface Deletion {
  readonly title: string;
  /** Done before, to a `money@1` that `order@1` refers to. */
  readonly before: (registry: Registry) => Promise<unknown>;
  readonly permanent: boolean;
  readonly outcome: 'deleted' | 'referenced' | 'not_deleted_yet';
}

const deletions: readonly Deletion[] = [
  { title: 'softly while its referrer is kept', before: async () => {}, permanent: false, outcome: 'referenced' },
  {
    title: 'softly while its referrer is retired',
    before: (registry) => registry.setState('order', 1, { state: 'retired' }, ACTOR),
    permanent: false,
    outcome: 'referenced',
  },
  {
    title: 'softly once its referrer is deleted softly',
    before: (registry) => registry.deleteVersion('order', 1, ACTOR),
    permanent: false,
    outcome: 'deleted',
  },
  { title: 'for good without a soft deletion before', before: async () => {}, permanent: true, outcome: 'not_deleted_yet' },
  {
    title: 'for good while its referrer is deleted softly',
    before: async (registry) => {
      await registry.deleteVersion('order', 1, ACTOR);
      await registry.deleteVersion('money', 1, ACTOR);
    },
    permanent: true,
    outcome: 'referenced',
  },
  {
    title: 'for good once its referrer is gone for good',
    before: async (registry) => {
      await registry.deleteVersion('order', 1, ACTOR);
      await registry.deleteVersion('order', 1, { ...ACTOR, permanent: true });
      await registry.deleteVersion('money', 1, ACTOR);
    },
    permanent: true,
    outcome: 'deleted',
  },
];

for (const { title, before, permanent, outcome } of deletions) {
  for (const scope of ['version', 'subject'] as const) {
    test(`a referenced ${scope} ${title}: ${outcome}`, async () => {
      const registry = openRegistry();
      await put(registry, 'money', { type: 'integer' });
      await put(registry, 'order', { properties: { price: { $ref: 'money.json' } } }, [to('money.json', 'money')]);
      await before(registry);
      const context = { ...ACTOR, permanent };
      const work = scope === 'version' ? registry.deleteVersion('money', 1, context) : registry.deleteSubject('money', context);
      expect(
        await work.then(
          () => 'deleted',
          (thrown: { code: string }) => thrown.code,
        ),
      ).toBe(outcome);
    });
  }
}

test('the error of a deletion names the referrers', async () => {
  const registry = openRegistry();
  await put(registry, 'money', { type: 'integer' });
  for (let number = 1; number <= 7; number += 1) await put(registry, `order.${number}`, { $ref: 'money.json' }, [to('money.json', 'money')]);
  const error = await failureOf(registry.deleteVersion('money', 1, ACTOR));
  expect(error.message).toContain('order.1@1, order.2@1, order.3@1, order.4@1, order.5@1 and others');
  expect(error.data['referrers']).toHaveLength(7);
});

test('a reference to what was deleted softly is refused, and an older one still resolves', async () => {
  const registry = openRegistry();
  await put(registry, 'money', { type: 'integer' });
  await put(registry, 'order', { $ref: 'money.json' }, [to('money.json', 'money')]);
  const { id } = await registry.getVersion('order', 1);
  await registry.deleteSubject('order', ACTOR);
  await registry.deleteSubject('money', ACTOR);
  expect(await failureOf(put(registry, 'new', { $ref: 'money.json' }, [to('money.json', 'money')]))).toMatchObject({ code: 'reference_not_found' });
  expect(await registry.getSchema(id)).toMatchObject({ schema: { $ref: 'money.json' }, uses: [{ deleted: true }] });
});

// One content in several places: each version has its own references, whoever had the content first.

const USES_MONEY = { properties: { price: { $ref: 'money.json' } } };

async function purge(registry: Registry, subject: string): Promise<void> {
  await registry.deleteSubject(subject, ACTOR);
  await registry.deleteSubject(subject, { ...ACTOR, permanent: true });
}

for (const [driver, open] of Object.entries({ memory: async () => openRegistry(), sqlite: openSqliteRegistry })) {
  test(`${driver}: what is registered again after everything was deleted for good refers to what is there now`, async () => {
    const registry = await open();
    await put(registry, 'money', { type: 'integer' });
    await put(registry, 'order', USES_MONEY, [to('money.json', 'money')]);
    const { id } = await registry.getVersion('order', 1);
    await purge(registry, 'order');
    await purge(registry, 'money');
    expect(await failureOf(registry.getSchema(id))).toMatchObject({ code: 'schema_not_found' });
    await put(registry, 'money', { type: 'integer' });
    await put(registry, 'order', USES_MONEY, [to('money.json', 'money', 2)]);
    expect(await registry.getVersion('order', 'latest')).toMatchObject({ version: 2, id, references: [to('money.json', 'money', 2)] });
    expect(await registry.getSchema(id)).toMatchObject({ references: [to('money.json', 'money', 2)], uses: [{ subject: 'order', version: 2 }] });
    expect(await registry.validate({ subject: 'order', event: { price: 'x' } })).toMatchObject({ valid: false });
    expect((await registry.snapshot()).versions.map(({ subject, version }) => `${subject}@${version}`)).toEqual(['money@2', 'order@2']);
    expect(await failureOf(registry.deleteVersion('money', 2, { ...ACTOR, dryRun: true }))).toMatchObject({ code: 'referenced' });
    expect(await registry.stored.referrers('money', 2)).toMatchObject([{ subject: 'order', version: 2 }]);
  });

  test(`${driver}: the same content that refers to the same schema in another subject stands in the way of that subject only`, async () => {
    const registry = await open();
    for (const subject of ['a', 'b']) await put(registry, subject, { type: 'integer' });
    await put(registry, 'c', USES_MONEY, [to('money.json', 'a')]);
    await put(registry, 'd', USES_MONEY, [to('money.json', 'b')]);
    expect((await registry.getVersion('d', 1)).references).toEqual([to('money.json', 'b')]);
    expect(await registry.stored.referrers('b', 1)).toMatchObject([{ subject: 'd' }]);
    await purge(registry, 'c');
    await purge(registry, 'a');
    expect((await registry.getVersion('d', 1, { bundle: true })).schema).toMatchObject({ $defs: expect.anything() });
    expect(await failureOf(registry.deleteSubject('b', ACTOR))).toMatchObject({ code: 'referenced' });
  });

  test(`${driver}: a cycle is looked for along the references of the version, not along those of the content`, async () => {
    const registry = await open();
    for (const subject of ['a', 'b']) await put(registry, subject, { type: 'integer' });
    await put(registry, 'c', USES_MONEY, [to('money.json', 'a')]);
    await put(registry, 'a', USES_MONEY, [to('money.json', 'b')], BREAKING);
    expect((await registry.getVersion('a', 2)).references).toEqual([to('money.json', 'b')]);
    expect(await failureOf(put(registry, 'b', { $ref: 'x.json' }, [to('x.json', 'a', 2)], BREAKING))).toMatchObject({ code: 'reference_cycle' });
    await put(registry, 'b', { $ref: 'x.json' }, [to('x.json', 'c')], BREAKING);
    expect((await registry.snapshot()).versions).toHaveLength(5);
  });
}

// Bundles.

const SCHEMA_URIS: Readonly<Record<Dialect, string>> = {
  'draft-04': 'http://json-schema.org/draft-04/schema#',
  'draft-06': 'http://json-schema.org/draft-06/schema#',
  'draft-07': 'http://json-schema.org/draft-07/schema#',
  'draft-2019-09': 'https://json-schema.org/draft/2019-09/schema',
  'draft-2020-12': 'https://json-schema.org/draft/2020-12/schema',
};

interface Family {
  readonly title: string;
  readonly leaf: JsonObject;
  readonly middle: JsonObject;
  readonly root: JsonObject;
}

const MIDDLE = { type: 'object', properties: { amount: { $ref: 'leaf.json' }, next: { $ref: '#' } }, required: ['amount'] };
const families: readonly Family[] = [
  {
    title: 'nested references by relative names',
    leaf: { type: 'integer', minimum: 0 },
    middle: MIDDLE,
    root: { type: 'object', properties: { price: { $ref: 'middle.json' }, tax: { $ref: 'leaf.json' } } },
  },
  {
    title: 'a place inside the document referred to',
    leaf: { definitions: { cents: { type: 'integer' } } },
    middle: { ...MIDDLE, properties: { amount: { $ref: 'leaf.json#/definitions/cents' } } },
    root: { properties: { price: { $ref: 'middle.json#/properties/amount' } } },
  },
  {
    title: 'documents with identifiers of their own',
    leaf: { $ID: 'https://e.example/schemas/money', type: 'integer' },
    middle: { ...MIDDLE, $ID: 'https://e.example/schemas/line' },
    root: { $ID: 'https://e.example/orders/order', properties: { price: { $ref: 'middle.json' } } },
  },
  {
    title: 'documents with relative identifiers in other folders',
    leaf: { $ID: 'money', definitions: { x: { type: 'string' } }, properties: { x: { $ref: '#/definitions/x' } } },
    middle: { ...MIDDLE, $ID: 'deep/er/line' },
    root: { $ID: 'shop/orders/order', properties: { price: { $ref: 'middle.json' } } },
  },
  {
    title: 'an absolute identifier that refers to a relative name',
    leaf: { type: 'integer', definitions: { x: { $ID: 'inner', type: 'string' } }, not: { $ref: 'inner' } },
    middle: { ...MIDDLE, $ID: 'https://e.example/schemas/line' },
    root: { properties: { price: { $ref: 'middle.json' }, tax: { $ref: 'leaf.json#/definitions/x' } } },
  },
  {
    title: 'documents that are a $ref and nothing else',
    leaf: { $ref: '#/definitions/cents', definitions: { cents: { type: 'integer' } } },
    middle: { $ref: 'leaf.json' },
    root: { $ref: 'middle.json' },
  },
  {
    title: 'a definition that has the name of a reference',
    leaf: { type: 'string' },
    middle: MIDDLE,
    root: {
      definitions: { 'middle.json': { type: 'boolean' } },
      properties: { a: { $ref: 'middle.json' }, b: { $ref: '#/definitions/middle.json' } },
    },
  },
];

function inDialect(schema: JsonObject, dialect: Dialect): JsonObject {
  const text = JSON.stringify(schema).replaceAll('"$ID"', dialect === 'draft-04' ? '"id"' : '"$id"');
  return { $schema: SCHEMA_URIS[dialect], ...(JSON.parse(text) as JsonObject) };
}

for (const dialect of Object.keys(SCHEMA_URIS) as Dialect[]) {
  for (const { title, leaf, middle, root } of families) {
    test(`${dialect}: the bundle of ${title} says what the version says`, async () => {
      const registry = openRegistry();
      await put(registry, 'leaf', inDialect(leaf, dialect));
      await put(registry, 'middle', inDialect(middle, dialect), [to('leaf.json', 'leaf')]);
      await put(registry, 'root', inDialect(root, dialect), [to('middle.json', 'middle'), to('leaf.json', 'leaf')]);
      const { schema } = await registry.getVersion('root', 1, { bundle: true });
      const plain = inDialect(root, dialect);
      const documents = { 'middle.json': inDialect(middle, dialect), 'leaf.json': inDialect(leaf, dialect) };
      // The bundle stands alone; the documents are for the version.
      expect(contains(schema, schema, {}).kind).toBe('contained');
      expect([contains(schema, plain, { documents }).kind, contains(plain, schema, { documents }).kind]).toEqual(['contained', 'contained']);
      await put(registry, 'bundled', schema);
      expect(
        await registry.compat({ subject: 'bundled', version: 1, against: { subject: 'root', version: 1 }, level: 'FULL', profile: 'strict' }),
      ).toMatchObject({ compatible: true });
    });
  }
}

test('a bundle of parts in other dialects than its own says what the version says', async () => {
  const registry = openRegistry();
  await put(registry, 'leaf', inDialect({ minimum: 0, exclusiveMinimum: true }, 'draft-04'));
  await put(registry, 'middle', inDialect({ properties: { amount: { $ref: 'leaf.json' } } }, 'draft-07'), [to('leaf.json', 'leaf')]);
  await put(registry, 'root', inDialect({ properties: { price: { $ref: 'middle.json' } } }, 'draft-2020-12'), [to('middle.json', 'middle')]);
  const { schema } = await registry.getVersion('root', 1, { bundle: true });
  await put(registry, 'bundled', schema);
  expect(
    await registry.compat({ subject: 'bundled', version: 1, against: { subject: 'root', version: 1 }, level: 'FULL', profile: 'strict' }),
  ).toMatchObject({ compatible: true });
});

// Circles of subjects.

test('a schema that refers to its own subject is refused', async () => {
  const registry = openRegistry();
  await put(registry, 'a', { type: 'string' });
  const error = await failureOf(put(registry, 'a', { anyOf: [{ $ref: 'a.json' }] }, [to('a.json', 'a')]));
  expect(error).toMatchObject({ code: 'reference_cycle', data: { way: ['a@1'] } });
});

test('a direct circle of two subjects is refused, and one over three, with the way round', async () => {
  const registry = openRegistry();
  await put(registry, 'a', { type: 'string' });
  await put(registry, 'b', { $ref: 'a.json' }, [to('a.json', 'a')]);
  await put(registry, 'c', { $ref: 'b.json' }, [to('b.json', 'b')]);
  expect(await failureOf(put(registry, 'a', { type: 'string', title: 't', $ref: 'b.json' }, [to('b.json', 'b')]))).toMatchObject({
    code: 'reference_cycle',
    data: { way: ['b@1', 'a@1'] },
  });
  const error = await failureOf(put(registry, 'a', { type: 'string', $ref: 'c.json' }, [to('c.json', 'c')], { dryRun: true }));
  expect(error).toMatchObject({ code: 'reference_cycle', data: { way: ['c@1', 'b@1', 'a@1'] } });
  expect(error.message).toContain('c@1 → b@1 → a@1');
  expect((await registry.getSubject('a')).versions).toHaveLength(1);
});

test('a circle of subjects over versions that never meet is refused as well', async () => {
  const registry = openRegistry();
  await put(registry, 'a', { type: 'string' });
  await put(registry, 'b', { $ref: 'a.json' }, [to('a.json', 'a')]);
  await put(registry, 'b', { type: 'string' });
  // b@2 refers to nothing, so a@2 may refer to it.
  await put(registry, 'a', { title: 't', allOf: [{ $ref: 'b.json' }] }, [to('b.json', 'b', 2)]);
  expect(await failureOf(put(registry, 'b', { title: 't', allOf: [{ $ref: 'a.json' }] }, [to('a.json', 'a', 2)]))).toMatchObject({
    code: 'reference_cycle',
  });
});

test('a diamond is no circle', async () => {
  const registry = openRegistry();
  await put(registry, 'd', { type: 'string' });
  await put(registry, 'b', { properties: { d: { $ref: 'd.json' } } }, [to('d.json', 'd')]);
  await put(registry, 'c', { properties: { x: { $ref: 'd.json' } } }, [to('d.json', 'd')]);
  await put(registry, 'a', { allOf: [{ $ref: 'b.json' }, { $ref: 'c.json' }] }, [to('b.json', 'b'), to('c.json', 'c')]);
  expect(await registry.validate({ subject: 'a', event: { d: 1 } })).toMatchObject({ valid: false });
});

test('one name that would mean two schemas is refused, and one that means the same twice is not', async () => {
  const registry = openRegistry();
  await put(registry, 'd', { type: 'string' });
  await put(registry, 'd', { type: 'integer' }, [], BREAKING);
  await put(registry, 'b', { properties: { d: { $ref: 'd.json' } } }, [to('d.json', 'd')]);
  const both = { allOf: [{ $ref: 'b.json' }, { $ref: 'd.json' }] };
  expect(await failureOf(put(registry, 'a', both, [to('b.json', 'b'), to('d.json', 'd', 2)]))).toMatchObject({ code: 'reference_conflict' });
  await put(registry, 'a', both, [to('b.json', 'b'), to('d.json', 'd', 1)]);
});

// A version means what it meant when it was registered.

test('whatever happens to the subject referred to, verdicts, bundle and validation of a version stay', async () => {
  const registry = openRegistry();
  await put(registry, 'money', { type: 'integer' });
  const schema = { type: 'object', properties: { price: { $ref: 'money.json' } } };
  await put(registry, 'order', schema, [to('money.json', 'money')]);
  const meaning = async (): Promise<object> => ({
    bundle: await registry.getVersion('order', 1, { bundle: true }),
    judged: await Promise.all([1, 'x'].map(async (price) => registry.validate({ subject: 'order', event: { price } }))),
    compat: await registry.compat({
      schema: { type: 'object', properties: { price: { type: 'integer' } } },
      against: { subject: 'order' },
      level: 'FULL',
    }),
    snapshot: (await registry.snapshot({ subject: 'order' })).versions,
  });
  const before = await meaning();
  expect(before).toMatchObject({ judged: [{ valid: true }, { valid: false }], compat: { compatible: true } });
  await put(registry, 'money', { type: 'string' }, [], BREAKING);
  expect(await meaning()).toEqual(before);
  await registry.setState('money', 1, { state: 'retired' }, ACTOR);
  expect(await meaning()).toEqual(before);
  await failureOf(registry.deleteVersion('money', 1, ACTOR));
  await registry.deleteVersion('money', 2, ACTOR);
  await registry.putConfig('money', { level: 'NONE', formats: 'assert' }, ACTOR);
  expect(await meaning()).toEqual(before);
});

test('the same text with references to other versions is another version, and with another name for the same content too', async () => {
  const registry = openRegistry();
  await put(registry, 'money', { type: 'integer' });
  await put(registry, 'money', { type: 'integer', title: 't' });
  await put(registry, 'order', { $ref: 'money.json' }, [to('money.json', 'money', 1)]);
  await put(registry, 'order', { $ref: 'money.json' }, [to('money.json', 'money', 2)]);
  expect((await registry.getSubject('order')).versions.map(({ fingerprint }) => fingerprint)).toHaveLength(2);
  expect(await registry.register('order', { schema: { $ref: 'money.json' }, references: [to('money.json', 'money', 2)] }, ACTOR)).toMatchObject({
    existing: true,
    version: 2,
  });
});

// Names.

const names: readonly { readonly title: string; readonly name: string; readonly ref?: string; readonly id?: string; readonly code?: string }[] = [
  { title: 'absolute', name: 'https://e.example/money.json' },
  {
    title: 'absolute, with what the $ref writes relative to the $id',
    name: 'https://e.example/s/money.json',
    ref: 'money.json',
    id: 'https://e.example/s/order.json',
  },
  { title: 'a URN', name: 'urn:example:money' },
  { title: 'relative', name: 'money.json' },
  { title: 'relative, with a folder', name: 'common/money.json' },
  { title: 'relative, from below an $id', name: 'money.json', id: 'https://e.example/s/order.json' },
  { title: 'with ..', name: '../money.json' },
  { title: 'with .. from below an $id', name: '../money.json', id: 'https://e.example/a/b/order.json' },
  { title: 'a $ref with a fragment into it', name: 'money.json', ref: 'money.json#/definitions/x' },
  { title: 'that says ./ where the $ref does not', name: './money.json', ref: 'money.json', id: 'https://e.example/s/order.json' },
  { title: 'a name with spaces and letters beyond ASCII', name: 'gëld money.json' },
  { title: 'that the $ref does not write', name: 'other.json', ref: 'money.json', code: 'reference_unresolved' },
  { title: '__proto__', name: '__proto__', code: 'request_invalid' },
  { title: 'constructor', name: 'constructor' },
  { title: 'with a fragment', name: 'money.json#/definitions/x', code: 'request_invalid' },
  { title: 'with an empty fragment', name: 'money.json#', ref: 'money.json' },
  { title: 'empty', name: '', code: 'request_invalid' },
  { title: 'blank', name: '  ', code: 'request_invalid' },
];

for (const { title, name, ref = name, id, code } of names) {
  test(`the name of a reference, ${title}: ${code ?? 'resolved'}`, async () => {
    const registry = openRegistry();
    await put(registry, 'money', { type: 'integer', definitions: { x: { type: 'integer' } } });
    const schema = { ...(id === undefined ? {} : { $id: id }), type: 'object', properties: { price: { $ref: ref } } };
    const outcome = await put(registry, 'order', schema, [to(name, 'money')]).then(
      () => undefined,
      (thrown: { code: string }) => thrown.code,
    );
    expect(outcome).toBe(code);
    if (code !== undefined) return;
    const judge = async (subject: string): Promise<boolean[]> =>
      Promise.all([1, 'x'].map(async (price) => (await registry.validate({ subject, event: { price } })).valid));
    expect(await judge('order')).toEqual([true, false]);
    await put(registry, 'bundled', (await registry.getVersion('order', 1, { bundle: true })).schema);
    expect(await judge('bundled')).toEqual([true, false]);
    expect((await registry.snapshot({ subject: 'order' })).versions[0]?.documents).toHaveProperty([name]);
  });
}

test('one name twice is refused', async () => {
  const registry = openRegistry();
  await put(registry, 'money', { type: 'integer' });
  await put(registry, 'coin', { type: 'string' });
  const twice = [to('money.json', 'money'), to('money.json', 'coin')];
  expect(await failureOf(put(registry, 'order', { $ref: 'money.json' }, twice))).toMatchObject({ code: 'reference_conflict' });
});

const unresolved: readonly { readonly title: string; readonly ref: string; readonly given: readonly string[]; readonly says: RegExp }[] = [
  {
    title: 'none was given',
    ref: 'money.json',
    given: [],
    says: /give it as the reference "money\.json", or bundle it$/,
  },
  {
    title: 'one is misspelt',
    ref: 'money.json#/x',
    given: ['mony.json'],
    says: /give it as the reference "money\.json".*No \$ref writes the given reference "mony\.json"$/,
  },
  { title: 'the other is used', ref: 'money.json', given: ['used.json'], says: /or bundle it$/ },
  {
    title: 'its fragment is',
    ref: 'used.json#/nowhere',
    given: ['used.json'],
    says: /that the reference "used\.json" names; mend what follows the #$/,
  },
  { title: 'it is a place in the document', ref: '#/nowhere', given: [], says: /leads nowhere in the document; mend what follows the #$/ },
];
for (const { title, ref, given, says } of unresolved) {
  test(`a $ref that leads nowhere, where ${title}, is told what would answer it`, async () => {
    const registry = openRegistry();
    await put(registry, 'money', { type: 'integer' });
    const schema = { properties: { a: { $ref: ref }, b: { $ref: given.includes('used.json') ? './used.json' : '#' } } };
    const references = given.map((name) => ({ name, subject: 'money', version: 1 }));
    expect(await failureOf(registry.register('order', { schema, references }, ACTOR))).toMatchObject({
      code: 'reference_unresolved',
      message: expect.stringMatching(says) as unknown,
    });
  });
}
