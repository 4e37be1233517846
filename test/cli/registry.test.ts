import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ORDER_BROKEN, ORDER_EVENT, ORDER_V1, ORDER_V2, WRONG_EVENT } from './contracts.ts';
import { sluiceHere } from './in-process.ts';
import { folderWith, sluice, type Finished } from './process.ts';
import { serveHere, type ServerHere } from './serve-here.ts';

let cwd = '';
let server: ServerHere;

beforeAll(async () => {
  cwd = await folderWith({
    'v1.json': ORDER_V1,
    'v2.json': ORDER_V2,
    'broken.json': ORDER_BROKEN,
    'money.json': { type: 'integer' },
    'uses-price.json': { properties: { price: { $ref: 'price.json' } } },
    'uses-money.json': { properties: { price: { $ref: 'money.json' } } },
    'nullable.json': '{\n  "properties": {\n    "a": { "type": "string", "nullable": true }\n  }\n}',
    'not-json.json': '{\n  "type": "object",,\n}',
    'event.json': ORDER_EVENT,
    'wrong.json': WRONG_EVENT,
    'cut.json': '{ "orderId": ',
    'misspelt.json': { tpye: 'object', titel: 't' },
    'with-file.json': { properties: { price: { $ref: 'money.json' } } },
    'with-text.json': { properties: { price: { $ref: 'text.json' } } },
    'text.json': { type: 'string' },
    'any.json': {},
  });
  server = await serveHere(['serve', '--port', '0', '--store', 'memory:'], { cwd });
});

afterAll(() => server.stop());

function run(...args: string[]): Promise<Finished> {
  return sluiceHere(args, { cwd, env: { SLUICE_REGISTRY: server.registry } });
}

async function runJson(...args: string[]): Promise<{ readonly code: number | null; readonly json: unknown }> {
  const { code, stdout } = await run(...args, '--format', 'json');
  return { code, json: JSON.parse(stdout) };
}

async function register(subject: string, ...files: string[]): Promise<void> {
  for (const file of files) expect(await run('register', file, '--subject', subject)).toMatchObject({ code: 0 });
}

test('register says what it did: number, semver, change and checks', async () => {
  const first = await sluice(['register', 'v1.json', '--subject', 'a.order'], { cwd, env: { SLUICE_REGISTRY: server.registry } });
  expect(first).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(/registered a\.order@1\n.*semver +1\.0\.0/s) });
  const second = await runJson('register', 'v2.json', '--subject', 'a.order');
  expect(second).toMatchObject({ code: 0, json: { subject: 'a.order', version: 2, semver: '1.1.0', changeKind: 'full', checks: [{}, {}] } });
});

test('register warns of what other validators read otherwise, with the place in the file', async () => {
  const told = await run('register', 'nullable.json', '--subject', 'n.order', '--dry-run');
  expect(told).toMatchObject({ code: 0, stdout: expect.stringMatching(/warning nullable: .*\n +nullable\.json:3:\d+ \(\/properties\/a\)/) });
});

test('compat and register say of a file without $schema that it is read as another dialect than the subject has', async () => {
  await run('register', 'money.json', '--subject', 'of-draft-07', '--dialect', 'draft-07');
  for (const args of [
    ['compat', 'any.json', '--against', 'of-draft-07'],
    ['register', 'any.json', '--subject', 'of-draft-07', '--dry-run', '--allow-breaking', '--reason', 'a try'],
  ]) {
    expect((await run(...args)).stdout).toMatch(
      /warning dialect_differs: .* read as draft-2020-12, and of-draft-07@1 is draft-07; .*--dialect draft-07/,
    );
    expect((await run(...args, '--dialect', 'draft-07')).stdout).not.toContain('dialect_differs');
  }
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

test('a version gets the semver that is asked for, unless that says too little', async () => {
  await register('n.order', 'v1.json');
  const broken = ['register', 'broken.json', '--subject', 'n.order', '--allow-breaking', '--reason', 'v1 is gone'];
  const tooLow = await run(...broken, '--semver', '1.1.0');
  expect(tooLow).toMatchObject({ code: 1, stderr: expect.stringMatching(/semver_conflict.*2\.0\.0/s) });
  expect(await run(...broken, '--semver', 'two')).toMatchObject({ code: 2, stderr: expect.stringContaining('three whole numbers') });
  expect(await runJson(...broken, '--semver', '4.0.0')).toMatchObject({ code: 0, json: { version: 2, semver: '4.0.0' } });
});

test('a dry run answers alike and stores nothing', async () => {
  const { code, json } = await runJson('register', 'v1.json', '--subject', 'e.order', '--dry-run');
  expect({ code, json }).toMatchObject({ code: 0, json: { subject: 'e.order', semver: '1.0.0' } });
  expect(json).not.toHaveProperty('version');
  expect(await run('show', 'e.order')).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('subject_not_found') });
});

test('references are named on the command line and nothing is fetched', async () => {
  await register('f.money', 'money.json');
  const missing = await run('register', 'uses-price.json', '--subject', 'f.order');
  expect(missing).toMatchObject({ code: 1, stderr: expect.stringContaining('reference_unresolved') });
  expect(missing.stderr).toContain('uses-price.json');
  expect(missing.stderr).toContain('--reference price.json=SUBJECT@N');
  const misspelt = await run('register', 'uses-price.json', '--subject', 'f.order', '--reference', 'prise.json=f.money@1');
  expect(misspelt).toMatchObject({ code: 1, stderr: expect.stringContaining('No $ref writes the given reference "prise.json"') });
  expect(await run('register', 'uses-price.json', '--subject', 'f.order', '--reference', 'price.json=f.money@1')).toMatchObject({ code: 0 });
  const unknown = await run('register', 'uses-price.json', '--subject', 'f.order', '--reference', 'price.json=f.money@9');
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

test('show says the mode in force where not everything may be written', async () => {
  await register('shown.order', 'v1.json');
  expect(await run('show', 'shown.order')).toMatchObject({ code: 0, stdout: expect.not.stringMatching(/^mode /m) });
  expect(await runJson('show', 'shown.order')).toMatchObject({ json: { subject: 'shown.order', mode: 'READWRITE' } });
  expect(await run('mode', 'shown.*', 'readonly')).toMatchObject({ code: 0 });
  expect(await run('show', 'shown.order')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^mode +READONLY$/m) });
  expect(await runJson('show', 'shown.order')).toMatchObject({ json: { subject: 'shown.order', mode: 'READONLY' } });
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

test('describe sets owner, description and labels one by one, and search finds them', async () => {
  await register('d2.order', 'v1.json');
  const said = await run('describe', 'd2.order', '--owner', 'checkout', '--description', 'paid', '--label', 'tier=gold', '--label', 'team=a=b');
  expect(said).toMatchObject({ code: 0, stdout: expect.stringMatching(/description +paid\nowner +checkout\nlabels +tier=gold team=a=b\n$/) });
  expect(await runJson('search', '--owner', 'checkout', '--label', 'tier=gold')).toMatchObject({ json: { items: [{ subject: 'd2.order' }] } });
  const { json } = await runJson('describe', 'd2.order', '--owner', '', '--label', 'team=');
  expect(json).toMatchObject({ description: 'paid', labels: { tier: 'gold' } });
  expect(json).not.toHaveProperty('owner');
  expect(await run('describe', 'd2.order')).toMatchObject({ code: 2, stderr: expect.stringContaining('nothing to say') });
  expect(await run('describe', 'd2.order', '--label', 'tier')).toMatchObject({ code: 2, stderr: expect.stringContaining('NAME=VALUE') });
  expect(await run('describe', 'd2.nobody', '--owner', 'x')).toMatchObject({ code: 2, stderr: expect.stringContaining('subject_not_found') });
});

test('what others wrote of a subject steers no terminal', async () => {
  await register('s2.order', 'v1.json', 'v2.json');
  const hostile = 'paid\u001B[2J\r\u009B1m\u202E';
  const said = [
    await run('describe', 's2.order', '--owner', hostile, '--description', hostile, '--label', `team=${hostile}`),
    await run('deprecate', 's2.order@1', '--reason', hostile),
    await run('show', 's2.order'),
    await run('show', 's2.order@1'),
    await run('list', '--prefix', 's2.'),
    await run('retire', 's2.order@2', '--reason', hostile),
    await run('generate', '--subject', 's2.order@1', '--out', 'steered'),
  ];
  for (const { code, stdout, stderr } of said) {
    expect({ code, steers: /(?!\n)[\p{Cc}\p{Bidi_Control}]/u.test(stdout + stderr) }).toEqual({ code: 0, steers: false });
    expect(stdout + stderr).toContain('paid\\u001b[2J\\u000d\\u009b1m\\u202e');
  }
});

test('generate changes nothing for a pattern that no subject has', async () => {
  await register('g2.order', 'v1.json');
  const generate = (pattern: string, ...more: string[]) => run('generate', '--subject', pattern, '--out', 'kept', ...more);
  await expect(generate('g2.*')).resolves.toMatchObject({ code: 0 });
  await expect(generate('g3.*')).resolves.toMatchObject({ code: 2, stderr: expect.stringContaining('error subject_not_found: no subject of') });
  await expect(generate('g2.*', '--check')).resolves.toMatchObject({ code: 0 });
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

test('activate undoes retire and deprecate, and says what stands in its way', async () => {
  await register('back.order', 'v1.json', 'v2.json');
  await run('retire', 'back.order@2', '--reason', 'mistaken');
  expect(await run('retire', 'back.order@2')).toMatchObject({ code: 0, stdout: 'back.order@2 is retired (mistaken) already: nothing was written\n' });
  expect(await run('activate', 'back.order@2', '--dry-run')).toMatchObject({ code: 0, stdout: 'back.order@2 would be active; nothing was stored\n' });
  expect(await run('activate', 'back.order@2', '--reason', 'undone')).toMatchObject({
    code: 0,
    stdout: 'back.order@2 is now active (undone); gates accept its events\n',
  });
  await run('deprecate', 'back.order@1', '--successor', '2');
  expect(await runJson('activate', 'back.order@1')).toMatchObject({ code: 0, json: { state: 'active' } });
  await run('retire', 'back.order@2');
  expect(await run('retire', 'back.order@1')).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/activate back\.order@1.*\n +warning last_live: no version/),
  });
  await run('config', 'back.order', '--level', 'NONE');
  await register('back.order', 'broken.json');
  await run('config', 'back.order', '--unset');
  const refused = await run('activate', 'back.order@2');
  expect(refused).toMatchObject({
    code: 1,
    stderr: '',
    stdout: expect.stringMatching(/^refused incompatible: .*retire back\.order@3 first.*\n[^]*event/),
  });
  expect(await runJson('activate', 'back.order@2')).toMatchObject({ code: 1, json: { code: 'incompatible', checks: expect.any(Array) } });
  expect(await run('activate', 'back.order')).toMatchObject({ code: 2, stderr: expect.stringContaining('expected SUBJECT@N') });
});

test('registering what is retired exits with 1 and names the way back; what is the latest already is no rollback either', async () => {
  await register('old.order', 'v1.json');
  const latest = await run('register', 'v1.json', '--subject', 'old.order');
  expect(latest).toMatchObject({ code: 0, stdout: expect.not.stringContaining('rollback') });
  await run('retire', 'old.order@1');
  const again = await run('register', 'v1.json', '--subject', 'old.order');
  expect(again).toMatchObject({ code: 1, stderr: '', stdout: expect.stringContaining('`sluice activate old.order@1`') });
  expect(again.stdout).not.toContain('after it');
  expect(await runJson('register', 'v1.json', '--subject', 'old.order')).toMatchObject({ code: 1, json: { existing: true, state: 'retired' } });
  expect(await run('compat', 'v2.json', '--against', 'old.order')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('nothing was compared'),
  });
  const broken = await run('register', 'broken.json', '--subject', 'old.order');
  expect(broken).toMatchObject({ code: 0, stdout: expect.stringMatching(/warning nothing_live: .*old\.order@1 \(retired\), the change is/) });
});

test('validate judges an event, from a file or standard input, and points into it', async () => {
  await register('k.order', 'v1.json');
  expect(await run('validate', 'event.json', '--subject', 'k.order')).toMatchObject({ code: 0, stdout: 'valid under k.order@1\n' });
  const invalid = await run('validate', 'wrong.json', '--subject', 'k.order@1');
  expect(invalid).toMatchObject({ code: 1, stdout: expect.stringMatching(/^invalid under k\.order@1\n {2}wrong\.json:3:13: \/amount: /) });
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

test('config shows what is in force and where each field comes from', async () => {
  expect(await run('config', 'k.order', '--level', 'full')).toMatchObject({ code: 0, stdout: expect.stringMatching(/is now in force for k\.order/) });
  const shown = await run('config', 'k.order');
  expect(shown).toMatchObject({ code: 0, stderr: '' });
  expect(shown.stdout).toMatch(/^in force for k\.order\n {2}level +FULL +set here\n {2}profile +declared +the default\n/);
  await run('config', 'k.*', '--profile', 'strict', '--on-undecided', 'warn');
  expect((await run('config', 'k.order')).stdout).toMatch(
    /profile +strict +from k\.\*\n {2}formats +annotate +the default\n {2}on undecided +warn +from k\.\*/,
  );
  expect(await run('config', 'k.order', '--profile', 'tolerant')).toMatchObject({ stdout: expect.stringMatching(/level +FULL +set here/) });
  expect(await runJson('config', 'k.order', '--level', 'inherit')).toMatchObject({ code: 0, json: { own: ['profile'], level: 'FULL_TRANSITIVE' } });
  expect(await runJson('config', 'k.order', '--unset')).toMatchObject({ code: 0, json: { own: [], profile: 'strict' } });
});

test('config --dry-run says what a setting would say about the live versions, and exits with 1 where one does not hold', async () => {
  await run('config', 'dry.order', '--level', 'none');
  await register('dry.order', 'v1.json', 'broken.json');
  const fails = await run('config', 'dry.*', '--level', 'FULL', '--dry-run');
  expect(fails).toMatchObject({ code: 0, stdout: expect.stringContaining('not affected  dry.order  has its own: NONE × declared') });
  expect(fails.stdout).toContain('no live version is affected');
  const tried = await run('config', 'dry.order', '--level', 'FULL', '--dry-run');
  expect(tried).toMatchObject({ code: 1, stderr: '' });
  expect(tried.stdout).toContain('would be in force for dry.order; nothing was stored');
  expect(tried.stdout).toMatch(
    /1 of 1 subjects would not pass {2}1 subject, 2 checks\nfails +dry\.order +FULL × declared, \d of 2 not proved\n +broken/,
  );
  expect(await runJson('config', 'dry.order')).toMatchObject({ json: { level: 'NONE' } });
});

test('config and mode say when nothing is called so, and refuse what looks like a pattern and is none', async () => {
  await register('known.order', 'v1.json');
  const set = await run('config', 'unknown.*', '--level', 'FULL');
  expect(set).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/is now in force for unknown\.\*[^]*no subject begins with unknown\. so far\n$/),
  });
  await run('config', 'unknown.*', '--unset');
  expect(await run('config', 'known.ordr')).toMatchObject({ code: 0, stdout: expect.stringContaining('no subject is called known.ordr so far') });
  for (const name of ['known.*', 'known.order', '']) {
    expect(await run('config', name)).toMatchObject({ code: 0, stdout: expect.not.stringContaining('so far') });
  }
  const stray = await run('config', 'known*', '--level', 'NONE');
  expect(stray).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/subject_invalid: "known\*": expected a subject, or a prefix such as com\.shop\.\*/),
  });
  for (const word of ['READ_ONLY', 'readonly', 'Read-Only']) {
    expect(await run('mode', word)).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('Did you mean READONLY, for the whole registry?'),
    });
  }
  expect(await run('mode', 'FOO')).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringContaining('it is no mode. The modes are READWRITE, READONLY'),
  });
  expect(await run('mode', 'still.to.come', 'readonly')).toMatchObject({ code: 0 });
  expect(await run('mode', 'still.to.come', '--unset')).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^still\.to\.come is now in mode READWRITE \(not set here\)[^]*no subject is called still\.to\.come so far/),
    stderr: '',
  });
  expect(await run('mode', 'still.to.come', '--unset')).toMatchObject({ code: 2, stderr: expect.stringContaining('no mode was set for') });
  expect(await run('mode', 'unknown.*')).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/READWRITE[^]*no subject begins with unknown\. so far/),
  });
});

test('mode shows and sets what may be written', async () => {
  await register('frozen.order', 'v1.json');
  expect(await run('mode', 'frozen.order')).toMatchObject({
    code: 0,
    stdout: 'frozen.order is in mode READWRITE (not set here): versions can be registered and changed\n',
  });
  expect(await run('mode', 'frozen.order', 'readonly', '--dry-run')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('would be in mode READONLY'),
  });
  expect(await run('mode', 'frozen.order', 'readonly')).toMatchObject({ code: 0, stdout: expect.stringContaining('is now in mode READONLY:') });
  const refused = await run('register', 'v2.json', '--subject', 'frozen.order');
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('error mode_forbids: subject "frozen.order" is in mode READONLY') });
  expect(await run('mode', 'frozen.order', 'IMPORT')).toMatchObject({ code: 1, stderr: expect.stringContaining('say force') });
  expect(await runJson('mode', 'frozen.order', 'IMPORT', '--force')).toMatchObject({ code: 0, json: { own: 'IMPORT' } });
  expect(await runJson('mode', 'frozen.order', '--unset')).toMatchObject({ code: 0, json: { mode: 'READWRITE', own: null } });
  expect(await run('mode', 'frozen.order', 'READ')).toMatchObject({ code: 2, stderr: expect.stringContaining('mode: expected READWRITE, READONLY') });
  expect(await runJson('mode', 'READONLY', '--dry-run')).toMatchObject({ code: 0, json: { name: '', mode: 'READONLY' } });
});

test('delete says what is gone, and how to take it away for good', async () => {
  await register('gone.order', 'v1.json', 'v2.json');
  expect(await run('delete', 'gone.order@2', '--dry-run')).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^gone\.order@2 would be deleted softly/),
  });
  const early = await run('delete', 'gone.order@2', '--permanent');
  expect(early).toMatchObject({ code: 1, stderr: expect.stringContaining('error not_deleted_yet') });
  expect(await run('delete', 'gone.order@2')).toMatchObject({ code: 0, stdout: expect.stringContaining('sluice delete gone.order@2 --permanent') });
  expect(await run('delete', 'gone.order@2')).toMatchObject({ code: 2, stderr: expect.stringContaining('error already_deleted') });
  expect(await run('delete', 'gone.order@2', '--permanent')).toMatchObject({ code: 0, stdout: expect.stringContaining('deleted for good') });
  expect(await runJson('delete', 'gone.order')).toMatchObject({ code: 0, json: { subject: 'gone.order', versions: [1] } });
  expect(await run('delete', 'gone.order@latest')).toMatchObject({ code: 2 });
});

for (const [args, message] of [
  [['config', 'a', '--unset', '--level', 'FULL'], '--unset goes alone'],
  [['config', 'a', '--dry-run'], '--dry-run needs something to try'],
  [['config', 'a', '--level', 'SIDEWAYS'], '--level: expected NONE, BACKWARD'],
  [['mode', 'a', 'READONLY', '--unset'], '--unset goes alone'],
  [['mode', 'a', 'READONLY', '--force'], '--force goes with the mode IMPORT'],
  [['mode', 'a', '--dry-run'], '--dry-run goes with'],
] as const) {
  test(`sluice ${args.join(' ')} is wrong usage`, async () => {
    expect(await run(...args)).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
  });
}

test('a schema of misspelt keywords only is warned of', async () => {
  const told = await run('register', 'misspelt.json', '--subject', 'm.order');
  expect(told).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(
      /warning no_keyword: no keyword of draft-2020-12 is in it, so it accepts every event; found "tpye", "titel"; "type" is one/,
    ),
  });
});

test('an event is judged by live versions: a retired one says what to do', async () => {
  await register('ret.order', 'v1.json', 'v2.json');
  await run('retire', 'ret.order@1', '--reason', 'old');
  const refused = await run('validate', 'event.json', '--subject', 'ret.order@1');
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('ret.order@1 is retired; gates accept no events under it') });
  expect(refused.stderr).toMatch(/why: {3}A gate judges by live versions only/);
  expect(refused.stderr).toMatch(/`--subject ret\.order` judges by the live versions; `sluice activate ret\.order@1` brings this one back/);
  await run('retire', 'ret.order@2', '--reason', 'old');
  const none = await run('validate', 'event.json', '--subject', 'ret.order');
  expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining('`sluice activate ret.order@N` brings one back') });
});

describe('a subject that is misspelt', () => {
  beforeAll(() => register('near.shop.order.placed', 'v1.json'));
  const MISSPELT = 'near.shop.order.placd';
  const ROWS: readonly (readonly string[])[] = [
    ['show', MISSPELT],
    ['show', 'near.shp.order.placed@1'],
    ['show', 'order.placed'],
    ['retire', `${MISSPELT}@1`, '--reason', 'x'],
    ['deprecate', `${MISSPELT}@1`, '--reason', 'x'],
    ['activate', `${MISSPELT}@1`],
    ['describe', MISSPELT, '--owner', 'x'],
    ['delete', MISSPELT],
    ['usage', MISSPELT],
    ['mock', MISSPELT],
    ['generate', '--subject', MISSPELT, '--out', 'out'],
    ['validate', 'event.json', '--subject', MISSPELT],
    ['compat', 'v2.json', '--against', MISSPELT],
    ['diff', `${MISSPELT}@1`, 'v2.json'],
  ];
  for (const words of ROWS) {
    test(`sluice ${words.join(' ')} names the one that is meant`, async () => {
      const told = await run(...words);
      expect(told).toMatchObject({ code: 2, stderr: expect.stringContaining('not found; did you mean "near.shop.order.placed"?') });
    });
  }

  test('so does a reference to it; of one that is there and has no such version no other is named', async () => {
    const refer = (to: string): ReturnType<typeof run> => run('register', 'v1.json', '--subject', 'near.refers', '--reference', `a.json=${to}`);
    expect(await refer(`${MISSPELT}@1`)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/reference_not_found.* did you mean "near\.shop\.order\.placed"\?/) as unknown,
    });
    expect((await refer('near.shop.order.placed@9')).stderr).toMatch(/has no version 9; register it first\n/);
  });

  test('the name is in JSON as well; of settings it is a note; what is near to nothing is said as before', async () => {
    expect((await runJson('show', MISSPELT)).json).toMatchObject({ code: 'subject_not_found', subject: MISSPELT, nearest: 'near.shop.order.placed' });
    const config = await run('config', MISSPELT);
    expect(config.stdout).toContain(`no subject is called ${MISSPELT} so far; did you mean "near.shop.order.placed"?`);
    expect((await run('mode', MISSPELT)).stderr).toContain('Did you mean the subject "near.shop.order.placed"?');
    expect((await run('show', 'somebody.else')).stderr).toMatch(/subject "somebody\.else" not found\n/);
  });
});

const SHARED_ROWS = [
  { title: 'files beside it', publishes: [], args: [], members: { price: { type: 'integer' } } },
  { title: 'the references of the project', publishes: [{ name: 'r.money@1' }], args: [], members: { price: { type: 'string' } } },
  { title: 'a reference of the command line before both', publishes: [{ name: 'r.money@1' }], args: ['r.any@1'], members: { price: {} } },
];
for (const [index, { title, publishes, args, members }] of SHARED_ROWS.entries()) {
  test(`register takes ${title}, as publish does`, async () => {
    await run('register', 'text.json', '--subject', 'r.money');
    await run('register', 'any.json', '--subject', 'r.any');
    const rules = publishes.map(({ name }) => ({ files: 'schemas/*.json', subject: 'r.{name}', references: { 'shared/money.json': name } }));
    const folder = await folderWith({
      ...(rules.length === 0 ? {} : { 'sluice.config.json': { registry: server.registry, publishes: rules } }),
      'schemas/order.json': { properties: { price: { $ref: 'shared/money.json' } } },
      'schemas/shared/money.json': { type: 'integer' },
    });
    const subject = `r.order-${index}`;
    const flags = args.flatMap((version) => ['--reference', `shared/money.json=${version}`]);
    const told = await sluiceHere(['register', 'schemas/order.json', '--subject', subject, ...flags], {
      cwd: folder,
      env: { SLUICE_REGISTRY: server.registry },
    });
    expect(told).toMatchObject({ code: 0, stderr: '' });
    const same = await folderWith({ 'plain.json': { properties: members } });
    const equal = await sluiceHere(['diff', `${subject}@1`, 'plain.json', '--format', 'json', '--registry', server.registry], { cwd: same });
    expect(JSON.parse(equal.stdout)).toMatchObject({ changeKind: 'equal' });
  });
}

test('a command that check says does what it says: a break in a file beside is told at its lines, and allowed', async () => {
  const folder = await folderWith({
    'order.json': { properties: { price: { $ref: 'shared/money.json' } } },
    'shared/money.json': { minimum: 0 },
  });
  const here = (...args: string[]): Promise<Finished> => sluiceHere(args, { cwd: folder, env: { SLUICE_REGISTRY: server.registry } });
  expect(await here('register', 'order.json', '--subject', 's.order')).toMatchObject({ code: 0 });
  await writeFile(join(folder, 'shared/money.json'), '{\n  "minimum": 5\n}');
  expect(await here('register', 'order.json', '--subject', 's.order')).toMatchObject({
    code: 1,
    stdout: expect.stringContaining('shared/money.json:2:14'),
  });
  const allowed = await here('register', 'order.json', '--subject', 's.order', '--allow-breaking', '--reason', 'meant');
  expect(allowed).toMatchObject({ code: 0, stdout: expect.stringContaining('registered s.order@2') });
});

const NOWHERE_ROWS = [
  { title: 'a misspelt file', args: ['schemas/order.json'], says: 'looked for the file schemas/shared/wieght.json: there is none' },
  { title: 'one that a file beside refers to', args: ['schemas/cart.json'], says: 'looked for the file schemas/shared/unit.json: there is none' },
  {
    title: 'one outside of the folder',
    args: ['schemas/outside.json'],
    says: 'the file other.json was not looked for: the path leads out of the folder of schemas/outside.json',
  },
  {
    title: 'one that leads out of the folder and back',
    args: ['schemas/back.json'],
    says: 'the file schemas/shared/weight.json was not looked for: the path leads out of the folder of schemas/back.json',
  },
];
for (const { title, args, says } of NOWHERE_ROWS) {
  test(`where a $ref leads nowhere, what was looked for is said, and what the command can do: ${title}`, async () => {
    const folder = await folderWith({
      'schemas/order.json': { properties: { weight: { $ref: 'shared/wieght.json' } } },
      'schemas/cart.json': { properties: { weight: { $ref: 'shared/weight.json' } } },
      'schemas/outside.json': { properties: { weight: { $ref: '../other.json' } } },
      'schemas/back.json': { properties: { weight: { $ref: '../schemas/shared/weight.json' } } },
      'schemas/shared/weight.json': { $ref: 'unit.json' },
      'other.json': {},
      'event.json': {},
    });
    const here = (...words: string[]): Promise<Finished> => sluiceHere(words, { cwd: folder, env: { SLUICE_REGISTRY: server.registry } });
    const judged = await here('validate', 'event.json', '--schema', ...args);
    expect(judged).toMatchObject({ code: 1, stderr: expect.stringContaining(says) });
    expect(judged.stderr).not.toContain('--reference');
    const refused = await here('register', ...args, '--subject', 't.order', '--dry-run');
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining(says) });
    expect(refused.stderr).toMatch(/next: .*--reference [a-z./]+=SUBJECT@N/);
  });
}

test('a $ref into a file that is there is told to lead nowhere in it, however its path is written', async () => {
  const folder = await folderWith({
    'order.json': { properties: { a: { $ref: 'shared.json#/$defs/a' }, b: { $ref: './shared.json#/$defs/b' } } },
    'shared.json': { $defs: { a: {} } },
  });
  const { code, stderr } = await sluiceHere(['mock', 'order.json'], { cwd: folder });
  expect({ code, stderr }).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('leads nowhere in the document that the reference "./shared.json" names; mend what follows the #') as string,
  });
  expect(stderr).not.toContain('there is none');
});

const WRONG_WORDS = [
  { args: ['v1.json', '--subjct', 'u.order'], says: "unknown option '--subjct' (Did you mean --subject?)" },
  { args: ['v1.json', '--subjct=u.order'], says: "unknown option '--subjct' (Did you mean --subject?)" },
  { args: ['v1.json', '--dialect', '--subjct'], says: "required option '--subject <subject>' not specified" },
  { args: ['v1.json', '--', '--subjct'], says: "required option '--subject <subject>' not specified" },
  { args: ['v1.json', 'v2.json', 'odd', '--subject', 'u.order'], says: ': what is "v2.json", "odd"?' },
];
for (const { args, says } of WRONG_WORDS) {
  test(`register ${args.join(' ')} is told what is wrong with it`, async () => {
    expect(await run('register', ...args)).toMatchObject({ code: 2, stderr: expect.stringContaining(says) });
  });
}

test('compat against a subject reads files beside the schema, and takes references of the registry', async () => {
  await register('p.money', 'money.json');
  await run('register', 'uses-money.json', '--subject', 'p.order', '--reference', 'money.json=p.money@1');
  expect(await run('compat', 'with-file.json', '--against', 'p.order', '--level', 'FULL')).toMatchObject({ code: 0, stderr: '' });
  expect(await run('compat', 'with-text.json', '--against', 'p.order')).toMatchObject({ code: 1, stderr: '' });
  expect(await run('compat', 'with-text.json', '--against', 'p.order', '--reference', 'text.json=p.money@1')).toMatchObject({ code: 0, stderr: '' });
  expect(
    await run('compat', 'with-text.json', '--against', 'with-file.json', '--reference', 'text.json=p.money@1', '--reference', 'money.json=p.money@1'),
  ).toMatchObject({ code: 0, stderr: '' });
});

test('compat against a subject says when it has this content already', async () => {
  await register('q.order', 'v1.json', 'v2.json');
  const told = await run('compat', 'v1.json', '--against', 'q.order');
  expect(told.stdout).toContain('the subject has this content already, as version 1: registering it would write nothing');
  expect(await runJson('compat', 'v1.json', '--against', 'q.order')).toMatchObject({ json: { existing: { version: 1, state: 'active' } } });
  expect((await runJson('compat', 'broken.json', '--against', 'q.order')).json).not.toHaveProperty('existing');
});

const BROKEN_FILES = {
  'no JSON': ['{ "type": "object",, }', 'schema_invalid'],
  'a member twice': ['{ "type": "object", "type": "string" }', 'schema_invalid'],
  'no schema': ['{ "type": "objekt" }', 'schema_invalid'],
  'nested too deep': [`${'{"not":'.repeat(300)}{}${'}'.repeat(300)}`, 'too_deep'],
  'a number that no double holds': ['{ "maximum": 9007199254740993 }', 'number_inexact'],
  'an unknown dialect': ['{ "$schema": "https://example.com/mine" }', 'dialect_unknown'],
  'a $ref that leads nowhere': ['{ "$ref": "https://example.com/other.json" }', 'reference_unresolved'],
} as const;

for (const [title, [text, code]] of Object.entries(BROKEN_FILES)) {
  test(`every command that reads a schema says the same of ${title}, and exits with 1`, async () => {
    const folder = await folderWith({ 'bad.json': text, 'good.json': {} });
    const commands = [
      ['compat', 'bad.json', '--against', 'good.json'],
      ['compat', 'good.json', '--against', 'bad.json'],
      ['compat', 'bad.json', '--against', 'v.bad'],
      ['register', 'bad.json', '--subject', 'v.bad'],
      ['generate', '--schema', 'bad.json', '--out', 'out'],
    ];
    await run('register', 'money.json', '--subject', 'v.bad');
    for (const command of commands) {
      const { code: exit, stderr } = await sluiceHere(command, { cwd: folder, env: { SLUICE_REGISTRY: server.registry } });
      expect([command[0], exit, /^error (\w+)/.exec(stderr)?.[1]]).toEqual([command[0], 1, code]);
    }
  });
}

test('retire --dry-run says what gates would lose, with an event, and stores nothing', async () => {
  await register('lost.order', 'v1.json', 'v2.json');
  const newest = await run('retire', 'lost.order@2', '--dry-run');
  expect(newest).toMatchObject({ code: 0, stderr: '' });
  expect(newest.stdout).toMatch(
    /^lost\.order@2 would be retired; nothing was stored\nlive from then on: 1; gates would refuse from then on, for example:\n {2}\{.*"note":/,
  );
  expect((await run('retire', 'lost.order@1', '--dry-run')).stdout).toContain(
    'gates lose nothing: every event of it is accepted under lost.order@2 (proved)',
  );
  await run('retire', 'lost.order@1');
  expect((await run('retire', 'lost.order@2', '--dry-run')).stdout).toContain('no version stays live');
  expect(await runJson('show', 'lost.order')).toMatchObject({ json: { latest: 2 } });
});
