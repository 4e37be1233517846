import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Io } from '../../cli/io.ts';
import { queuePasswordFile, storeChoice } from '../../cli/server-flags.ts';
import { sluiceHere } from './in-process.ts';
import { folderWith } from './process.ts';

// Run in this process, whose own folder is another one: whatever took that for the command's would show.
for (const where of [
  ['--dir', 'data'],
  ['--store', 'sqlite:data/registry.sqlite'],
]) {
  test(`the paths of ${where.join(' ')} are from where the command runs`, async () => {
    const cwd = await folderWith();
    await mkdir(join(cwd, 'data'));
    const made = await sluiceHere(['keys', 'create', ...where, '--name', 'admin', '--scope', 'admin'], { cwd });
    expect(made).toMatchObject({ code: 0, stderr: expect.stringContaining(join(cwd, 'data', 'registry.sqlite')) });
    for (const args of [
      ['backup', 'copy.sqlite'],
      ['dump', 'all.ndjson'],
      ['doctor', '--format', 'json'],
    ])
      expect(await sluiceHere([...args, ...where], { cwd, env: { SLUICE_REGISTRY: '' } }), args[0]).toMatchObject({ code: 0 });
    expect(await sluiceHere(['restore', 'all.ndjson', '--dir', 'again'], { cwd })).toMatchObject({ code: 0 });
    expect((await readdir(cwd)).toSorted()).toEqual(['again', 'all.ndjson', 'copy.sqlite', 'data']);
  });
}

test('so are those of files with passwords', () => {
  const env = { SLUICE_STORE: 'postgres://u@h/d', SLUICE_STORE_PASSWORD_FILE: 'a.txt', SLUICE_QUEUE_PASSWORD_FILE: '/b.txt' };
  const io = { env, cwd: '/where' } as unknown as Io;
  expect(storeChoice(io, {})).toMatchObject({ kind: 'postgres', passwordFile: '/where/a.txt' });
  expect(queuePasswordFile(io)).toBe('/b.txt');
});
