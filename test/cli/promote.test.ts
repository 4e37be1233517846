import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createClient, type Client } from '../../src/client/index.ts';
import { ORDER_BROKEN, ORDER_V1, ORDER_V2 } from './contracts.ts';
import { registryHere, sluiceHere } from './in-process.ts';
import { folderWith, type Finished } from './process.ts';
import { startHere } from './serve-here.ts';

interface Stage {
  readonly url: string;
  readonly client: Client;
}

async function stage(): Promise<Stage> {
  const { registry } = await registryHere();
  return { url: registry, client: createClient({ url: registry }) };
}

async function limitedStage(config: string): Promise<Stage> {
  const server = await startHere(['serve', '--port', '0', '--store', 'memory:', '--registry-config', config], { cwd: await folderWith() });
  return { url: server.registry, client: createClient({ url: server.registry }) };
}

async function stages(): Promise<readonly [dev: Stage, prod: Stage]> {
  return Promise.all([stage(), stage()]);
}

function promote([from, to]: readonly [Stage, Stage], ...args: string[]): Promise<Finished> {
  return sluiceHere(['promote', ...args, '--from', from.url, '--to', to.url]);
}

const MONEY = { type: 'object', properties: { cents: { type: 'integer' } } };

async function fill({ client }: Stage): Promise<void> {
  await client.register('other', { schema: { title: 'takes an id' } });
  await client.register('com.shop.money', { schema: { title: 'an older one', ...MONEY } });
  await client.register('com.shop.money', { schema: MONEY });
  const references = [{ name: 'money.json', subject: 'com.shop.money', version: 2 }];
  await client.register('com.shop.a-refund', { schema: { properties: { m: { $ref: 'money.json' } } }, references, labels: { ticket: 'A-1' } });
  for (const schema of [ORDER_V1, ORDER_V2]) await client.register('com.shop.order', { schema, dialect: 'draft-07' });
  await client.updateSubject('com.shop.order', { owner: 'team-a', description: 'orders', labels: { tier: 'gold' } });
}

test('the latest version, with what it refers to before it, keeps its fingerprint; again it says that all is there', async () => {
  const both = await stages();
  const [dev, prod] = both;
  await fill(dev);
  const plan = await promote(both, 'com.shop.a-refund', '--dry-run', '--format', 'json');
  expect(plan.code).toBe(0);
  expect(JSON.parse(plan.stdout)).toMatchObject({
    dryRun: true,
    items: [
      { subject: 'com.shop.money', version: 2, isReference: true, outcome: 'new' },
      { subject: 'com.shop.a-refund', version: 1, isReference: false, outcome: 'new' },
    ],
  });
  await expect(prod.client.listSubjects()).resolves.toMatchObject({ items: [] });
  const done = await promote(both, 'com.shop.a-refund');
  expect(done).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/promoted {3}com\.shop\.money@2 \(referred to\) as version 1 .*\n.*a-refund@1 as version 1/),
  });
  const [there, here] = await Promise.all([prod, dev].map(({ client }) => client.getVersion('com.shop.a-refund', 1)));
  expect(there).toMatchObject({ fingerprint: here?.fingerprint, labels: { ticket: 'A-1' }, references: [{ subject: 'com.shop.money', version: 1 }] });
  const again = await promote(both, 'com.shop.a-refund');
  expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('0 promoted, 2 there already') });
});

test('a whole prefix shows its plan and wants a yes; then it goes, and goes on where it was cut', async () => {
  const both = await stages();
  const [dev, prod] = both;
  await fill(dev);
  const asked = await promote(both, '--prefix', 'com.shop.*');
  expect(asked).toMatchObject({ code: 2, stderr: expect.stringContaining('3 to promote, 0 there already; nothing was written') });
  expect(asked.stderr).toContain('--yes');
  await promote(both, 'com.shop.money');
  const done = await promote(both, '--prefix', 'com.shop.', '--yes', '--all');
  expect(done).toMatchObject({ code: 0, stdout: expect.stringContaining('5 versions') });
  expect(done.stdout).toContain('4 promoted, 1 there already');
  const order = await prod.client.getSubject('com.shop.order');
  expect(order).toMatchObject({ owner: 'team-a', description: 'orders', labels: { tier: 'gold' } });
  expect(order.versions.map(({ fingerprint }) => fingerprint)).toEqual(
    (await dev.client.getSubject('com.shop.order')).versions.map(({ fingerprint }) => fingerprint),
  );
  await expect(prod.client.listSubjects({ search: 'other' })).resolves.toMatchObject({ items: [] });
});

test('the target decides by its own level, shows the event that breaks, and keeps what it says of a subject', async () => {
  const both = await stages();
  const [dev, prod] = both;
  await prod.client.register('com.shop.order', { schema: ORDER_V1 });
  await prod.client.updateSubject('com.shop.order', { owner: 'team-prod' });
  await dev.client.putConfig('com.shop.order', { level: 'NONE' });
  await dev.client.register('com.shop.order', { schema: ORDER_BROKEN });
  const references = [{ name: 'o.json', subject: 'com.shop.order', version: 1 }];
  await dev.client.register('com.shop.zzz', { schema: { $ref: 'o.json' }, references });
  for (const flags of [['--dry-run'], ['--yes']]) {
    const refused = await promote(both, '--prefix', 'com.shop.*', ...flags);
    expect(refused).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(
        /refused.*com\.shop\.order@1: .*the target asks for FULL_TRANSITIVE × declared\)[^]*an event that is valid under[^]*event /,
      ),
    });
    // Both registries have a version 1, and they are not the same.
    const line = refused.stdout.split('\n').find((each) => each.startsWith('refused'));
    expect(line).toContain('com.shop.order@1 of the source');
    expect(line).toContain('com.shop.order@1 of the target');
    expect(line).not.toContain('(new)');
    expect(refused.stdout).toMatch(/blocked {4}com\.shop\.zzz@1 refers to com\.shop\.order@1/);
  }
  await expect(prod.client.getSubject('com.shop.order')).resolves.toMatchObject({ latest: 1, owner: 'team-prod' });
  for (const format of ['json', 'sarif', 'junit', 'markdown', 'github', 'ndjson', 'gitlab']) {
    expect(await promote(both, 'com.shop.order', '--format', format)).toMatchObject({ code: 1, stdout: expect.stringContaining('com.shop.order') });
  }
  const allowed = await promote(both, 'com.shop.order', '--allow-breaking', '--reason', 'all consumers moved');
  expect(allowed).toMatchObject({ code: 0, stdout: expect.stringContaining('promoted   com.shop.order@1 as version 2 (2.0.0)') });
  await expect(prod.client.getSubject('com.shop.order')).resolves.toMatchObject({ owner: 'team-prod' });
});

test('a refusal says which side is of the target, and leaves what a schema says as it is', async () => {
  const both = await stages();
  const [dev, prod] = both;
  const only = (value: string) => ({ type: 'object', properties: { next: { const: value } }, required: ['next'] });
  await prod.client.register('com.shop.order', { schema: only('com.shop.order@7') });
  await dev.client.register('com.shop.order', { schema: only('com.shop.order@8') });
  const { code, stdout } = await promote(both, 'com.shop.order', '--dry-run');
  expect(code).toBe(1);
  const line = stdout.split('\n').find((each) => each.startsWith('refused'));
  expect(line).toContain('an event that is valid under com.shop.order@1 of the target is refused by com.shop.order@1 of the source: ');
  expect(line).toMatch(/com\.shop\.order@[78]"/);
});

test('what is refused by what it refers to is asked about as one document', async () => {
  const both = await stages();
  const [dev, prod] = both;
  const closed = (type: string) => ({ type: 'object', required: ['m'], properties: { m: { type } } });
  await prod.client.register('order', { schema: closed('integer') });
  await dev.client.register('money', { schema: { type: 'string' } });
  await dev.client.register('order', {
    schema: { type: 'object', required: ['m'], properties: { m: { $ref: 'm.json' } } },
    references: [{ name: 'm.json', subject: 'money', version: 1 }],
  });
  const refused = await promote(both, 'order', '--dry-run');
  expect(refused).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/new {8}money@1 \(referred to\)[^]*refused {4}order@1: it does not hold at the level FULL_TRANSITIVE/),
  });
});

test('a consent is for its own refusal, also where what a version refers to is not there yet', async () => {
  const both = await stages();
  const [dev, prod] = both;
  const closed = (type: string) => ({ type: 'object', required: ['m'], properties: { m: { type } } });
  await prod.client.register('order', { schema: closed('integer') });
  await dev.client.register('money', { schema: { type: 'string' } });
  await dev.client.register('order', {
    schema: { type: 'object', required: ['m'], properties: { m: { $ref: 'm.json' } } },
    references: [{ name: 'm.json', subject: 'money', version: 1 }],
  });
  const consents = [
    { flag: '--override-undecided', code: 1, outcome: 'refused' },
    { flag: '--allow-breaking', code: 0, outcome: 'next' },
  ];
  for (const { flag, code, outcome } of consents) {
    const plan = await promote(both, 'order', '--dry-run', '--format', 'json', flag, '--reason', 'agreed');
    expect(plan.code).toBe(code);
    expect(JSON.parse(plan.stdout)).toMatchObject({ items: [{ outcome: 'new' }, { subject: 'order', outcome }] });
  }
});

test('owner, description and labels that an interrupt kept back come with the next run, and what the target says stays', async () => {
  const both = await stages();
  const [dev, prod] = both;
  await fill(dev);
  // As far as a run came that ended between the two writes.
  for (const schema of [ORDER_V1, ORDER_V2]) await prod.client.register('com.shop.order', { schema, dialect: 'draft-07' });
  const words = { owner: 'team-a', description: 'orders', labels: { tier: 'gold' } };
  const asked = await promote(both, '--prefix', 'com.shop.order', '--all');
  expect(asked).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/order@1 is version 1 .*owner, description and labels of the source go there\n/),
  });
  expect(asked.stderr.match(/go there/g)).toHaveLength(1);
  await promote(both, '--prefix', 'com.shop.order', '--all', '--yes');
  await expect(prod.client.getSubject('com.shop.order')).resolves.toMatchObject(words);
  await prod.client.updateSubject('com.shop.order', { owner: 'team-prod', description: null, labels: {} });
  await promote(both, '--prefix', 'com.shop.order', '--all', '--yes');
  const kept = await prod.client.getSubject('com.shop.order');
  expect(kept).toMatchObject({ owner: 'team-prod', labels: {} });
  expect(kept).not.toHaveProperty('description');
});

test('a version that is retired at the target is not brought back, and one that is retired at the source is not promoted', async () => {
  const both = await stages();
  const [dev, prod] = both;
  for (const { client } of both) for (const schema of [ORDER_V1, ORDER_V2]) await client.register('o', { schema });
  await prod.client.setState('o', 2, { state: 'retired' });
  expect(await promote(both, 'o')).toMatchObject({ code: 1, stdout: expect.stringContaining('sluice activate o@2') });
  await dev.client.setState('o', 1, { state: 'retired' });
  const refused = await promote(both, 'o@1');
  expect(refused).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/o@1 is retired at http[^]*why: .*brought to the next[^]*sluice activate o@1/),
  });
});

test('each registry gets its own key, and neither that of the environment for another', async () => {
  const cwd = await folderWith();
  const made = await sluiceHere(['keys', 'create', '--dir', '.', '--name', 'ci', '--scope', 'register:*', 'read:*'], { cwd });
  const server = await startHere(['serve', '--port', '0', '--dir', '.', '--auth', 'keys'], { cwd });
  const dev = await stage();
  await dev.client.register('o', { schema: ORDER_V1 });
  const args = ['promote', 'o', '--from', dev.url, '--to', server.registry];
  const key = made.stdout.trim();
  const XDG_CONFIG_HOME = cwd;
  const unkeyed = await sluiceHere(args, { env: { XDG_CONFIG_HOME, SLUICE_TOKEN: key } });
  expect(unkeyed).toMatchObject({ code: 3, stderr: expect.stringContaining('unauthenticated') });
  expect(unkeyed.stderr).toContain(
    `the registry of --to, ${server.registry}: set SLUICE_TO_TOKEN to a key that may do this there, or keep one for it`,
  );
  expect(unkeyed.stderr).not.toContain('SLUICE_TOKEN');
  expect(await sluiceHere(args, { env: { XDG_CONFIG_HOME, SLUICE_FROM_TOKEN: key } })).toMatchObject({ code: 3 });
  expect(await sluiceHere(args, { env: { XDG_CONFIG_HOME, SLUICE_TO_TOKEN: key } })).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('promoted'),
  });
});

test("a whole registry goes with --prefix '*' or an empty one", async () => {
  const both = await stages();
  const [dev, prod] = both;
  await fill(dev);
  expect(await promote(both, '--prefix', '*', '--all', '--dry-run')).toMatchObject({ code: 0, stdout: expect.stringContaining('6 to promote') });
  expect(await promote(both, '--prefix', '', '--all', '--yes')).toMatchObject({ code: 0, stdout: expect.stringContaining('6 promoted') });
  expect((await prod.client.listSubjects()).items).toHaveLength(4);
  expect(await promote(await stages(), '--prefix', '*')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/no subject of http\S+ has a live version/),
  });
});

test('a version that is deprecated at the source goes with a note, in every format', async () => {
  const both = await stages();
  const [dev] = both;
  await dev.client.register('o', { schema: ORDER_V1 });
  await dev.client.setState('o', 1, { state: 'deprecated', reason: 'use p' });
  const note = 'o@1 is deprecated at the source (use p), and active at the target';
  for (const format of ['text', 'sarif']) expect((await promote(both, 'o', '--dry-run', '--format', format)).stdout).toContain(note);
  expect((await promote(both, 'o')).stdout).toContain(note);
  expect((await promote(both, 'o')).stdout).not.toContain(note);
});

const WRONG: readonly (readonly [args: readonly string[], message: string])[] = [
  [[], 'say what is promoted'],
  [['--all'], "--prefix '*' for the whole registry"],
  [['o', '--prefix', 'com.*'], 'both o and --prefix com.* were given'],
  [['o@1', '--all'], '--all is for a subject or a prefix'],
  [['o', '--reason', 'why'], '--reason goes with'],
];
for (const [args, message] of WRONG) {
  test(`promote ${args.join(' ')}: ${message}`, async () => {
    const found = await sluiceHere(['promote', ...args, '--from', 'http://127.0.0.1:2', '--to', 'http://127.0.0.1:3']);
    expect(found).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
  });
}

test('promote into the same registry is refused', async () => {
  const found = await sluiceHere(['promote', 'o', '--from', 'http://127.0.0.1:2/', '--to', 'http://127.0.0.1:2']);
  expect(found).toMatchObject({ code: 2, stderr: expect.stringContaining('the same registry') });
});

test('a registry that takes only so many requests in a time is waited for', async () => {
  const file = join(await folderWith({ 'limits.json': { rateLimit: { perSecond: 5, burst: 6 } } }), 'limits.json');
  const both = await Promise.all([stage(), limitedStage(file)]);
  await fill(both[0]);
  expect(await promote(both, '--prefix', '*', '--all', '--yes')).toMatchObject({ code: 0, stdout: expect.stringContaining('6 promoted') });
});

test('an older version than what the target has is named, and wants a yes before it becomes the latest there', async () => {
  const both = await stages();
  const [dev, prod] = both;
  for (const title of ['1', '2', '3']) await dev.client.register('s', { schema: { title } });
  await promote(both, 's@1');
  await expect(promote(both, 's@3')).resolves.toMatchObject({ code: 0, stdout: expect.not.stringContaining('older') });
  const says = 's@2 is older than what the target has of this source, s@3; it becomes the latest there';
  const asked = await promote(both, 's@2');
  expect(asked).toMatchObject({ code: 2, stderr: expect.stringContaining(says) });
  expect(asked.stderr).toContain('say --yes to have older versions become the latest');
  await expect(prod.client.getVersion('s', 'latest')).resolves.toMatchObject({ schema: { title: '3' } });
  const plan = await promote(both, 's', '--all', '--dry-run', '--format', 'json');
  expect(JSON.parse(plan.stdout)).toMatchObject({ items: [{ outcome: 'existing' }, { outcome: 'next', olderThan: 3 }, { outcome: 'existing' }] });
  await expect(promote(both, 's@2', '--yes')).resolves.toMatchObject({ code: 0, stdout: expect.stringContaining(says) });
  await expect(prod.client.getVersion('s', 'latest')).resolves.toMatchObject({ version: 3, schema: { title: '2' } });
});

async function brokenTwice({ client }: Stage): Promise<void> {
  const allowBreaking = { reason: 'test' };
  for (const name of ['a', 'b']) await client.register('com.shop.major', { schema: { required: [name] }, allowBreaking });
}

test('a version keeps its semver, so that ranges mean the same at the target', async () => {
  const both = await stages();
  await brokenTwice(both[0]);
  const plan = await promote(both, 'com.shop.major', '--dry-run');
  expect(plan).toMatchObject({ code: 0, stdout: expect.stringContaining('com.shop.major@2, 2.0.0, the first version') });
  const done = await promote(both, 'com.shop.major');
  expect(done).toMatchObject({ code: 0, stdout: expect.stringContaining('com.shop.major@2 as version 1 (2.0.0)') });
  expect(done.stdout).not.toContain('note');
  await expect(both[1].client.getVersion('com.shop.major', 1)).resolves.toMatchObject({ semver: '2.0.0' });
});

test('a semver that would promise too much at the target is another one there, which the plan, the result and later runs say', async () => {
  const both = await stages();
  const [dev, prod] = both;
  await brokenTwice(dev);
  await prod.client.register('com.shop.major', { schema: { required: ['c'] }, semver: '2.0.0' });
  const consent = ['--allow-breaking', '--reason', 'as in dev'];
  const plan = await promote(both, 'com.shop.major', '--dry-run', ...consent);
  const told =
    'com.shop.major@2 is 2.0.0 at the source and becomes 3.0.0 at the target: ranges of projects and gateways that ask for ^2 do not find it there';
  expect(plan).toMatchObject({ code: 0, stdout: expect.stringContaining(told) });
  for (const _run of [1, 2]) {
    const done = await promote(both, 'com.shop.major', ...consent);
    expect(done).toMatchObject({ code: 0, stdout: expect.stringContaining(told.replace('becomes', 'is')) });
  }
  const sarif = await promote(both, 'com.shop.major', '--format', 'sarif');
  expect(sarif.stdout).toContain('semver_differs');
});
