import { afterAll, beforeAll, expect, test } from 'vitest';
import { ORDER_BROKEN, ORDER_EVENT, ORDER_V1, ORDER_V2, WRONG_EVENT } from './contracts.ts';
import { folderWith, serve, sluice, type Finished, type Server } from './process.ts';

let cwd = '';
let server: Server;

beforeAll(async () => {
  cwd = await folderWith({
    'v1.json': ORDER_V1,
    'v2.json': ORDER_V2,
    'broken.json': ORDER_BROKEN,
    'money.json': { type: 'integer' },
    'uses-money.json': { properties: { price: { $ref: 'money.json' } } },
    'nullable.json': '{\n  "properties": {\n    "a": { "type": "string", "nullable": true }\n  }\n}',
    'not-json.json': '{\n  "type": "object",,\n}',
    'event.json': ORDER_EVENT,
    'wrong.json': WRONG_EVENT,
    'cut.json': '{ "orderId": ',
  });
  server = await serve(['serve', '--port', '0', '--store', 'memory:'], { cwd });
});

afterAll(() => server.stop());

function run(...args: string[]): Promise<Finished> {
  return sluice(args, { cwd, env: { SLUICE_REGISTRY: server.registry } });
}

async function runJson(...args: string[]): Promise<{ readonly code: number | null; readonly json: unknown }> {
  const { code, stdout } = await run(...args, '--format', 'json');
  return { code, json: JSON.parse(stdout) };
}

async function register(subject: string, ...files: string[]): Promise<void> {
  for (const file of files) expect(await run('register', file, '--subject', subject)).toMatchObject({ code: 0 });
}

test('register says what it did: number, semver, change and checks', async () => {
  const first = await run('register', 'v1.json', '--subject', 'a.order');
  expect(first).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(/registered a\.order@1\n.*semver +1\.0\.0/s) });
  const second = await runJson('register', 'v2.json', '--subject', 'a.order');
  expect(second).toMatchObject({ code: 0, json: { subject: 'a.order', version: 2, semver: '1.1.0', changeKind: 'full', checks: [{}, {}] } });
});

test('register warns of what other validators read otherwise, with the place in the file', async () => {
  const told = await run('register', 'nullable.json', '--subject', 'n.order', '--dry-run');
  expect(told).toMatchObject({ code: 0, stdout: expect.stringMatching(/warning nullable: .*\n +nullable\.json:3:\d+ \(\/properties\/a\)/) });
});

test('registering an old text again writes nothing and says that it is no rollback', async () => {
  await register('b.order', 'v1.json', 'v2.json');
  const again = await run('register', 'v1.json', '--subject', 'b.order');
  expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('already registered as version 1') });
  expect(again.stdout).toContain('This is no rollback');
  expect(await runJson('register', 'v1.json', '--subject', 'b.order')).toMatchObject({ code: 0, json: { existing: true, version: 1 } });
});

test('a refused version exits with 1 and shows the event and the place in the file', async () => {
  await register('c.order', 'v1.json');
  const refused = await run('register', 'broken.json', '--subject', 'c.order');
  expect(refused).toMatchObject({ code: 1, stderr: '' });
  expect(refused.stdout).toContain('refused incompatible:');
  expect(refused.stdout).toMatch(/event:\n {6}\{/);
  expect(refused.stdout).toMatch(/broken\.json:\d+:\d+/);
  const json = await runJson('register', 'broken.json', '--subject', 'c.order');
  expect(json).toMatchObject({ code: 1, json: { code: 'incompatible', status: 409, checks: expect.any(Array) } });
});

test('a breaking release needs a reason and starts a new line', async () => {
  await register('d.order', 'v1.json');
  const broken = await runJson('register', 'broken.json', '--subject', 'd.order', '--allow-breaking', '--reason', 'v1 is gone');
  expect(broken).toMatchObject({ code: 0, json: { version: 2, line: 2, semver: '2.0.0', allowedBreaking: { reason: 'v1 is gone' } } });
});

test('a dry run answers alike and stores nothing', async () => {
  const { code, json } = await runJson('register', 'v1.json', '--subject', 'e.order', '--dry-run');
  expect({ code, json }).toMatchObject({ code: 0, json: { subject: 'e.order', semver: '1.0.0' } });
  expect(json).not.toHaveProperty('version');
  expect(await run('show', 'e.order')).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('subject_not_found') });
});

test('references are named on the command line and nothing is fetched', async () => {
  await register('f.money', 'money.json');
  const missing = await run('register', 'uses-money.json', '--subject', 'f.order');
  expect(missing).toMatchObject({ code: 1, stderr: expect.stringContaining('reference_unresolved') });
  expect(missing.stderr).toContain('uses-money.json');
  expect(await run('register', 'uses-money.json', '--subject', 'f.order', '--reference', 'money.json=f.money@1')).toMatchObject({ code: 0 });
  const unknown = await run('register', 'uses-money.json', '--subject', 'f.order', '--reference', 'money.json=f.money@9');
  expect(unknown).toMatchObject({ code: 1, stderr: expect.stringContaining('reference_not_found') });
});

test('a file that is not JSON is refused with its line and column', async () => {
  expect(await run('register', 'not-json.json', '--subject', 'g.order')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('not-json.json:2:20'),
  });
});

test('compat asks a subject, or one version of it, under its own level', async () => {
  await register('h.order', 'v1.json', 'v2.json');
  const all = await runJson('compat', 'broken.json', '--against', 'h.order');
  expect(all).toMatchObject({ code: 1, json: { compatible: false, level: 'FULL_TRANSITIVE', profile: 'declared' } });
  const one = await runJson('compat', 'v2.json', '--against', 'h.order@1', '--level', 'BACKWARD');
  expect(one).toMatchObject({
    code: 0,
    json: { compatible: true, level: 'BACKWARD', checks: [{ writer: { subject: 'h.order', version: 1 }, reader: { label: 'v2.json' } }] },
  });
  const latest = await run('compat', 'broken.json', '--against', 'h.order@latest');
  expect(latest).toMatchObject({ code: 1, stdout: expect.stringMatching(/reader {2}broken\.json:\d+:\d+/) });
  expect(await run('compat', 'v1.json', '--against', 'h.nobody')).toMatchObject({ code: 2, stderr: expect.stringContaining('subject_not_found') });
});

test('list and show give the subjects and their versions', async () => {
  await register('i.order', 'v1.json', 'v2.json');
  expect(await run('list', '--prefix', 'i.')).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^SUBJECT .*\ni\.order +2 +active +FULL_TRANSITIVE +declared\n$/),
  });
  expect(await runJson('list', '--prefix', 'i.')).toMatchObject({ json: { items: [{ subject: 'i.order', latest: 2 }] } });
  expect(await run('list', '--prefix', 'nothing.')).toMatchObject({ code: 0, stdout: 'no subjects\n' });
  expect(await run('show', 'i.order')).toMatchObject({ code: 0, stdout: expect.stringMatching(/2 +1\.1\.0 +active[^]*1 +1\.0\.0 +active/) });
  expect(await runJson('show', 'i.order@latest')).toMatchObject({ json: { version: 2, schema: ORDER_V2 } });
  expect(await run('show', 'i.order@1')).toMatchObject({ code: 0, stdout: expect.stringContaining('urn:sluice:i.order:') });
  expect(await run('show', 'i.order@7')).toMatchObject({ code: 2, stderr: expect.stringContaining('version_not_found') });
});

test('search finds by text, field, owner and label, and says when nothing was asked', async () => {
  await register('l.order', 'v1.json');
  expect(await run('search', 'L.ORDER')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^SUBJECT .*\nl\.order /) });
  expect(await runJson('search', '--field', 'orderId', '--prefix', 'l.')).toMatchObject({ code: 0, json: { items: [{ subject: 'l.order' }] } });
  expect(await run('search', '--field', 'noSuchField')).toMatchObject({ code: 0, stdout: 'no subjects\n' });
  expect(await run('search', 'l.', '--owner', 'nobody')).toMatchObject({ code: 0, stdout: 'no subjects\n' });
  expect(await run('search', 'l.', '--label', 'tier=gold')).toMatchObject({ code: 0, stdout: 'no subjects\n' });
  expect(await run('search')).toMatchObject({ code: 2, stderr: expect.stringContaining('--field') });
  expect(await run('search', '--label', 'tier')).toMatchObject({ code: 2, stderr: expect.stringContaining('NAME=VALUE') });
});

test('deprecate keeps a version live, retire rolls back', async () => {
  await register('j.order', 'v1.json', 'v2.json');
  const deprecated = await runJson('deprecate', 'j.order@1', '--reason', 'old', '--successor', '2', '--sunset', '2030-01-31');
  expect(deprecated).toMatchObject({ code: 0, json: { state: 'deprecated', stateReason: 'old', successor: 2, sunset: '2030-01-31T00:00:00.000Z' } });
  expect(await run('retire', 'j.order@2', '--dry-run')).toMatchObject({ code: 0, stdout: expect.stringContaining('would be retired') });
  expect(await runJson('show', 'j.order')).toMatchObject({ json: { latest: 2 } });
  expect(await run('retire', 'j.order@2', '--reason', 'bad publish')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('is now retired (bad publish)'),
  });
  expect(await runJson('show', 'j.order')).toMatchObject({ json: { latest: 1 } });
});

test('validate judges an event, from a file or standard input, and points into it', async () => {
  await register('k.order', 'v1.json');
  expect(await run('validate', 'event.json', '--subject', 'k.order')).toMatchObject({ code: 0, stdout: 'valid under k.order@1\n' });
  const invalid = await run('validate', 'wrong.json', '--subject', 'k.order@1');
  expect(invalid).toMatchObject({ code: 1, stdout: expect.stringMatching(/^invalid under k\.order@1\n {2}wrong\.json:3:13 \(\/amount\): /) });
  const piped = { cwd, env: { SLUICE_REGISTRY: server.registry }, stdin: JSON.stringify(WRONG_EVENT) };
  const fromPipe = await sluice(['validate', '-', '--subject', 'k.order@latest', '--format', 'json'], piped);
  expect(fromPipe.code).toBe(1);
  expect(JSON.parse(fromPipe.stdout)).toMatchObject({
    valid: false,
    findings: [{ instancePointer: '/amount', keyword: 'type', found: { type: 'string' } }],
  });
  expect(await run('validate', 'cut.json', '--subject', 'k.order')).toMatchObject({ code: 1, stderr: expect.stringContaining('cut.json:1:14') });
  expect(await run('validate', 'event.json', '--subject', 'k.nobody')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('subject_not_found'),
  });
});

test('subjects with awkward characters go through', async () => {
  const subject = 'strange/ü %2F@x#?&';
  await register(subject, 'v1.json');
  expect(await runJson('show', `${subject}@1`)).toMatchObject({ code: 0, json: { subject, version: 1 } });
});
