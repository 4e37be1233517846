import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { VersionRecord } from '../../src/core/version.ts';
import { ORDER_BROKEN, ORDER_V1, ORDER_V2, orderWithNote } from './contracts.ts';
import { startBuilt } from '../ui/start-built.ts';
import { auditHere, sluiceHere } from './in-process.ts';
import { folderWith, type Finished } from './process.ts';
import { serveHere } from './serve-here.ts';

const { run, close } = auditHere();
afterAll(close);

type Edit = (database: Database.Database) => void;

let history: string;

/** A store with `a.order` in four versions, of which 3 begins a new line. */
beforeAll(async () => {
  const files = { 'v1.json': ORDER_V1, 'v2.json': ORDER_V2, 'v3.json': ORDER_BROKEN, 'v4.json': { ...ORDER_BROKEN, title: 'Order' } };
  const cwd = await folderWith(files);
  history = join(cwd, 'registry.sqlite');
  const server = await serveHere(['serve', '--port', '0', '--store', `sqlite:${history}`], { cwd });
  for (const file of Object.keys(files)) {
    const consent = file === 'v3.json' ? ['--allow-breaking', '--reason', 'for the test'] : [];
    expect(await sluiceHere(['register', file, '--subject', 'a.order', '--registry', server.registry, ...consent], { cwd })).toMatchObject({
      code: 0,
    });
  }
  await server.stop();
});

/** What a registry says of that history after something of it was changed. */
async function replayed(edit: Edit, ...args: string[]): Promise<Finished> {
  const dataDir = await folderWith();
  const path = join(dataDir, 'registry.sqlite');
  await copyFile(history, path);
  const database = new Database(path);
  edit(database);
  database.close();
  const registry = await startBuilt({ store: { kind: 'sqlite', path }, dataDir });
  try {
    return await run(['--replay', registry.url, ...args]);
  } finally {
    await registry.close();
  }
}

/** What another engine, an older one, might have stored with version 2. */
function version2(values: (record: VersionRecord) => Partial<VersionRecord>): Edit {
  return (database) => {
    const { record } = database.prepare('SELECT record FROM versions WHERE version = 2').get() as { readonly record: string };
    const before = JSON.parse(record) as VersionRecord;
    database.prepare('UPDATE versions SET record = ? WHERE version = 2').run(JSON.stringify({ ...before, ...values(before) }));
  };
}

function changeTo(values: Partial<NonNullable<VersionRecord['change']>>): Edit {
  return version2(({ change }) => (change === null ? {} : { change: { ...change, ...values } }));
}

test('what is stored is what would be said again: exit code 0', async () => {
  const { code, stdout } = await replayed(() => {});
  expect(code).toBe(0);
  expect(stdout).toMatch(/^3 versions and \d+ proofs of 1 subject, judged again by engine \S+ \(stored by engine \S+\): 0 differences\n$/);
});

test('versions that were imported out of order are no difference', async () => {
  const server = await serveHere(['serve', '--port', '0', '--store', 'memory:'], { cwd: await folderWith() });
  const send = (method: string, path: string, body: object): Promise<Response> =>
    fetch(`${server.registry}${path}`, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  await send('PUT', '/mode/a', { mode: 'IMPORT' });
  for (const version of [1, 3, 2]) {
    const schema = JSON.stringify({ type: 'object', title: `text ${version}` });
    expect(await send('POST', '/subjects/a/versions', { schemaType: 'JSON', schema, id: version + 10, version })).toMatchObject({ status: 200 });
  }
  expect(await run(['--replay', server.registry])).toMatchObject({ code: 0, stdout: expect.stringContaining(': 0 differences') });
  await server.stop();
});

const DIFFERENCES: readonly { readonly title: string; readonly edit: Edit; readonly expected: readonly object[] }[] = [
  {
    title: 'a change kind that an older engine could not decide',
    edit: changeTo({ kind: 'undecided', engine: '0' }),
    expected: [{ kind: 'change', subject: 'a.order', version: 2, against: 1, stored: 'undecided', now: 'full', engine: '0' }],
  },
  {
    title: 'a change kind that was too kind, with the event that shows it',
    edit: changeTo({ kind: 'full', profile: 'strict' }),
    expected: [
      { kind: 'change', version: 2, stored: 'full', now: 'forward', profile: 'strict', verdict: { kind: 'not_contained' } },
      { kind: 'semver', version: 2, stored: '1.1.0', now: '2.0.0' },
    ],
  },
  {
    title: 'a semver',
    edit: version2(() => ({ semver: '1.0.1' })),
    expected: [{ kind: 'semver', version: 2, stored: '1.0.1', now: '1.1.0' }],
  },
  {
    title: 'a proof that is none',
    edit: (database) => database.exec("UPDATE verdicts SET kind = 'contained' WHERE kind = 'not_contained'"),
    expected: [1, 2].map((against) => ({
      ...{ kind: 'proof', against, version: 3, stored: 'contained', now: 'not_contained' },
      verdict: { kind: 'not_contained', witness: expect.anything() },
    })),
  },
];

for (const { title, edit, expected } of DIFFERENCES) {
  test(`a difference: ${title}`, async () => {
    const { code, stdout } = await replayed(edit, '--format', 'json');
    expect({ code, json: JSON.parse(stdout) as unknown }).toMatchObject({
      code: 1,
      json: { schemaVersion: 1, differences: expected, notReplayed: [], summary: { versions: 3, subjects: 1, differences: expected.length } },
    });
  });
}

test('the text says what was stored, by which engine, and what it is now', async () => {
  const { stdout } = await replayed(changeTo({ kind: 'full', profile: 'strict', engine: '0' }));
  expect(stdout).toMatch(/^differs {2}a\.order@2 {2}change kind against version 1\n {2}stored full, now forward \(engine 0, strict × annotate\)\n/);
  expect(stdout).toMatch(/\n {4}event {3}\{ /);
  expect(stdout).toMatch(/\(stored by engine 0, \S+\): 2 differences\n$/);
});

test('a version whose predecessor was deleted is named, and is no difference', async () => {
  const cwd = await folderWith({ 'v1.json': ORDER_V1, 'v2.json': orderWithNote(1) });
  const server = await serveHere(['serve', '--port', '0', '--store', 'memory:'], { cwd });
  for (const file of ['v1.json', 'v2.json']) await sluiceHere(['register', file, '--subject', 'a.order', '--registry', server.registry], { cwd });
  await fetch(`${server.registry}/api/v1/subjects/a.order/versions/1`, { method: 'DELETE' });
  const { code, stdout } = await run(['--replay', server.registry]);
  await server.stop();
  expect(code).toBe(0);
  expect(stdout).toContain('  a.order@2: version 1, which it was compared with, was deleted');
  expect(stdout).toContain(': 0 differences, 1 not replayed');
});

const WRONG = [
  { args: ['--replay', 'http://127.0.0.1:2', '.'], code: 2, says: '--replay names its own history' },
  { args: ['--replay', 'registry'], code: 2, says: '--replay: expected the http:// or https:// address of a registry; found "registry"' },
  { args: ['--replay', 'http://127.0.0.1:2'], code: 3, says: 'does not answer' },
];

for (const { args, code, says } of WRONG) {
  test(`audit ${args.join(' ')} exits with ${code}: ${says}`, async () => {
    expect(await run(args)).toMatchObject({ code, stderr: expect.stringContaining(says) });
  });
}
