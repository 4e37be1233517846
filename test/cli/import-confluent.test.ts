import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text as readText } from 'node:stream/consumers';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { createClient } from '../../src/client/index.ts';
import { confluentFixture, type Fixture, type FixtureVersion } from './confluent-fixture.ts';
import { ORDER_BROKEN, ORDER_V1, ORDER_V2 } from './contracts.ts';
import { auditHere, registryHere, sluiceHere } from './in-process.ts';
import { folderWith, MAIN, sluice, type Server } from './process.ts';
import { startHere } from './serve-here.ts';

type Registry = Pick<Server, 'registry'>;

const auditing = auditHere();
afterAll(() => auditing.close());

async function limitedRegistry(config: string): Promise<Registry> {
  return startHere(['serve', '--port', '0', '--store', 'memory:', '--registry-config', config], { cwd: await folderWith() });
}

async function call({ registry: url }: Registry, method: string, path: string, body?: object): Promise<unknown> {
  const headers = { 'content-type': 'application/vnd.schemaregistry.v1+json' };
  return (await fetch(`${url}${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) })).json();
}

/** All that Confluent's face tells of a registry but for the times. */
async function told(server: Registry, names: readonly string[]): Promise<unknown> {
  const versions = (await call(server, 'GET', '/schemas?deleted=true')) as readonly object[];
  const settings = names.flatMap((name) => ['config', 'mode'].map((place) => call(server, 'GET', `/${place}/${encodeURIComponent(name)}`)));
  return {
    versions: versions.map((version) => ({ ...version, ts: 0 })),
    settings: await Promise.all(settings),
    all: await call(server, 'GET', '/config'),
  };
}

const json = (schema: object, more: object = {}): object => ({ schemaType: 'JSON', schema: JSON.stringify(schema), ...more });

async function fill(server: Registry): Promise<void> {
  const put = (subject: string, body: object): Promise<unknown> => call(server, 'POST', `/subjects/${encodeURIComponent(subject)}/versions`, body);
  await call(server, 'PUT', '/config', { compatibility: 'NONE' });
  await put('zz-money', json({ type: 'object', title: 'money' }));
  await put('gone-forever', json({ title: 'an id that is left' }));
  await call(server, 'DELETE', '/subjects/gone-forever');
  await call(server, 'DELETE', '/subjects/gone-forever?permanent=true');
  for (const schema of [ORDER_V1, ORDER_V2, ORDER_BROKEN]) await put('orders-value', json(schema, { metadata: { properties: { z: '1', a: '2' } } }));
  await call(server, 'DELETE', '/subjects/orders-value/versions/1');
  await put('a-refund', json({ $ref: 'money.json' }, { references: [{ name: 'money.json', subject: 'zz-money', version: 1 }] }));
  await put('all-gone', json({ title: 'soft' }));
  await call(server, 'DELETE', '/subjects/all-gone');
  await put(':.team:orders', json({ title: 'in a context' }));
  await call(server, 'PUT', '/config/orders-value', { compatibility: 'FULL', normalize: true });
  await call(server, 'PUT', `/config/${encodeURIComponent(':.team:')}`, { compatibility: 'FORWARD' });
  await call(server, 'PUT', '/mode/zz-money', { mode: 'READONLY' });
}

const UNLISTED = 'settings and aliases of subjects without versions do not come: this wire has no list of them';

const NAMES = ['orders-value', 'zz-money', 'a-refund', 'all-gone', ':.team:', ':.team:orders'];

test('all of a registry comes over, with ids, numbers, references, levels, modes, contexts and soft deletions; again there is nothing to do', async () => {
  const [source, target] = await Promise.all([registryHere(), registryHere()]);
  await fill(source);
  const plan = await auditing.importConfluent([source.registry, '--to', target.registry, '--dry-run']);
  expect(plan).toMatchObject({ code: 0, stdout: expect.stringContaining('7 to import, 0 there already; nothing was written') });
  expect(await call(target, 'GET', '/subjects?deleted=true')).toEqual([]);
  const done = await sluice(['import', 'confluent', source.registry, '--to', target.registry]);
  expect(done).toMatchObject({ code: 0, stdout: expect.stringContaining('7 imported, 0 there already') });
  expect(done.stdout).toMatch(/the history, as the engine judges it \(BACKWARD × declared\):[^]*orders-value[^]*currency/);
  expect(await told(target, NAMES)).toEqual(await told(source, NAMES));
  const again = await auditing.importConfluent([source.registry], { env: { SLUICE_REGISTRY: target.registry } });
  expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('0 imported, 7 there already') });
  expect(await told(target, NAMES)).toEqual(await told(source, NAMES));
});

test('an import that was cut goes on', async () => {
  const [source, target] = await Promise.all([registryHere(), registryHere()]);
  await fill(source);
  // As it is after two versions.
  await call(target, 'PUT', '/mode/zz-money', { mode: 'IMPORT' });
  await call(target, 'POST', '/subjects/zz-money/versions', json({ type: 'object', title: 'money' }, { id: 1, version: 1 }));
  await call(target, 'PUT', '/mode/orders-value', { mode: 'IMPORT' });
  await call(target, 'POST', '/subjects/orders-value/versions', json(ORDER_V1, { id: 3, version: 1, metadata: { properties: { z: '1', a: '2' } } }));
  const done = await auditing.importConfluent([source.registry, '--to', target.registry]);
  expect(done).toMatchObject({ code: 0, stdout: expect.stringContaining('6 imported, 1 there already') });
  expect(await told(target, NAMES)).toEqual(await told(source, NAMES));
});

/** A registry behind a wire that never hands on this request. */
async function heldBack(target: Registry, method: string, path: RegExp): Promise<{ readonly url: string; readonly held: Promise<unknown> }> {
  const front = createHttpServer((request, response) => {
    void (async () => {
      if (request.method === method && path.test(request.url ?? '')) {
        front.emit('held');
        return;
      }
      const body = await readText(request);
      const headers = { 'content-type': request.headers['content-type'] ?? '', accept: request.headers.accept ?? '' };
      const answer = await fetch(`${target.registry}${request.url}`, { method: request.method ?? 'GET', headers, ...(body === '' ? {} : { body }) });
      response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' }).end(await answer.text());
    })();
  }).listen(0, '127.0.0.1');
  const held = once(front, 'held');
  onTestFinished(() => {
    front.closeAllConnections();
    front.close();
  });
  await once(front, 'listening');
  return { url: `http://127.0.0.1:${(front.address() as AddressInfo).port}`, held };
}

test('Ctrl-C says that subjects stay in mode IMPORT, and that the same command goes on', async () => {
  const [source, target] = await Promise.all([registryHere(), registryHere()]);
  await fill(source);
  const { url, held } = await heldBack(target, 'POST', /^\/subjects\/orders-value\/versions/);
  const child = spawn(process.execPath, [MAIN, 'import', 'confluent', source.registry, '--to', url]);
  const [closed, said] = [once(child, 'close'), readText(child.stderr)];
  await held;
  child.kill('SIGINT');
  expect({ code: ((await closed) as [number])[0], stderr: await said }).toEqual({
    code: 130,
    stderr: expect.stringMatching(/interrupted; the same command goes on.* mode IMPORT.*--give-up/),
  });
  expect(await call(target, 'GET', '/mode/orders-value')).toEqual({ mode: 'IMPORT' });
  const done = await auditing.importConfluent([source.registry, '--to', target.registry]);
  expect(done).toMatchObject({ code: 0, stdout: expect.stringContaining('5 imported, 2 there already') });
  expect(await told(target, NAMES)).toEqual(await told(source, NAMES));
});

test('Ctrl-C while the source is read says that nothing was written', async () => {
  const [source, target] = await Promise.all([registryHere(), registryHere()]);
  await fill(source);
  const { url, held } = await heldBack(source, 'GET', /^\/subjects\/orders-value\/versions/);
  const child = spawn(process.execPath, [MAIN, 'import', 'confluent', url, '--to', target.registry]);
  const [closed, said] = [once(child, 'close'), readText(child.stderr)];
  await held;
  child.kill('SIGINT');
  expect({ code: ((await closed) as [number])[0], stderr: await said }).toEqual({
    code: 130,
    stderr: expect.stringContaining('interrupted; nothing was written'),
  });
});

test('an import that cannot go on names the subjects that it left in mode IMPORT, and --give-up sets them back', async () => {
  const [source, target] = await Promise.all([registryHere(), registryHere()]);
  await fill(source);
  const args = [source.registry, '--to', target.registry];
  for (const name of ['orders-value', 'zz-money', 'not-of-the-source']) await call(target, 'PUT', `/mode/${name}`, { mode: 'IMPORT' });
  // A producer took an id that the import needs.
  await call(target, 'POST', '/subjects/mine/versions', json({ title: 'has the id 1' }));
  expect(await auditing.importConfluent(args)).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(
      /never free again[^]*2 subjects \(orders-value, zz-money\): in mode IMPORT at the target.*--give-up sets the modes back/,
    ),
  });
  expect(await auditing.importConfluent([...args, '--give-up', '--dry-run'])).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('nothing was written'),
  });
  expect(await call(target, 'GET', '/mode/orders-value')).toEqual({ mode: 'IMPORT' });
  expect(await auditing.importConfluent([...args, '--give-up'])).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^2 subjects .* out of mode IMPORT .*:\n {2}orders-value\n {2}zz-money\n$/),
  });
  expect(await call(target, 'GET', '/mode/orders-value')).toMatchObject({ error_code: 40409 });
  expect(await call(target, 'GET', '/mode/not-of-the-source')).toEqual({ mode: 'IMPORT' });
  const again = await auditing.importConfluent([...args, '--give-up', '--format', 'json']);
  expect(JSON.parse(again.stdout)).toMatchObject({ givenUp: [], dryRun: false });
});

test('an id that the target gave before: the plan warns, and a subject of which nothing came is as it was', async () => {
  const [source, target] = await Promise.all([registryHere(), registryHere()]);
  await call(target, 'POST', '/subjects/oops-value/versions', json({ title: 'oops' }));
  for (const query of ['', '?permanent=true']) await call(target, 'DELETE', `/subjects/oops-value${query}`);
  await call(target, 'PUT', '/mode/c-value', { mode: 'READONLY' });
  await createClient({ url: source.registry }).register('a-value', { schema: { title: 'a' } });
  await call(source, 'POST', '/subjects/b-value/versions', json({ title: 'b' }));
  await call(source, 'POST', '/subjects/c-value/versions', json({ $ref: 'a' }, { references: [{ name: 'a', subject: 'a-value', version: 1 }] }));
  await call(source, 'POST', '/subjects/c-value/versions', json({ title: 'a' }));
  const args = [source.registry, '--to', target.registry];
  const plan = await auditing.importConfluent([...args, '--dry-run']);
  expect(plan.stdout).toMatch(/1 id \(1\): the target gave it before and deleted its schema for good; the same schema gets it again/);
  const done = await auditing.importConfluent(args);
  expect(done).toMatchObject({ code: 1, stdout: expect.stringContaining('a-value@1: schema 1 was another one here; it was deleted for good') });
  expect(done.stdout).toContain('import into a new registry');
  expect(done.stdout).not.toContain('(a-value)');
  expect(await call(target, 'GET', '/mode/a-value')).toMatchObject({ error_code: 40409 });
});

for (const [mode, after] of [
  ['READONLY', 'READONLY'],
  ['IMPORT', undefined],
] as const) {
  test(`a subject of which nothing came and that was in mode ${mode} is in mode ${after ?? 'of its own no more'}`, async () => {
    const [source, target] = await Promise.all([
      confluentFixture({ versions: FIXTURE.versions.filter(({ subject }) => subject === 'broken') }),
      registryHere(),
    ]);
    await call(target, 'PUT', '/mode/broken', { mode });
    expect((await auditing.importConfluent([source.url, '--to', target.registry])).code).toBe(1);
    const own: unknown = await call(target, 'GET', '/mode/broken');
    expect(own).toMatchObject(after === undefined ? { error_code: 40409 } : { mode: after });
  });
}

const MODES_AT_BOTH = [
  { source: undefined, target: 'READONLY', after: 'READONLY', note: 'not set at the source and READONLY at the target' },
  {
    source: 'READWRITE',
    target: 'READONLY_OVERRIDE',
    after: 'READONLY_OVERRIDE',
    note: 'READWRITE at the source and READONLY_OVERRIDE at the target',
  },
  { source: 'READONLY', target: 'READWRITE', after: 'READWRITE', note: 'READONLY at the source and READWRITE at the target' },
  { source: 'READONLY', target: 'READONLY', after: 'READONLY', note: undefined },
  { source: 'READONLY', target: undefined, after: 'READONLY', note: undefined },
  { source: undefined, target: undefined, after: undefined, note: undefined },
] as const;

for (const { source: there, target: here, after, note } of MODES_AT_BOTH) {
  for (const isCut of [false, true]) {
    const title = `of a subject of which a version comes, ${there ?? 'without a mode'} at the source and ${here ?? 'without one'} at the target`;
    test(`${title}, the mode is ${after ?? 'none'}${isCut ? ', also after an import that was cut' : ''}`, async () => {
      const [source, target] = await Promise.all([
        confluentFixture({
          versions: FIXTURE.versions.filter(({ subject }) => subject === 'shared'),
          modes: there === undefined ? {} : { shared: there },
        }),
        registryHere(),
      ]);
      if (here !== undefined) await call(target, 'PUT', '/mode/shared', { mode: here });
      // As an import leaves it that was cut, twice.
      if (isCut) for (let cut = 0; cut < 2; cut++) await call(target, 'PUT', '/mode/shared?force=true', { mode: 'IMPORT' });
      const args = [source.url, '--to', target.registry, '--format', 'json'];
      const done = await auditing.importConfluent(args);
      expect(done.code).toBe(0);
      const { notes } = JSON.parse(done.stdout) as { readonly notes: readonly string[] };
      expect(notes.filter((text) => text.includes('the mode of shared'))).toEqual(
        note === undefined ? [] : [`the mode of shared is ${note}; it was left as it is`],
      );
      expect(await call(target, 'GET', '/subjects/shared/versions')).toEqual([3]);
      expect(await call(target, 'GET', '/mode/shared')).toMatchObject(after === undefined ? { error_code: 40409 } : { mode: after });
    });
  }
}

test('giving up an import that was cut brings back the mode that each subject had of its own', async () => {
  const [source, target] = await Promise.all([registryHere(), registryHere()]);
  await fill(source);
  for (const [name, mode] of [
    ['zz-money', 'READONLY'],
    ['orders-value', undefined],
  ] as const) {
    if (mode !== undefined) await call(target, 'PUT', `/mode/${name}`, { mode });
    await call(target, 'PUT', `/mode/${name}`, { mode: 'IMPORT' });
  }
  const given = await auditing.importConfluent([source.registry, '--to', target.registry, '--give-up']);
  expect(given.stdout).toMatch(/^2 subjects .* are out of mode IMPORT:\n {2}orders-value\n {2}zz-money: READONLY, as it was before the import\n$/);
  expect(await call(target, 'GET', '/mode/orders-value')).toMatchObject({ error_code: 40409 });
  expect(await call(target, 'GET', '/mode/zz-money')).toEqual({ mode: 'READONLY' });
});

for (const side of ['source', 'target'] as const) {
  test(`a ${side} that has no list of subjects is no registry; nothing is written`, async () => {
    const [source, target] = await Promise.all([registryHere(), registryHere()]);
    await fill(source);
    const [from, to] = side === 'source' ? [`${source.registry}/registry`, target.registry] : [source.registry, `${target.registry}/registry`];
    for (const more of [[], ['--dry-run']]) {
      const found = await auditing.importConfluent([from, '--to', to, ...more]);
      expect(found).toMatchObject({ code: 3, stdout: '', stderr: expect.stringContaining('there is no list of subjects at /subjects') });
    }
    expect(await call(target, 'GET', '/subjects?deleted=true')).toEqual([]);
  });
}

test('of an empty source it is said that there was nothing, and of every source what its wire cannot list', async () => {
  const [source, target] = await Promise.all([registryHere(), registryHere()]);
  const done = await auditing.importConfluent([source.registry, '--to', target.registry]);
  expect(done).toMatchObject({ code: 0, stdout: expect.stringContaining('the source has no versions') });
  expect(done.stdout).toContain('settings and aliases of subjects without versions do not come');
});

test('the plan knows the level that comes for a context', async () => {
  const [source, target] = await Promise.all([registryHere(), registryHere()]);
  await call(source, 'PUT', '/contexts/.retail/config', { compatibility: 'FULL' });
  for (const name of [':.retail:a', ':.retail:b']) await call(source, 'POST', `/subjects/${name}/versions`, json({ title: name }));
  const args = [source.registry, '--to', target.registry];
  expect((await auditing.importConfluent([...args, '--dry-run'])).stdout).not.toContain('would be');
  expect((await auditing.importConfluent(args)).stdout).not.toContain('and now');
  await call(target, 'PUT', '/contexts/.retail/config', { compatibility: 'NONE' });
  expect((await auditing.importConfluent([...args, '--dry-run'])).stdout).toMatch(
    /2 subjects .*: FULL × strict at the source and would be NONE × strict/,
  );
});

test('what the target has otherwise stops the import before anything is written', async () => {
  const [source, target] = await Promise.all([registryHere(), registryHere()]);
  await fill(source);
  await call(target, 'POST', '/subjects/mine/versions', json({ title: 'has the id 1' }));
  await call(target, 'POST', '/subjects/orders-value/versions', json({ title: 'another one' }));
  const refused = await auditing.importConfluent([source.registry, '--to', target.registry]);
  expect(refused).toMatchObject({ code: 1, stdout: expect.stringContaining('nothing was imported') });
  expect(refused.stdout).toMatch(/: 0 imported, 0 there already, \d that could come, \d in the way or left out; nothing was written/);
  expect(refused.stdout).toContain('zz-money@1: schema 1 is another one at the target');
  expect(refused.stdout).toContain('orders-value@1: it has the schema 3 at the source, and 2 at the target');
  expect(await call(target, 'GET', '/subjects?deleted=true')).toEqual(['mine', 'orders-value']);
});

test('of a Sluice each thing is told that this wire has no words for, before it is written and after', async () => {
  const [source, target] = await Promise.all([registryHere(), registryHere()]);
  const from = createClient({ url: source.registry });
  for (const subject of ['com.a', 'com.b', 'com.c']) for (const schema of [ORDER_V1, ORDER_V2]) await from.register(subject, { schema });
  await from.setState('com.a', 1, { state: 'retired' });
  await from.setState('com.b', 1, { state: 'deprecated' });
  await from.putConfig('com.c', { level: 'FORWARD', profile: 'strict' });
  const args = [source.registry, '--to', target.registry];
  const notesOf = async (...more: readonly string[]): Promise<readonly string[]> =>
    (JSON.parse((await auditing.importConfluent([...args, '--format', 'json', ...more])).stdout) as { readonly notes: readonly string[] }).notes;
  const losses = (verb: string): readonly unknown[] => [
    UNLISTED,
    expect.stringContaining('between two Sluices use `sluice dump`'),
    `2 subjects (com.a, com.b): FULL_TRANSITIVE × declared at the source and ${verb} BACKWARD × strict at the target; \`sluice config\` sets it there`,
    '1 retired version (com.a@1): deleted at the target, and `sluice activate` brings none back there',
    '1 deprecated version (com.b@1): active at the target',
  ];
  expect(await notesOf('--dry-run')).toEqual(losses('would be'));
  expect(await notesOf()).toEqual(losses('now'));
  expect(await notesOf('--dry-run')).toEqual(losses('would be'));
});

test('what a Sluice reads as another dialect than the wire does is told', async () => {
  const [source, target] = await Promise.all([registryHere(), registryHere()]);
  const from = createClient({ url: source.registry });
  await from.register('silent', { schema: { type: 'object', dependentRequired: { a: ['b'] } } });
  await from.register('said', { schema: { $schema: 'https://json-schema.org/draft/2020-12/schema', type: 'object' } });
  await from.register('meant', { schema: { type: 'object' }, dialect: 'draft-07' });
  await from.register('any', { schema: true });
  const args = [source.registry, '--to', target.registry];
  const note = '1 version (silent@1) without $schema: draft-2020-12 at the source and draft-07 at the target';
  for (const more of [['--dry-run'], []]) {
    const { stdout } = await auditing.importConfluent([...args, ...more]);
    expect(stdout).toContain(note);
    expect(stdout.match(/without \$schema/g)).toHaveLength(1);
  }
});

test('again: what the target has and the source has not any more is told, and left', async () => {
  const [source, target] = await Promise.all([registryHere(), registryHere()]);
  await fill(source);
  const args = [source.registry, '--to', target.registry];
  await auditing.importConfluent(args);
  await call(source, 'DELETE', '/subjects/orders-value/versions/1?permanent=true');
  for (const more of [['--dry-run'], []]) {
    expect((await auditing.importConfluent([...args, ...more])).stdout).toContain(
      '1 version (orders-value@1) of these subjects: at the target and not at the source',
    );
  }
  expect(await call(target, 'GET', '/subjects/orders-value/versions?deleted=true')).toEqual([1, 2, 3]);
  expect(await call(target, 'GET', '/subjects/orders-value/versions?deleted=true&deletedAsNegative=true')).toEqual([-1, 2, 3]);
});

const FIXTURE: Fixture = {
  versions: [
    { subject: 'avro-value', version: 1, id: 1, schema: '{"type":"record","name":"A","fields":[]}' },
    { subject: 'proto-value', version: 1, id: 2, schemaType: 'PROTOBUF', schema: 'syntax = "proto3";' },
    { subject: 'shared', version: 3, id: 10, schemaType: 'JSON', schema: '{ "type" : "integer" }' },
    {
      subject: 'orders',
      version: 2,
      id: 11,
      schemaType: 'JSON',
      schema: '{"$ref":"i.json"}',
      references: [{ name: 'i.json', subject: 'shared', version: 3 }],
    },
    {
      subject: 'mixed',
      version: 1,
      id: 12,
      schemaType: 'JSON',
      schema: '{"$ref":"a"}',
      references: [{ name: 'a', subject: 'avro-value', version: 1 }],
    },
    { subject: 'broken', version: 1, id: 13, schemaType: 'JSON', schema: '{"type":"nothing"}' },
    { subject: 'old', version: 1, id: 14, schemaType: 'JSON', schema: 'true', deleted: true },
    { subject: 'slash/and space', version: 1, id: 15, schemaType: 'JSON', schema: '{}' },
    { subject: ':.ctx:orders', version: 1, id: 16, schemaType: 'JSON', schema: '{"title":"c"}' },
    {
      subject: ':.ctx:uses',
      version: 1,
      id: 17,
      schemaType: 'JSON',
      schema: '{"$ref":"o"}',
      references: [{ name: 'o', subject: 'orders', version: 1 }],
      metadata: { properties: { owner: 'x' } },
    },
  ],
  contexts: ['.ctx'],
  configs: { '': { compatibilityLevel: 'FULL' }, orders: { compatibilityLevel: 'BACKWARD_TRANSITIVE' } },
  modes: { '': 'READONLY', old: 'READONLY' },
};

for (const hasPages of [true, false]) {
  test(`a registry ${hasPages ? 'with' : 'without'} pages, of several types: what is not JSON is named, the rest comes`, async () => {
    const [source, target] = await Promise.all([confluentFixture({ ...FIXTURE, hasPages }), registryHere()]);
    const done = await auditing.importConfluent([source.url, '--to', target.registry, '--format', 'json']);
    expect(done.code).toBe(1);
    const { items, notes } = JSON.parse(done.stdout) as {
      readonly items: readonly { readonly subject: string; readonly outcome: string }[];
      readonly notes: readonly string[];
    };
    expect(Object.fromEntries(items.map(({ subject, outcome }) => [subject, outcome]))).toEqual({
      'avro-value': 'unsupported',
      'proto-value': 'unsupported',
      shared: 'imported',
      orders: 'imported',
      mixed: 'blocked',
      broken: 'refused',
      old: 'imported',
      'slash/and space': 'imported',
      ':.ctx:orders': 'imported',
      ':.ctx:uses': 'imported',
    });
    expect(notes).toEqual(['the mode of the whole registry is READONLY at the source; it was not taken over', UNLISTED]);
    expect(await call(target, 'GET', '/subjects/orders/versions/2')).toMatchObject({ id: 11, references: [{ subject: 'shared', version: 3 }] });
    expect(await call(target, 'GET', '/subjects/shared/versions/3')).toMatchObject({ schema: '{ "type" : "integer" }' });
    expect(await call(target, 'GET', `/subjects/${encodeURIComponent(':.ctx:uses')}/versions/1`)).toMatchObject({
      references: [{ subject: ':.ctx:orders' }],
    });
    expect(await call(target, 'GET', '/config/orders')).toEqual({ compatibilityLevel: 'BACKWARD_TRANSITIVE' });
    expect(await call(target, 'GET', '/config')).toMatchObject({ compatibilityLevel: 'FULL' });
    expect(await call(target, 'GET', '/mode/old')).toEqual({ mode: 'READONLY' });
    expect(await call(target, 'GET', '/mode/orders')).toMatchObject({ error_code: 40409 });
    expect(await call(target, 'GET', '/subjects')).not.toContain('old');
    const next = await createClient({ url: target.registry }).register('native', { schema: { title: 'next' } });
    expect(next.id).toBe(18);
    const text = await auditing.importConfluent([source.url, '--to', target.registry]);
    expect(text.stdout).toContain('avro-value@1: AVRO is not supported here; JSON is');
    expect(text.stdout).toContain('mixed@1: it refers to avro-value@1, which is left out');
    expect(text.stdout).toContain('0 imported, 6 there already, 4 left out');
  });
}

test('versions of a subject come in the order of their numbers, whatever their ids are', async () => {
  const [a, b, c] = [['a'], ['a', 'b'], ['a', 'b', 'c']].map((names) =>
    JSON.stringify({ type: 'object', properties: Object.fromEntries(names.map((name) => [name, { type: 'string' }])) }),
  );
  const version = (number: number, id: number, schema = ''): FixtureVersion => ({
    subject: 'orders',
    version: number,
    id,
    schemaType: 'JSON',
    schema,
  });
  const source = await confluentFixture({ versions: [version(1, 30, a), version(2, 20, b), version(3, 10, c)] });
  const target = await registryHere();
  expect(await auditing.importConfluent([source.url, '--to', target.registry])).toMatchObject({ code: 0 });
  const { versions } = await createClient({ url: target.registry }).getSubject('orders');
  expect(versions.map(({ semver, changeKind }) => `${semver} ${changeKind}`)).toEqual(['1.0.0 null', '2.0.0 forward', '3.0.0 forward']);
});

const LIMITED = { rateLimit: { perSecond: 5, burst: 6 } };
for (const limited of ['source', 'target'] as const) {
  test(`a ${limited} that takes only so many requests in a time is waited for`, async () => {
    const file = join(await folderWith({ 'limits.json': LIMITED }), 'limits.json');
    const open = (side: string): Promise<Registry> => (side === limited ? limitedRegistry(file) : registryHere());
    const [source, target] = await Promise.all([open('source'), open('target')]);
    for (const subject of ['a', 'b', 'c', 'd']) {
      const client = createClient({ url: source.registry, patience: { forMs: 10_000 } });
      await client.register(subject, { schema: { title: subject } });
    }
    const done = await auditing.importConfluent([source.registry, '--to', target.registry]);
    expect(done).toMatchObject({ code: 0, stdout: expect.stringContaining('4 imported, 0 there already') });
  });
}

test('a registry that says no end of waiting is unavailable, and nothing is called refused', async () => {
  const source = await confluentFixture({ versions: [], status: 429 });
  const done = await auditing.importConfluent([source.url, '--to', source.url.replace('127.0.0.1', 'localhost')]);
  expect(done).toMatchObject({ code: 3, stderr: expect.stringContaining('error rate_limited: ') });
});

test('a registry that gives shorter pages than were asked for is read to its end', async () => {
  const versions = ['a', 'b', 'c', 'd', 'e'].flatMap((subject, at) =>
    [1, 2, 3].map((version) => ({ subject, version, id: at * 3 + version, schemaType: 'JSON', schema: `{"title":"${subject}${version}"}` })),
  );
  const [source, target] = await Promise.all([confluentFixture({ versions, largestPage: 2 }), registryHere()]);
  const done = await auditing.importConfluent([source.url, '--to', target.registry]);
  expect(done).toMatchObject({ code: 0, stdout: expect.stringContaining('15 imported, 0 there already') });
  expect(await call(target, 'GET', '/subjects/e/versions')).toEqual([1, 2, 3]);
  const offsets = source.asked.filter((path) => path.startsWith('/subjects?')).map((path) => new URL(path, source.url).searchParams.get('offset'));
  expect(offsets).toEqual(['0', '2', '4']);
});

const inContext = (subject: string, id: number, schema: object, more: Partial<FixtureVersion> = {}): FixtureVersion => ({
  ...{ subject, version: 1, id, schemaType: 'JSON', schema: JSON.stringify(schema), ...more },
});
// Each context of Confluent counts from 1.
const TENANTS: Fixture = {
  versions: [
    inContext(':.emea:a-value', 1, { title: 'emea' }),
    inContext(':.emea:b-value', 2, { $ref: 'a' }, { references: [{ name: 'a', subject: 'a-value', version: 1 }] }),
    inContext(':.apac:a-value', 1, { title: 'apac' }),
    // The same text, and another schema: what it refers to is another one.
    inContext(':.apac:b-value', 2, { $ref: 'a' }, { references: [{ name: 'a', subject: 'a-value', version: 1 }] }),
    inContext(':.apac:c-value', 3, { title: 'both' }),
    inContext('c-value', 3, { title: 'both' }),
    inContext('a-value', 4, { title: 'of no context' }),
  ],
  contexts: ['.emea', '.apac'],
  configs: { '': { compatibilityLevel: 'FULL' }, ':.emea:': { compatibilityLevel: 'FORWARD' }, ':.apac:': { compatibilityLevel: 'NONE' } },
};

test('two contexts of the source that have one id for two schemas: the plan says so, and nothing is written', async () => {
  const [source, target] = await Promise.all([confluentFixture(TENANTS), registryHere()]);
  for (const more of [['--dry-run'], []]) {
    const found = await auditing.importConfluent([source.url, '--to', target.registry, ...more]);
    expect(found).toMatchObject({ code: 1, stdout: expect.stringContaining('nothing was written') });
    for (const [one, other, id] of [
      ['.emea', '.apac', 1],
      ['.apac', '.emea', 1],
    ]) {
      expect(found.stdout).toContain(`:${one}:a-value@1: the source has the id ${id} for another schema too, :${other}:a-value@1`);
    }
    expect(found.stdout.match(/has the id 2 for another schema too/g)).toHaveLength(2);
    expect(found.stdout).not.toContain('the id 3');
    expect(found.stdout).toContain(
      `\`sluice import confluent ${source.url}/contexts/.apac --to …\`, \`sluice import confluent ${source.url}/contexts/.emea`,
    );
    expect(await call(target, 'GET', '/subjects?deleted=true')).toEqual([]);
  }
});

for (const [address, subjects] of [
  ['.emea', [':.emea:a-value', ':.emea:b-value']],
  ['apac', [':.apac:a-value', ':.apac:b-value', ':.apac:c-value']],
  ['.', ['a-value', 'c-value']],
] as const) {
  test(`an address that ends in /contexts/${address} is that context alone, under its names, with its settings`, async () => {
    const [source, target] = await Promise.all([confluentFixture(TENANTS), registryHere()]);
    const done = await auditing.importConfluent([`${source.url}/contexts/${address}`, '--to', target.registry]);
    expect(done).toMatchObject({ code: 0, stdout: expect.stringContaining(`${subjects.length} imported, 0 there already`) });
    expect(await call(target, 'GET', '/subjects?deleted=true')).toEqual(subjects);
    expect(await call(target, 'GET', '/config')).toMatchObject({ compatibilityLevel: 'FULL' });
    const levels = await Promise.all([':.emea:', ':.apac:'].map((name) => call(target, 'GET', `/config/${encodeURIComponent(name)}`)));
    expect(levels.map((level) => (level as { readonly compatibilityLevel?: string }).compatibilityLevel)).toEqual([
      address === '.emea' ? 'FORWARD' : undefined,
      address === 'apac' ? 'NONE' : undefined,
    ]);
  });
}

test('what the target will refuse is in the plan, with the reason that it gives', async () => {
  const refers = (name: string, subject: string): Partial<FixtureVersion> => ({ references: [{ name, subject, version: 1 }] });
  const versions = [
    inContext('long', 1, {}, { schema: '{"type":"integer","maximum":9223372036854775807}' }),
    inContext('of-long', 2, { $ref: 'l' }, refers('l', 'long')),
    inContext('no-type', 3, { type: 'nothing' }),
    inContext('no-json', 4, {}, { schema: '{' }),
    inContext('nowhere', 5, { $ref: 'http://schemas.example.com/a.json' }),
    inContext('own-dialect', 6, { $schema: 'https://example.com/meta' }),
    inContext('lost', 7, { $ref: 'g' }, refers('g', 'deleted-for-good')),
    inContext('other-context', 8, { $ref: 'o' }, refers('o', ':.elsewhere:o')),
    inContext('fine', 9, { $ref: 'm.json#/definitions/a' }, refers('m.json', 'm')),
    inContext('m', 10, { $id: 'm.json', definitions: { a: { items: [{ type: 'string' }] } } }),
  ];
  const [source, target] = await Promise.all([confluentFixture({ versions }), registryHere()]);
  const outcomes = async (...more: string[]): Promise<unknown> => {
    const found = await auditing.importConfluent([source.url, '--to', target.registry, '--format', 'json', ...more]);
    const { items } = JSON.parse(found.stdout) as { items: readonly { subject: string; outcome: string; why?: string; by?: string }[] };
    return { code: found.code, items: items.map(({ subject, outcome, why, by }) => [subject, outcome.replace('imported', 'import'), why ?? by]) };
  };
  const plan = await outcomes('--dry-run');
  expect(plan).toMatchObject({
    code: 1,
    items: expect.arrayContaining([['fine', 'import', undefined], expect.arrayContaining(['long', 'refused'])]),
  });
  expect(await outcomes()).toEqual(plan);
});

test('whoever registers while an import is cut takes no id that is still to come', async () => {
  const [source, target] = await Promise.all([registryHere(), registryHere()]);
  await fill(source);
  const { url, held } = await heldBack(target, 'POST', /^\/subjects\/zz-money\/versions/);
  const child = spawn(process.execPath, [MAIN, 'import', 'confluent', source.registry, '--to', url]);
  await held;
  child.kill('SIGKILL');
  await once(child, 'close');
  const { id } = (await call(target, 'POST', '/subjects/new-here/versions', json({ title: 'a publisher was faster' }))) as { readonly id: number };
  expect(id).toBeGreaterThan(8);
  const done = await auditing.importConfluent([source.registry, '--to', target.registry]);
  expect(done).toMatchObject({ code: 0, stdout: expect.stringMatching(/[1-6] imported, [1-6] there already/) });
  expect(await call(target, 'DELETE', '/subjects/new-here')).toEqual([1]);
  expect(await call(target, 'DELETE', '/subjects/new-here?permanent=true')).toEqual([1]);
  expect(await told(target, NAMES)).toEqual(await told(source, NAMES));
});

const BASIC = `Basic ${Buffer.from('me:secret').toString('base64')}`;
const WHO: readonly (readonly [authorization: string, env: Readonly<Record<string, string>>, code: number])[] = [
  [BASIC, { SLUICE_FROM_USER: 'me', SLUICE_FROM_PASSWORD: 'secret' }, 0],
  ['Bearer abc', { SLUICE_FROM_TOKEN: 'abc' }, 0],
  ['Bearer abc', {}, 3],
  ['Bearer abc', { SLUICE_TOKEN: 'abc' }, 3],
  [BASIC, { SLUICE_FROM_USER: 'me', SLUICE_FROM_TOKEN: 'abc' }, 2],
];
for (const [authorization, env, code] of WHO) {
  test(`the source wants ${authorization.split(' ')[0]}; with ${Object.keys(env).join(', ') || 'nothing'} the exit code is ${code}`, async () => {
    const source = await confluentFixture({ versions: [], authorization });
    const target = await registryHere();
    const found = await auditing.importConfluent([source.url, '--to', target.registry], {
      env: { ...env, XDG_CONFIG_HOME: await folderWith() },
    });
    expect(found.code, found.stderr).toBe(code);
  });
}

const WRONG: readonly (readonly [args: readonly string[], code: number, message: string])[] = [
  [['import'], 2, 'a command is missing'],
  [['import', 'confluence'], 2, 'Did you mean confluent?'],
  [['import', 'confluent'], 2, "missing required argument 'url'"],
  [['import', 'confluent', 'registry'], 2, 'expected an http:// or https:// address'],
  [['import', 'confluent', 'http://a:b@127.0.0.1:2'], 2, 'SLUICE_FROM_USER'],
  [['import', 'confluent', 'http://127.0.0.1:2', '--to', 'http://127.0.0.1:3'], 3, 'does not answer (ECONNREFUSED)'],
  [['import', 'confluent', 'http://127.0.0.1:3/', '--to', 'http://127.0.0.1:3'], 2, 'are the same, http://127.0.0.1:3'],
];
for (const [args, code, message] of WRONG) {
  test(`${args.join(' ')}: ${message}`, async () => {
    expect(await sluiceHere(args)).toMatchObject({ code, stderr: expect.stringContaining(message) });
  });
}

test('the group and each of its commands have help with examples', async () => {
  const [group, own] = await Promise.all([sluiceHere(['import', '--help']), sluiceHere(['import', 'confluent', '--help'])]);
  expect(group).toMatchObject({ code: 0, stdout: expect.stringMatching(/confluent +take over/) });
  expect(own).toMatchObject({ code: 0, stdout: expect.stringContaining('sluice import confluent https://registry.example.com --dry-run') });
});
