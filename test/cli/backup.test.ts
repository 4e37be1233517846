import { chmod, copyFile, mkdir, readdir, readFile, rename, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { createClient } from '../../src/client/index.ts';
import type { Row } from '../../src/storage/row.ts';
import { openSqliteStore } from '../../src/storage/sqlite/store.ts';
import { sluiceHere } from './in-process.ts';
import { folderWith, serve, sluice } from './process.ts';
import { startHere, type ServerHere } from './serve-here.ts';

function start(cwd: string, ...args: string[]): Promise<ServerHere> {
  return startHere(['serve', '--port', '0', ...args], { cwd });
}

test('a backup under writes has every version that was answered before it began, and is restored by copying it', async () => {
  const cwd = await folderWith();
  const server = await start(cwd);
  const client = createClient({ url: server.registry });
  const answered: { readonly subject: string; readonly version: number }[] = [];
  const done = new AbortController();
  const write = async (writer: number): Promise<void> => {
    for (let at = 0; !done.signal.aborted; at += 1) {
      const { subject, version = 0 } = await client.register(`s${writer}`, { schema: { title: `${writer}/${at}`, description: 'x'.repeat(20_000) } });
      answered.push({ subject, version });
      if (answered.length === 40) backUp();
    }
  };
  let backUp = (): void => {};
  const begun = new Promise<void>((resolve) => (backUp = resolve));
  const writing = Promise.all(Array.from({ length: 8 }, (_, writer) => write(writer)));
  await begun;
  const before = [...answered];
  const made = await sluice(['backup', 'copy.sqlite', '--format', 'json'], { cwd });
  done.abort();
  await writing;
  expect(made).toMatchObject({ code: 0, stderr: '' });
  const { versions, file } = JSON.parse(made.stdout) as { readonly versions: number; readonly file: string };
  expect(file).toBe(join(cwd, 'copy.sqlite'));
  expect(versions).toBeGreaterThanOrEqual(before.length);
  expect(answered.length).toBeGreaterThan(before.length);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect((await readdir(cwd)).filter((name) => name.startsWith('copy'))).toEqual(['copy.sqlite']);

  const restored = await folderWith();
  await copyFile(file, join(restored, 'registry.sqlite'));
  const copy = createClient({ url: (await start(restored, '--store', 'sqlite:registry.sqlite')).registry });
  for (const { subject, version } of before) await expect(copy.getVersion(subject, version)).resolves.toMatchObject({ subject, version });
  await expect(copy.register('new', { schema: {} })).resolves.toMatchObject({ version: 1, id: versions + 1 });
});

test('a file that is there is replaced only with --force, and stays whole if the backup fails', async () => {
  const cwd = await folderWith({ 'copy.sqlite': 'the last one' });
  const server = await start(cwd);
  await createClient({ url: server.registry }).register('s', { schema: {} });
  await server.stop();
  const refused = await sluiceHere(['backup', 'copy.sqlite'], { cwd });
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('--force') });
  const failed = await sluiceHere(['backup', 'copy.sqlite', '--force', '--store', 'sqlite:nowhere.sqlite'], { cwd });
  expect(failed).toMatchObject({ code: 2, stderr: expect.stringContaining('there is no store at') });
  expect(await readFile(join(cwd, 'copy.sqlite'), 'utf8')).toBe('the last one');
  const forced = await sluiceHere(['backup', 'copy.sqlite', '--force'], { cwd });
  expect(forced).toMatchObject({ code: 0, stdout: expect.stringMatching(/^copied 1 version of 1 subject, as of change 1, to copy\.sqlite /) });
  const database = new Sqlite(join(cwd, 'copy.sqlite'), { readonly: true });
  expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
  database.close();
});

const FIRST_ROW: Row = { kind: 'config', record: { name: 'com.*', level: 'FULL', epoch: 1 } };

test('half a store, of a restore that is not at its end, is refused, and the last copy stays', async () => {
  const cwd = await folderWith({ 'copy.sqlite': 'the last one' });
  const half = await openSqliteStore({ path: join(cwd, 'half.sqlite') });
  await half.importRows([FIRST_ROW]);
  await half.close();
  const refused = await sluiceHere(['backup', 'copy.sqlite', '--force', '--store', 'sqlite:half.sqlite'], { cwd });
  expect(refused).toMatchObject({ code: 3, stdout: '', stderr: expect.stringContaining('run the same `sluice restore` again') });
  expect(await readFile(join(cwd, 'copy.sqlite'), 'utf8')).toBe('the last one');
  expect((await readdir(cwd)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});

const REFUSED = [
  { title: 'a store in memory', args: ['--store', 'memory:'], said: 'in memory' },
  { title: 'the store itself', args: ['--store', 'sqlite:copy.sqlite'], said: 'the store itself' },
];

for (const { title, args, said } of REFUSED) {
  test(`${title} is wrong usage`, async () => {
    expect(await sluiceHere(['backup', 'copy.sqlite', ...args], { cwd: await folderWith() })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(said),
    });
  });
}

test("another program's database is refused, and nothing is left behind", async () => {
  const cwd = await folderWith();
  const other = new Sqlite(join(cwd, 'other.sqlite'));
  other.exec('CREATE TABLE theirs (x)');
  other.close();
  const refused = await sluiceHere(['backup', 'copy.sqlite', '--store', 'sqlite:other.sqlite'], { cwd });
  expect(refused).toMatchObject({ code: 3, stderr: expect.stringContaining('no store of a registry') });
  expect(await readdir(cwd)).toEqual(['other.sqlite']);
});

for (const target of [join('file', 'copy.sqlite'), join('nowhere', 'copy.sqlite')]) {
  test(`a copy to ${target}, whose folder is not there, is wrong usage and says so`, async () => {
    const cwd = await folderWith({ file: '' });
    await (await start(cwd)).stop();
    const { code, stderr } = await sluiceHere(['backup', target], { cwd });
    expect({ code, told: stderr.includes(`there is no folder ${join(cwd, dirname(target))}`) }).toEqual({ code: 2, told: true });
  });
}

test('the documented restore: kill, move three files away, copy, doctor, start', async () => {
  const cwd = await folderWith();
  const data = join(cwd, '.sluice-data');
  const first = await serve(['serve', '--port', '0'], { cwd });
  await createClient({ url: first.registry }).register('kept', { schema: {} });
  await expect(sluiceHere(['backup', 'copy.sqlite'], { cwd })).resolves.toMatchObject({ code: 0 });
  await createClient({ url: first.registry }).register('later', { schema: {} });
  await first.stop('SIGKILL');
  await mkdir(join(cwd, 'away'));
  for (const name of await readdir(data)) if (name.startsWith('registry.sqlite')) await rename(join(data, name), join(cwd, 'away', name));
  expect(await readdir(join(cwd, 'away'))).toContain('registry.sqlite-wal');
  await copyFile(join(cwd, 'copy.sqlite'), join(data, 'registry.sqlite'));
  await chmod(join(data, 'registry.sqlite'), 0o600);
  await expect(sluiceHere(['doctor'], { cwd, env: { SLUICE_REGISTRY: '' } })).resolves.toMatchObject({ code: 0 });
  const { registry } = await start(cwd);
  const subjects = (await createClient({ url: registry }).listSubjects()).items.map(({ subject }) => subject);
  expect(subjects).toEqual(['kept']);
  await expect(createClient({ url: registry }).register('later', { schema: {} })).resolves.toMatchObject({ version: 1 });
});
