import { Readable } from 'node:stream';
import { join } from 'node:path';
import { readdir } from 'node:fs/promises';
import { expect, test } from 'vitest';
import type { Io } from '../../cli/io.ts';
import { storeChoice } from '../../cli/server-flags.ts';
import { sluiceHere } from './in-process.ts';
import { folderWith } from './process.ts';

const env = { SLUICE_STORE: 'sqlite:environment.sqlite' };

async function dumped(): Promise<string> {
  const cwd = await folderWith();
  await sluiceHere(['keys', 'create', '--store', 'sqlite:source.sqlite', '--name', 'admin', '--scope', 'admin'], { cwd });
  await sluiceHere(['dump', 'all.ndjson', '--store', 'sqlite:source.sqlite'], { cwd });
  return cwd;
}

test('restore: --dir goes before SLUICE_STORE, and the report says where it wrote', async () => {
  const cwd = await dumped();
  const fresh = join(cwd, 'fresh', 'registry.sqlite');
  const first = await sluiceHere(['restore', 'all.ndjson', '--dir', 'fresh'], { cwd, env });
  expect(first).toMatchObject({ code: 0, stdout: expect.stringContaining(`from all.ndjson into ${fresh}, a new store: `) });
  const again = await sluiceHere(['restore', 'all.ndjson', '--dir', 'fresh'], { cwd, env });
  expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining(`everything of all.ndjson was in ${fresh} already`) });
  expect(await readdir(cwd)).not.toContain('environment.sqlite');
  const told = await sluiceHere(['restore', 'all.ndjson', '--format', 'json'], { cwd, env });
  expect(JSON.parse(told.stdout)).toMatchObject({ store: join(cwd, 'environment.sqlite') });
  const made = await sluiceHere(['restore', 'all.ndjson'], { cwd });
  expect(made.stdout).toContain(`into ${join(cwd, '.sluice-data', 'registry.sqlite')}, a new store: `);
});

const LOOKS = [
  { args: ['backup', 'copy.sqlite', '--format', 'json'], says: '"source": "FRESH"' },
  { args: ['dump', 'copy.ndjson'], says: 'wrote 0 versions' },
  { args: ['doctor'], says: 'FRESH opens' },
];

for (const { args, says } of LOOKS) {
  test(`${args[0]}: --dir goes before SLUICE_STORE`, async () => {
    const cwd = await dumped();
    await sluiceHere(['restore', 'all.ndjson', '--dir', 'fresh'], { cwd });
    const { stdout, stderr } = await sluiceHere([...args, '--dir', 'fresh'], { cwd, env });
    expect(stdout).toContain(says.replace('FRESH', join(cwd, 'fresh', 'registry.sqlite')));
    expect(stdout + stderr).not.toContain('environment.sqlite');
  });
}

test('serve is refused where --dir and SLUICE_STORE name two stores; --store settles it for every command', async () => {
  const cwd = await folderWith();
  expect(await sluiceHere(['serve', '--port', '0', '--dir', 'data'], { cwd, env })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('--dir data and SLUICE_STORE both say where the store is'),
  });
  expect(await readdir(cwd)).toEqual([]);
});

const PASSWORDS = [
  { title: 'the same store', store: 'postgres://me@db/x', has: true },
  { title: 'the same store, with other parameters', store: 'postgresql://me@db/x?pool=4', has: true },
  { title: 'another user', store: 'postgres://you@db/x', has: false },
  { title: 'another server', store: 'postgres://me@db:5433/x', has: false },
  { title: 'another port, by its parameter', store: 'postgres://me@db/x?port=5433', has: false },
  { title: 'another database', store: 'postgres://me@db/y', has: false },
];

for (const { title, store, has } of PASSWORDS) {
  test(`--store of ${title} ${has ? 'gets' : 'does not get'} the password of SLUICE_STORE`, () => {
    const io: Pick<Io, 'env' | 'cwd'> = { env: { SLUICE_STORE: 'postgres://me:geheim$&@db/x' }, cwd: '/' };
    const silent = { color: false, isTerminal: false, write: () => {} };
    const choice = storeChoice({ ...io, out: silent, err: silent, stdin: Readable.from([]) }, { store });
    const address = choice.kind === 'postgres' ? choice.address : undefined;
    expect(address?.connectionString.includes('geheim$&@db/x')).toBe(has);
    expect(address?.shown).not.toContain('geheim');
  });
}
